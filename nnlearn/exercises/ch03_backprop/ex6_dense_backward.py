"""Exercise 03.6: backward through a dense layer."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def right(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=0)


def kernel_gradient_transposed(upstream, X, W):
    return upstream @ W.T, upstream.T @ X, upstream.sum(axis=0)


def bias_not_summed(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, upstream.copy()


def bias_averaged(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, upstream.mean(axis=0)


def bias_over_the_units(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, upstream.sum(axis=1)


def bias_in_one_number(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, upstream.sum()


def bias_of_ones(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, np.ones(W.shape[1])


def bias_counts_examples(upstream, X, W):
    return upstream @ W.T, X.T @ upstream, np.full(W.shape[1], float(len(X)))


def kernel_averaged(upstream, X, W):
    return upstream @ W.T, X.T @ upstream / len(X), upstream.sum(axis=0)


def both_averaged(upstream, X, W):
    return upstream @ W.T, X.T @ upstream / len(X), upstream.mean(axis=0)


def all_averaged(upstream, X, W):
    return tuple(part / len(X) for part in right(upstream, X, W))


def kernel_not_transposed(upstream, X, W):
    return upstream @ W, X.T @ upstream, upstream.sum(axis=0)


def input_not_transposed(upstream, X, W):
    return upstream @ W.T, X @ upstream, upstream.sum(axis=0)


def neither_transposed(upstream, X, W):
    return upstream @ W, X @ upstream, upstream.sum(axis=0)


def upstream_forgotten(upstream, X, W):
    ones = np.ones(upstream.shape)
    return ones @ W.T, X.T @ ones, ones.sum(axis=0)


def upstream_forgotten_in_the_kernel(upstream, X, W):
    return upstream @ W.T, X.T @ np.ones(upstream.shape), upstream.sum(axis=0)


def places_changed(upstream, X, W):
    dX, dW, db = right(upstream, X, W)
    return dW, dX, db


def input_last(upstream, X, W):
    dX, dW, db = right(upstream, X, W)
    return dW, db, dX


def input_gradient_transposed(upstream, X, W):
    return W @ upstream.T, X.T @ upstream, upstream.sum(axis=0)


def input_gradient_reshaped(upstream, X, W):
    return (W @ upstream.T).reshape(X.shape), X.T @ upstream, upstream.sum(axis=0)


def kernel_gradient_reshaped(upstream, X, W):
    return upstream @ W.T, (upstream.T @ X).reshape(W.shape), upstream.sum(axis=0)


def sign_flipped(upstream, X, W):
    return tuple(-part for part in right(upstream, X, W))


def last_example_only(upstream, X, W):
    return upstream @ W.T, np.outer(X[-1], upstream[-1]), upstream[-1].copy()


def bias_first(upstream, X, W):
    dX, dW, db = right(upstream, X, W)
    return db, dW, dX


def first_example_only(upstream, X, W):
    return upstream @ W.T, np.outer(X[0], upstream[0]), upstream[0].copy()


def kernel_summed_over_the_inputs(upstream, X, W):
    return upstream * W.sum(axis=0), X.T @ upstream, upstream.sum(axis=0)


class DenseBackward(Exercise):
    """Three gradients from one."""

    id, name, points = "03.6", "dense_backward", 2
    title = "backward through a dense layer"
    allow, names = ("numpy",), ("np",)
    why = "This is the backward pass of most of what deep networks compute."
    hints = (
        "Each gradient has the shape of what it is the gradient of. Which product of `upstream`, `X` and `W` has that shape?",
        "(n, inputs) = (n, units)(units, inputs); (inputs, units) = (inputs, n)(n, units). The bias was added to every example: it hears from all of them.",
        "`dX = upstream @ W.T`; for `dW` turn `X`; `db` adds `upstream` up along the axis of the examples.",
    )
    compare = Close(parts=("dX", "dW", "db"))
    mistakes = (
        Mistake(
            kernel_gradient_transposed,
            "the gradient of W is transposed",
            "W has a row for each input and a column for each unit. What stands in the rows of yours?",
        ),
        Mistake(
            bias_not_summed,
            "the gradient of b is not summed over the batch",
            "b has one number per unit, and every example used the same one. What happens to gradients on several ways?",
        ),
        Mistake(
            bias_averaged,
            "the gradient of b is a mean, not a sum",
            "The loss has divided by the batch already. Do gradients that arrive on several ways add up, or average?",
        ),
        Mistake(
            bias_over_the_units,
            "the gradient of b is summed over the units",
            "Which axis are the examples, and what should be left: one number per unit, or one per example?",
        ),
        Mistake(
            bias_in_one_number,
            "the gradient of b is a single number",
            "How many biases has the layer?",
        ),
        Mistake(
            bias_of_ones,
            "the gradient of b is 1, whatever arrives",
            "z moves with b by 1. How much does the loss move with z?",
        ),
        Mistake(
            bias_counts_examples,
            "the gradient of b counts the examples, whatever arrives",
            "z moves with b by 1, for each example. How much does the loss move with each z?",
        ),
        Mistake(
            kernel_averaged,
            "the gradient of W is a mean, not a sum",
            "The loss has divided by the batch already. Who divides again?",
        ),
        Mistake(
            both_averaged,
            "the gradients of W and b are divided by the batch once more",
            "The 1/batch of the loss is inside `upstream`. What happens if every layer divides again?",
        ),
        Mistake(
            all_averaged,
            "all three gradients are divided by the batch once more",
            "The 1/batch of the loss is inside `upstream`. What becomes of it after ten such layers?",
        ),
        Mistake(
            kernel_not_transposed,
            "W is not transposed on the way back",
            "Forward, column u of W holds the weights into unit u. From unit u back to input i, which entry is it, and which shapes fit in general?",
        ),
        Mistake(
            input_not_transposed,
            "X is not transposed",
            "Entry (i, u) of dW adds up x_i times upstream_u over the examples. Which axis of X runs over the examples?",
        ),
        Mistake(
            neither_transposed,
            "nothing is transposed",
            "With 3 examples, 4 inputs and 2 units, which of your products has shapes that fit?",
        ),
        Mistake(
            upstream_forgotten,
            "the upstream gradient is forgotten",
            "You say how the outputs move. How does the loss move with each output, and where is that in your answer?",
        ),
        Mistake(
            upstream_forgotten_in_the_kernel,
            "the upstream gradient is missing from dW",
            "z moves with W by x. How does the loss move with z, and where is that in dW?",
        ),
        Mistake(
            places_changed,
            "dX and dW have changed places",
            "Which one does the task ask for first?",
        ),
        Mistake(
            input_last,
            "the three gradients come in another order",
            "In which order does the task ask for them?",
        ),
        Mistake(
            bias_first,
            "db comes first, dX last",
            "In which order does the task ask for them?",
        ),
        Mistake(
            input_gradient_transposed,
            "the gradient of X is transposed",
            "X has the shape (n, inputs), one example a row. Which shape has your dX?",
        ),
        Mistake(
            input_gradient_reshaped,
            "the gradient of X has its entries in the wrong places",
            "A reshape makes any shape fit, and leaves the entries in their old row order. Which product of the tables has the right shape by itself?",
        ),
        Mistake(
            kernel_gradient_reshaped,
            "the gradient of W has its entries in the wrong places",
            "A reshape makes any shape fit, and leaves the entries in their old row order. Which product of the tables has the right shape by itself?",
        ),
        Mistake(
            sign_flipped,
            "all signs are flipped",
            "Let upstream, X and W be positive: if an entry of W grows, does the loss grow? What sign has your dW?",
        ),
        Mistake(
            last_example_only,
            "only the last example counts for W and b",
            "All examples use the same W. Does each round of your loop add its share, or replace what was there?",
        ),
        Mistake(
            first_example_only,
            "only the first example counts for W and b",
            "All examples use the same W. What happens to gradients that arrive on several ways?",
        ),
        Mistake(
            kernel_summed_over_the_inputs,
            "every input gets the same weight on the way back",
            "Input i reaches unit u through one weight. Which product weighs each way by its own?",
        ),
    )

    def inputs(self, rng):
        cases = []
        for n, inputs, units in ((2, 2, 2), (3, 3, 3), (1, 3, 2), (3, 4, 2), (6, 2, 5)):
            cases.append(
                {
                    "upstream": rng.normal(size=(n, units)),
                    "X": rng.normal(size=(n, inputs)),
                    "W": rng.normal(size=(inputs, units)),
                }
            )
        return cases

    reference = staticmethod(right)


dense_backward = DenseBackward()
