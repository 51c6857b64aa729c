"""Exercise 04.4: a step with a memory."""

import numpy as np

from nnlearn.exercises.base import Mistake
from nnlearn.exercises.ch04_optimizers.steps import StepExercise


def heavy_ball(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = momentum * before - learning_rate * g
    return (w + momentum * velocity - learning_rate * g if nesterov else w + velocity), velocity


def uphill(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, -g, state, learning_rate, momentum, nesterov)


def running_mean(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, (1 - momentum) * g, state, learning_rate, momentum, nesterov)


def velocity_lost(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, None, learning_rate, momentum, nesterov)


def first_gradient_kept(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    new, velocity = heavy_ball(w, g, state, learning_rate, momentum, nesterov)
    return new, velocity if state is None else state


def nesterov_ignored(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, state, learning_rate, momentum, False)


def always_nesterov(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, state, learning_rate, momentum, True)


def old_velocity(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = momentum * before - learning_rate * g
    return (w + momentum * before - learning_rate * g if nesterov else w + before), velocity


def velocity_twice(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    new, velocity = heavy_ball(w, g, state, learning_rate, momentum, False)
    return (new + velocity if nesterov else new), velocity


def velocity_never_slows(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = before - learning_rate * g
    return (w + momentum * velocity - learning_rate * g if nesterov else w + velocity), velocity


def rate_twice(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = momentum * before - learning_rate * g
    ahead = momentum * velocity - learning_rate * g if nesterov else velocity
    return w + learning_rate * ahead, velocity


def no_rate(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, state, 1.0, momentum, nesterov)


def swapped(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, state, momentum, learning_rate, nesterov)


def signs_mixed(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = momentum * before + learning_rate * g
    return (w + momentum * velocity - learning_rate * g if nesterov else w + velocity), velocity


def weights_decay(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = momentum * before - learning_rate * g
    ahead = momentum * velocity - learning_rate * g if nesterov else velocity
    return momentum * w + ahead, velocity


def one_number_for_all(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, None if state is None else np.mean(state), learning_rate, momentum, nesterov)


def look_ahead_kept(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    before = 0 if state is None else state
    velocity = momentum * before - learning_rate * g
    move = momentum * velocity - learning_rate * g if nesterov else velocity
    return w + move, move


def running_mean_without_nesterov(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, (1 - momentum) * g, state, learning_rate, momentum, False)


def gradients_collected(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    total = g if state is None else momentum * state + g
    return w - learning_rate * (g + momentum * total if nesterov else total), total


def always_nine_tenths(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, state, learning_rate, 0.9, nesterov)


def ahead_without_gradient(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    new, velocity = heavy_ball(w, g, state, learning_rate, momentum, False)
    return (w + momentum * velocity if nesterov else new), velocity


def state_first(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    new, velocity = heavy_ball(w, g, state, learning_rate, momentum, nesterov)
    return velocity, new


def own_weights(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    own, before = (w, None) if state is None else state
    new, velocity = heavy_ball(own, g, before, learning_rate, momentum, nesterov)
    return new, (new, velocity)


def weights_only(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    return heavy_ball(w, g, state, learning_rate, momentum, nesterov)[0]


def in_place(w, g, state, learning_rate, momentum=0.9, nesterov=False):
    new, velocity = heavy_ball(w, g, state, learning_rate, momentum, nesterov)
    w += new - w
    return w, velocity


class MomentumStep(StepExercise):
    """Polyak's heavy ball, and Nesterov's look ahead."""

    id, name, points = "04.4", "momentum_step", 2
    title = "a step with a memory"
    why = "A velocity adds up what the gradients agree on and cancels what they quarrel about: that is how it crosses a ravine."
    hints = (
        "Two lines: first the velocity from the old velocity and the gradient, then the weights from the velocity. At the first step the old velocity is 0.",
        "$v \\leftarrow \\mu v - \\eta g$, then $w \\leftarrow w + v$; with `nesterov` $w \\leftarrow w + \\mu v - \\eta g$, where $v$ is the *new* velocity.",
        "`v = momentum * (0 if state is None else state) - learning_rate * g`; `return w + v, v`; with nesterov `return w + momentum * v - learning_rate * g, v`.",
    )
    settings = (
        {"momentum": 0.9, "nesterov": False},
        {"momentum": 0.9, "nesterov": True},
        {"momentum": 0.5, "nesterov": False},
        {"momentum": 0.8, "nesterov": True},
    )
    mistakes = (
        Mistake(uphill, "the walk goes uphill", "The gradient is 2, so the loss rises with w. Which way should w go?"),
        Mistake(
            running_mean,
            "the velocity is a running mean: the gradient is multiplied by 1 - momentum",
            "Several books define it so; their steps are 1 - momentum times as long. Keras adds the whole learning rate times gradient: what does your formula put in front of g?",
            convention=True,
        ),
        Mistake(
            velocity_lost,
            "every step starts without a velocity",
            "With a gradient of 2 three times, should the third step be longer than the first? What did your function return as state, and does it use it?",
        ),
        Mistake(
            first_gradient_kept,
            "the velocity stays what it was after the first step",
            "Which velocity do you return: the one that came in or the new one?",
        ),
        Mistake(
            nesterov_ignored,
            "`nesterov` changes nothing",
            "With `nesterov=True` the weights move by momentum times the new velocity, minus learning rate times gradient. With the old velocity it is plain momentum: which is yours?",
        ),
        Mistake(
            always_nesterov,
            "Nesterov's step is made whether asked for or not",
            "With `nesterov=False` the weights move by the velocity itself. Do yours?",
        ),
        Mistake(
            old_velocity,
            "the weights move by the velocity from before this gradient",
            "In Keras the gradient changes the velocity first. In which order do your two lines stand?",
        ),
        Mistake(
            velocity_twice,
            "Nesterov's step adds the whole velocity twice",
            "Look ahead by momentum times the velocity, plus this gradient's step. What do you add?",
        ),
        Mistake(
            velocity_never_slows,
            "the old velocity does not slow down",
            "A ball that nothing slows down never stops. Which number should the old velocity be multiplied by?",
        ),
        Mistake(
            rate_twice,
            "the learning rate counts twice",
            "It is in the velocity already. What happens when the velocity is multiplied by it again?",
        ),
        Mistake(
            no_rate,
            "the learning rate does not count",
            "What is the gradient multiplied by before it enters the velocity?",
        ),
        Mistake(
            swapped,
            "momentum and learning rate have changed places",
            "Which of the two belongs to the old velocity, which to the gradient?",
        ),
        Mistake(
            signs_mixed,
            "the gradient enters the velocity with the wrong sign",
            "The weights move by plus the velocity. Which sign must the gradient have in it, to go downhill?",
        ),
        Mistake(
            weights_decay,
            "the weights are multiplied by the momentum",
            "Which of the two is kept to a share: the old place or the old velocity?",
        ),
        Mistake(
            one_number_for_all,
            "all weights share one velocity",
            "Two weights may move in opposite directions. What shape must the velocity have?",
        ),
        Mistake(
            look_ahead_kept,
            "with `nesterov` the whole step is kept as the velocity",
            "The look ahead moves the weights. What does Keras carry to the next step: the move, or the velocity it was made from?",
        ),
        Mistake(
            running_mean_without_nesterov,
            "the velocity is a running mean, and `nesterov` changes nothing",
            "In Keras the gradient enters with the whole learning rate, not with 1 - momentum of it. And what should `nesterov=True` change?",
        ),
        Mistake(
            gradients_collected,
            "the velocity adds up gradients, and the learning rate comes in when the weights move",
            "PyTorch does so, and while the rate stays the same nothing differs. When it falls, Keras lets the velocity gathered so far run on: which of your two lines should contain the rate?",
            convention=True,
        ),
        Mistake(
            always_nine_tenths,
            "the momentum is 0.9, whatever is asked for",
            "0.9 is what counts when nothing is given. Where does the argument `momentum` enter?",
        ),
        Mistake(
            ahead_without_gradient,
            "Nesterov's step lacks the gradient's own part",
            "With `nesterov` the weights move by momentum times the new velocity, and by one thing more. Which?",
        ),
        Mistake(
            state_first,
            "the velocity comes back in the place of the weights",
            "`w, state = momentum_step(...)`: in which order should the two come back?",
        ),
        Mistake(
            own_weights,
            "from the second step on, the weights that are given do not count",
            "Between two steps the caller may have changed `w`. From where must the step start: from the `w` that is given or from one of your own?",
        ),
        Mistake(weights_only, "only the weights come back", "What must the next call be told, besides the weights?"),
        Mistake(
            in_place,
            "the caller's `w` is changed in place",
            "Whoever called you may still need the old weights. Which way of writing makes a new array?",
        ),
    )

    @staticmethod
    def reference(w, g, state, learning_rate, momentum=0.9, nesterov=False):
        return heavy_ball(w, g, state, learning_rate, momentum, nesterov)


momentum_step = MomentumStep()
