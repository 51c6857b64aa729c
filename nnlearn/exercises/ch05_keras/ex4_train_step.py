"""Exercise 05.4: one step of training, by hand with a GradientTape."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def one_step(model, loss_fn, optimizer, X, y, training=True, change=None, variables=None, update=None):
    """A step of training with every choice that a mistake may change."""
    import tensorflow as tf

    with tf.GradientTape() as tape:
        loss = loss_fn(y, model(X, training=training))
        loss = loss if change is None else change(loss)
    chosen = variables(model) if variables else model.trainable_variables
    gradients = tape.gradient(loss, chosen)
    if update is None:
        optimizer.apply(gradients, chosen)
    else:
        update(optimizer, gradients, chosen)
    return loss


def uphill(model, loss_fn, optimizer, X, y):
    def up(optimizer, gradients, variables):
        optimizer.apply([-gradient for gradient in gradients], variables)

    return one_step(model, loss_fn, optimizer, X, y, update=up)


def summed(model, loss_fn, optimizer, X, y):
    return one_step(model, loss_fn, optimizer, X, y, change=lambda loss: loss * len(X))


def in_inference_mode(model, loss_fn, optimizer, X, y):
    return one_step(model, loss_fn, optimizer, X, y, training=False)


def loss_after_the_step(model, loss_fn, optimizer, X, y):
    one_step(model, loss_fn, optimizer, X, y)
    return loss_fn(y, model(X))


def loss_after_the_step_in_training(model, loss_fn, optimizer, X, y):
    one_step(model, loss_fn, optimizer, X, y)
    return loss_fn(y, model(X, training=True))


def two_steps(model, loss_fn, optimizer, X, y):
    loss = one_step(model, loss_fn, optimizer, X, y)
    one_step(model, loss_fn, optimizer, X, y)
    return loss


def frozen_layer_moves(model, loss_fn, optimizer, X, y):
    return one_step(model, loss_fn, optimizer, X, y, variables=lambda model: model.variables)


def forward_outside_the_tape(model, loss_fn, optimizer, X, y):
    import tensorflow as tf

    y_pred = model(X, training=True)
    with tf.GradientTape() as tape:
        loss = loss_fn(y, y_pred)
    optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
    return loss


def arguments_of_the_loss_swapped(model, loss_fn, optimizer, X, y):
    return one_step(model, lambda y_true, y_pred: loss_fn(y_pred, y_true), optimizer, X, y)


def gradients_and_variables_swapped(model, loss_fn, optimizer, X, y):
    def swapped(optimizer, gradients, variables):
        optimizer.apply(variables, gradients)

    return one_step(model, loss_fn, optimizer, X, y, update=swapped)


def optimizer_not_asked(model, loss_fn, optimizer, X, y):
    def plain(optimizer, gradients, variables):
        for variable, gradient in zip(variables, gradients, strict=True):
            variable.assign_sub(float(optimizer.learning_rate) * gradient)

    return one_step(model, loss_fn, optimizer, X, y, update=plain)


def rate_forgotten(model, loss_fn, optimizer, X, y):
    def whole(optimizer, gradients, variables):
        for variable, gradient in zip(variables, gradients, strict=True):
            variable.assign_sub(gradient)

    return one_step(model, loss_fn, optimizer, X, y, update=whole)


def nothing_applied(model, loss_fn, optimizer, X, y):
    return one_step(model, loss_fn, optimizer, X, y, update=lambda *_: None)


def applied_twice(model, loss_fn, optimizer, X, y):
    def twice(optimizer, gradients, variables):
        optimizer.apply(gradients, variables)
        optimizer.apply(gradients, variables)

    return one_step(model, loss_fn, optimizer, X, y, update=twice)


def last_layer_only(model, loss_fn, optimizer, X, y):
    return one_step(model, loss_fn, optimizer, X, y, variables=lambda model: model.layers[-1].trainable_variables)


class TrainStep(Exercise):
    """Forward on the tape, backward, one update."""

    id, name, points = "05.4", "train_step", 2
    title = "a step of training, without fit"
    allow, names = ("keras", "tensorflow"), ("keras", "tf")
    why = "Whatever `fit` cannot do, two networks that train each other or a loss of your own, is this step with one line changed."
    hints = (
        "Three moves: forward and loss while the tape watches, gradients from the tape, one update by the optimizer.",
        "Inside `with tf.GradientTape() as tape:` stand `model(X, training=True)` and `loss_fn(y, ...)`, in this order of arguments. Outside, `tape.gradient(loss, model.trainable_variables)`.",
        "`optimizer.apply(gradients, model.trainable_variables)` makes the update; then `return loss`.",
    )
    tips = (
        (
            "TypeError",
            "apply_gradients",
            "`apply_gradients` takes one list of pairs; `apply(gradients, variables)` takes the two lists.",
        ),
    )
    compare = Close(
        parts=(
            "the losses of three steps",
            "the weights after them",
            "what its third layer noted in training",
            "the weights of its first layer, which is frozen",
        )
    )
    mistakes = (
        Mistake(
            uphill,
            "the step goes up the slope",
            "The optimizer subtracts already. Which sign should the gradients have that you hand to it?",
        ),
        Mistake(
            summed,
            "the loss of the batch is summed",
            "`loss_fn` gives the mean over the batch. What happens to your step when the batch is twice as large?",
        ),
        Mistake(
            in_inference_mode,
            "the model runs as if it were predicting",
            "Some layers act differently in training, Dropout for one (chapter 07). How does a model learn which of the two it is?",
        ),
        Mistake(
            loss_after_the_step,
            "the loss is measured once more after the step",
            "The task asks for the loss whose gradient you took. When was that?",
        ),
        Mistake(
            loss_after_the_step_in_training,
            "the model runs a second time after the step, for the loss",
            "The task asks for the loss whose gradient you took. When was that?",
        ),
        Mistake(
            two_steps,
            "it takes two steps on one batch",
            "How often does your code run forward, back and update for one call?",
        ),
        Mistake(
            frozen_layer_moves,
            "a frozen layer moves too",
            "`model.variables` holds all numbers of the model. Which list leaves out the layers whose `trainable` is False?",
        ),
        Mistake(
            forward_outside_the_tape,
            "no gradient came back from the tape",
            "Somewhere between weights and loss it lost sight. Do forward pass and loss both stand inside the `with`, and does "
            "every number stay TensorFlow's? (`predict` and `numpy()` hand out plain arrays, which a tape cannot follow.)",
        ),
        Mistake(
            arguments_of_the_loss_swapped,
            "the loss takes predictions for labels",
            "`loss_fn(y_true, y_pred)`: which of the two comes first?",
        ),
        Mistake(
            gradients_and_variables_swapped,
            "gradients and variables have changed places",
            "`optimizer.apply(gradients, variables)`: which of the two comes first?",
        ),
        Mistake(
            optimizer_not_asked,
            "the optimizer's momentum does not act",
            "Who makes the update: you, with the learning rate, or the optimizer that was given? Is it the same one in every step?",
        ),
        Mistake(
            rate_forgotten,
            "the whole gradient is subtracted",
            "Chapter 04 asked how far to step. Which number answers that here, and which object knows it?",
        ),
        Mistake(nothing_applied, "no weight moves", "There are gradients. Who is told to use them?"),
        Mistake(
            applied_twice, "every gradient is applied twice", "How often do you hand the gradients to the optimizer?"
        ),
        Mistake(
            last_layer_only,
            "only the last layer learns",
            "Which variables do you ask the tape about, and which has the model?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for rows, momentum in ((4, 0.5), (6, 0.9)):
            rate, seed = round(rng.uniform(0.05, 0.3), 2), int(rng.integers(2**31))
            cases.append({"rows": rows, "rate": rate, "momentum": momentum, "seed": seed})
        return cases

    def shown(self, **case):
        optimizer = f"SGD({case['rate']}, momentum={case['momentum']})"
        return {"batches": f"3 of {case['rows']} rows each", "optimizer": optimizer}

    @staticmethod
    def probe(answer, rows, rate, momentum, seed):
        import keras
        import tensorflow as tf

        def by_itself(*arguments, **named):
            raise TypeError("without compile, fit and train_on_batch, says the task: write what they do with a batch")

        layers, losses, dice = keras.layers, [], np.random.default_rng(seed)
        parts = [layers.Dense(4), layers.Dense(5, activation="tanh"), layers.BatchNormalization(momentum=0.5)]
        model = keras.Sequential([*parts, layers.Dense(3)])
        model.build((None, 3))
        for variable in model.trainable_variables:
            variable.assign(dice.normal(size=variable.shape))
        parts[0].trainable = False
        model.compile = model.fit = model.train_on_batch = by_itself
        loss_fn = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        optimizer = keras.optimizers.SGD(rate, momentum=momentum)
        for _step in range(3):
            batch, labels = dice.normal(size=(rows, 3)), dice.integers(3, size=rows)
            loss = answer(model, loss_fn, optimizer, tf.constant(batch, "float32"), tf.constant(labels))
            if loss is None:
                return None
            losses.append(np.asarray(loss))
        flat = [
            np.concatenate([np.ravel(v) for v in vs])
            for vs in (model.trainable_variables, parts[2].non_trainable_variables, parts[0].variables)
        ]
        return np.array(losses), *flat

    @staticmethod
    def reference(model, loss_fn, optimizer, X, y):
        import tensorflow as tf

        with tf.GradientTape() as tape:
            loss = loss_fn(y, model(X, training=True))
        gradients = tape.gradient(loss, model.trainable_variables)
        optimizer.apply(gradients, model.trainable_variables)
        return loss


train_step = TrainStep()
