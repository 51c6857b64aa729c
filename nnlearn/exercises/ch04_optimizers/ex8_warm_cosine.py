"""Exercise 04.8: warm up, then cool down along a cosine."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake


def schedule(step, warmup_steps, decay_steps, peak, warm=None, progress=None, fall=None, hold=True):
    """The schedule with every choice that a mistake may change."""
    if step < warmup_steps:
        return peak * step / warmup_steps if warm is None else warm(step, warmup_steps, peak)
    p = (step - warmup_steps) / decay_steps if progress is None else progress(step, warmup_steps, decay_steps)
    p = min(p, 1.0) if hold else p
    return peak * (1 + np.cos(np.pi * p)) / 2 if fall is None else peak * fall(p)


def peak_too_early(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, warm=lambda s, n, peak: peak * (s + 1) / n)


def one_step_ahead(step, warmup_steps, decay_steps, peak):
    return schedule(step + 1, warmup_steps, decay_steps, peak)


def one_step_behind(step, warmup_steps, decay_steps, peak):
    return schedule(max(step - 1, 0), warmup_steps, decay_steps, peak)


def peak_never_reached(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, warm=lambda s, n, peak: peak * s / (n + 1))


def rises_again(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, hold=False)


def starts_again(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, progress=lambda s, w, d: (s - w) % d / d)


def warm_up_counted_in(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, progress=lambda s, w, d: s / d)


def decay_steps_as_total(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, progress=lambda s, w, d: (s - w) / (d - w))


def below_zero(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: np.cos(np.pi * p))


def quarter_of_a_cosine(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: np.cos(np.pi * p / 2))


def whole_cosine(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: (1 + np.cos(2 * np.pi * p)) / 2)


def straight_line(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: 1 - p)


def not_halved(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: 1 + np.cos(np.pi * p))


def rising_cosine(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: (1 - np.cos(np.pi * p)) / 2)


def degrees(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, fall=lambda p: (1 + np.cos(180 * p)) / 2)


def no_warm_up(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, warm=lambda s, n, peak: peak)


def warm_up_skipped(step, warmup_steps, decay_steps, peak):
    return schedule(step, 0, decay_steps, peak)


def peak_forgotten(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, 1.0)


def cosine_over_the_total(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, progress=lambda s, w, d: (s - w) / (d + w))


def steps_over_the_total(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak, progress=lambda s, w, d: s / (d + w))


def always_from_zero(step, warmup_steps, decay_steps, peak):
    return schedule(step, warmup_steps, decay_steps, peak) if step > 0 else 0.0


class WarmCosine(Exercise):
    """Slowly up, slowly down."""

    id, name, points = "04.8", "warm_cosine", 2
    title = "warm up, then cool down along a cosine"
    allow, names = ("numpy",), ("np",)
    why = "Careful while everything is new, bold in the middle, careful again at the end: large language models are trained on curves of this shape."
    hints = (
        "Three times of life: while `step < warmup_steps` a straight line up from 0; then half a cosine down; after that 0 for ever.",
        "Warm-up: peak times `step / warmup_steps`. Then $p$ is `(step - warmup_steps) / decay_steps`, never more than 1, and the rate is peak times $(1 + \\cos \\pi p) / 2$.",
        "`if step < warmup_steps: return peak * step / warmup_steps`; `p = min((step - warmup_steps) / decay_steps, 1)`; `return peak * (1 + np.cos(np.pi * p)) / 2`.",
    )
    tips = (
        (
            "ZeroDivisionError",
            "",
            "`warmup_steps` may be 0. Is step 0 then part of the warm-up: is 0 below 0? Ask before you divide.",
        ),
    )
    mistakes = (
        Mistake(
            peak_too_early,
            "the warm-up is one step early: it begins above 0",
            "Some libraries begin so. Keras' rate at step 0 is 0, and the peak comes at step `warmup_steps`: what is yours at step 0?",
            convention=True,
        ),
        Mistake(
            one_step_ahead,
            "the whole schedule is one step ahead",
            "Steps are counted from 0. Which step has the rate 0 in the task?",
        ),
        Mistake(
            one_step_behind,
            "the whole schedule is one step behind",
            "At `step == warmup_steps` the rate should be the peak. When does yours get there?",
        ),
        Mistake(
            peak_never_reached,
            "the warm-up climbs too slowly: the last piece to the peak is a jump",
            "How many equal pieces lead from step 0 to step `warmup_steps`?",
        ),
        Mistake(
            rises_again,
            "the rate rises again after the end",
            "What does a cosine do after half a turn? What should keep p from growing past 1?",
        ),
        Mistake(
            starts_again,
            "the cosine starts again from the peak",
            "That is another schedule, with warm restarts (Loshchilov and Hutter 2017). The task asks for 0 for ever after the end: what should p be there?",
        ),
        Mistake(
            warm_up_counted_in,
            "the cosine has been running since step 0",
            "At the end of the warm-up p should be 0. How many steps of the cosine have passed then?",
        ),
        Mistake(
            decay_steps_as_total,
            "`decay_steps` is taken for the length of the whole, the warm-up included",
            "Other libraries count so. In Keras the cosine alone takes `decay_steps`: by what do you divide?",
            convention=True,
        ),
        Mistake(
            below_zero,
            "the rate becomes negative",
            "A cosine runs from 1 to -1. What brings it to run from 1 to 0? And what would a negative rate do?",
        ),
        Mistake(
            quarter_of_a_cosine,
            "only a quarter of a cosine is used",
            "The rate should leave the peak gently and also arrive gently. Is your curve flat at its end?",
        ),
        Mistake(
            whole_cosine,
            "a whole turn of the cosine is used",
            "Half-way through the decay, should the rate be 0 already? Which angle belongs to p = 1?",
        ),
        Mistake(
            straight_line,
            "the rate falls along a straight line",
            "The task asks for a cosine. Which function of p is 1 at 0, 0 at 1, and flat at both ends?",
        ),
        Mistake(not_halved, "the cosine part is twice as high", "1 + cos(0) is 2. By what should it be divided?"),
        Mistake(rising_cosine, "the cosine part rises", "At p = 0 the rate should be the peak. What is yours?"),
        Mistake(degrees, "the angle is given in degrees", "`np.cos` wants radians. How many are half a turn?"),
        Mistake(
            no_warm_up,
            "the warm-up is flat: it waits at the peak",
            "What should the rate be at step 0?",
        ),
        Mistake(
            warm_up_skipped,
            "there is no warm-up, and the cosine starts at step 0",
            "What should the rate be at step 0 when `warmup_steps` is 2?",
        ),
        Mistake(
            cosine_over_the_total,
            "the cosine is stretched over warm-up and decay together",
            "The cosine begins when the warm-up is over. How many steps does it take from there to 0?",
        ),
        Mistake(
            steps_over_the_total,
            "after the warm-up the cosine is somewhere on its way already: it runs from step 0 to the end of all",
            "At the end of the warm-up p should be 0, and 1 after `decay_steps` more. What is yours at both?",
        ),
        Mistake(
            always_from_zero,
            "step 0 has the rate 0 even where there is no warm-up",
            "With `warmup_steps` 0, which part of the schedule does step 0 belong to?",
        ),
        Mistake(peak_forgotten, "the peak is 1, whatever is asked for", "Where does `peak` enter your formula?"),
    )

    def inputs(self, rng):
        cases = [{"warmup_steps": 2, "decay_steps": 4, "peak": 1.0}, {"warmup_steps": 0, "decay_steps": 5, "peak": 0.5}]
        for warmup, decay in ((5, 12), (3, 40)):
            more = int(rng.integers(0, 4))
            peak = round(float(rng.uniform(0.001, 0.3)), 4)
            cases.append({"warmup_steps": warmup + more, "decay_steps": decay + more, "peak": peak})
        return cases

    @staticmethod
    def probe(answer, warmup_steps, decay_steps, peak):
        steps = range(warmup_steps + decay_steps + 4)
        return [answer(step, warmup_steps, decay_steps, peak) for step in steps]

    @staticmethod
    def reference(step, warmup_steps, decay_steps, peak):
        return schedule(step, warmup_steps, decay_steps, peak)


warm_cosine = WarmCosine()
