"""Exercise 04.1: walk downhill."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake


def walk(gradient, w, learning_rate, steps, change=None):
    """Gradient descent with the step that a mistake may change: `change(g, t)` is what is subtracted."""
    places = [np.array(w, dtype=float)]
    for t in range(steps):
        g = gradient(places[-1])
        places.append(places[-1] - (learning_rate * g if change is None else change(g, t)))
    return np.array(places)


def uphill(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps, lambda g, t: -learning_rate * g)


def slope_of_the_start(gradient, w, learning_rate, steps):
    g = gradient(w)
    return np.array([w - t * learning_rate * g for t in range(steps + 1)])


def without_the_start(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps)[1:]


def without_the_end(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps)[:-1]


def one_step_too_many(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps + 1)


def end_only(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps)[-1]


def one_array_many_times(gradient, w, learning_rate, steps):
    places = [w]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        places.append(w)
    return places


def walks_away_with_w(gradient, w, learning_rate, steps):
    places = [w.copy()]
    for _ in range(steps):
        w -= learning_rate * gradient(w)
        places.append(w.copy())
    return places


def steps_of_one_length(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps, lambda g, t: learning_rate * g / np.linalg.norm(g))


def signs_only(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps, lambda g, t: learning_rate * np.sign(g))


def no_rate(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps, lambda g, t: g)


def steps_not_places(gradient, w, learning_rate, steps):
    return np.diff(walk(gradient, w, learning_rate, steps), axis=0)


def shrinking_rate(gradient, w, learning_rate, steps):
    return walk(gradient, w, learning_rate, steps, lambda g, t: learning_rate / (t + 1) * g)


def one_step_only(gradient, w, learning_rate, steps):
    first = w - learning_rate * gradient(w)
    return np.array([w, *[first] * steps])


def slope_for_the_weight(gradient, w, learning_rate, steps):
    places = [np.array(w, dtype=float)]
    for _ in range(steps):
        places.append(-learning_rate * gradient(places[-1]))
    return np.array(places)


def one_weight_at_a_time(gradient, w, learning_rate, steps):
    places = [np.array(w, dtype=float)]
    for _ in range(steps):
        here = places[-1].copy()
        for i in range(len(here)):
            here[i] -= learning_rate * gradient(here)[i]
        places.append(here)
    return np.array(places)


def stops_when_flat(gradient, w, learning_rate, steps):
    places = [np.array(w, dtype=float)]
    for _ in range(steps):
        g = gradient(places[-1])
        if np.linalg.norm(g) < 1e-6:
            break
        places.append(places[-1] - learning_rate * g)
    return np.array(places)


class Descend(Exercise):
    """The whole of gradient descent: where am I, where is down, one step."""

    id, name, points = "04.1", "descend", 1
    title = "walk downhill"
    allow, names = ("numpy",), ("np",)
    why = "These few lines train networks of any size: everything else in this chapter changes how far and along which line a step goes."
    hints = (
        "At every place ask for the slope anew, then go against it.",
        "`new = old - learning_rate * gradient(old)`; keep the old places, starting with the given one: steps + 1 rows.",
        "`places = [w]`, then `steps` times `places.append(places[-1] - learning_rate * gradient(places[-1]))`, then `np.array(places)`.",
    )
    mistakes = (
        Mistake(
            uphill,
            "the walk goes uphill",
            "At w = 1 the slope of w² is 2. Does the loss fall when w grows, or when it shrinks?",
        ),
        Mistake(
            slope_of_the_start,
            "every step uses the slope of the start",
            "The ground is not equally steep everywhere. Where must the gradient be asked for the second step?",
        ),
        Mistake(
            without_the_start, "the start is missing", "Row 0 is the place before any step. Which is your first row?"
        ),
        Mistake(without_the_end, "the last place is missing", "After n steps, how many places have you stood on?"),
        Mistake(
            one_step_too_many, "there is one step too many", "Count the rows for steps = 2: how many should there be?"
        ),
        Mistake(
            end_only,
            "only the last place comes back",
            "The task asks for every place on the way. What could collect them?",
        ),
        Mistake(
            one_array_many_times,
            "all rows show the last place, and the caller's `w` has moved with them",
            "Is there one array in your list, or steps + 1 different ones? What does `-=` do to an array that others hold?",
        ),
        Mistake(
            walks_away_with_w,
            "the places are right, but the caller's `w` has moved",
            "`w -= ...` changes the array itself. Which way of writing it makes a new one?",
        ),
        Mistake(
            steps_of_one_length,
            "all steps are equally long",
            "On steep ground plain gradient descent takes a longer step than on flat ground. Do you divide by the slope's length?",
        ),
        Mistake(
            signs_only,
            "only the sign of the slope is used",
            "A slope of 8 and one of 0.8 give you the same step. What does the rule multiply the learning rate by?",
        ),
        Mistake(
            no_rate, "the learning rate does not count", "By what is the gradient multiplied before it is subtracted?"
        ),
        Mistake(
            steps_not_places,
            "the steps are returned, not the places",
            "The task asks where you stand. What must be added to a step to get there?",
        ),
        Mistake(
            shrinking_rate,
            "the learning rate shrinks from step to step",
            "Schedules come later. Which learning rate does this task use for step 5?",
        ),
        Mistake(
            one_step_only,
            "only the first step is made",
            "From which place does the second step start: from `w` or from where the first one ended?",
        ),
        Mistake(
            slope_for_the_weight,
            "the old place is lost: the step itself becomes the new place",
            "New place = old place minus step. Which of the two is missing?",
        ),
        Mistake(
            one_weight_at_a_time,
            "the weights move one after the other, and the later ones see that the earlier have moved",
            "A slope that is asked for after half a step is another slope. How often should the gradient be asked for in one step?",
        ),
        Mistake(
            stops_when_flat,
            "the walk stops early where the ground is nearly flat",
            "The task asks for steps + 1 places, whatever the slope. How many rows came back from a start close to the lowest place?",
        ),
    )

    def inputs(self, rng):
        cases = [{"A": np.array([[4.0]]), "b": 0.0, "w": np.array([1.0]), "learning_rate": 0.05, "steps": 2}]
        for d, b, rate, steps, size in (
            (2, 0.0, 0.1, 3, 1.5),
            (2, 0.3, 0.1, 4, 1e-8),
            (3, 0.3, 0.05, 6, 1.5),
            (5, 0.1, 0.12, 12, 1.5),
        ):
            turn, _ = np.linalg.qr(rng.normal(size=(d, d)))
            A = (turn * rng.uniform(0.5, 6, size=d)) @ turn.T
            w = rng.normal(size=d) * size
            cases.append({"A": (A + A.T) / 2, "b": b, "w": w, "learning_rate": rate, "steps": steps})
        return cases

    @staticmethod
    def probe(answer, A, b, w, learning_rate, steps):
        def gradient(w):
            return A @ w + b * w**3

        return answer(gradient, w, learning_rate, steps)

    @staticmethod
    def reference(gradient, w, learning_rate, steps):
        return walk(gradient, w, learning_rate, steps)


descend = Descend()
