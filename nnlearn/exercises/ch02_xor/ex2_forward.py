"""Exercise 02.2: forward through any number of layers."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake


def activated_at_the_end(X, layers, activation):
    for kernel, bias in layers:
        X = activation(X @ kernel + bias)
    return X


def never_activated(X, layers, activation):
    for kernel, bias in layers:
        X = X @ kernel + bias
    return X


def bias_left_out(X, layers, activation):
    for kernel, _ in layers[:-1]:
        X = activation(X @ kernel)
    return X @ layers[-1][0]


def bias_after_activation(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(X @ kernel) + bias
    kernel, bias = layers[-1]
    return X @ kernel + bias


def never_chained(X, layers, activation):
    for kernel, bias in layers[:-1]:
        activation(X @ kernel + bias)
    return X @ layers[-1][0] + layers[-1][1]


def hidden_layers_from_x(X, layers, activation):
    H = X
    for kernel, bias in layers[:-1]:
        H = activation(X @ kernel + bias)
    return H @ layers[-1][0] + layers[-1][1]


def entry_by_entry(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(X * kernel + bias)
    return X * layers[-1][0] + layers[-1][1]


def kernel_transposed(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(X @ kernel.T + bias)
    return X @ layers[-1][0].T + layers[-1][1]


def bias_subtracted(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(X @ kernel - bias)
    return X @ layers[-1][0] - layers[-1][1]


def last_layer_left_out(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(X @ kernel + bias)
    return X


def tanh_whatever_is_given(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = np.tanh(X @ kernel + bias)
    return X @ layers[-1][0] + layers[-1][1]


def first_layer_only(X, layers, activation):
    kernel, bias = layers[0]
    return activation(X @ kernel + bias)


def last_bias_left_out(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(X @ kernel + bias)
    return X @ layers[-1][0]


def activation_before_the_layer(X, layers, activation):
    for kernel, bias in layers:
        X = activation(X) @ kernel + bias
    return X


def activation_at_the_end_only(X, layers, activation):
    for kernel, bias in layers:
        X = X @ kernel + bias
    return activation(X)


def one_activation_too_few(X, layers, activation):
    for i, (kernel, bias) in enumerate(layers):
        X = X @ kernel + bias
        if i < len(layers) - 2:
            X = activation(X)
    return X


def kernel_from_the_left(X, layers, activation):
    for kernel, bias in layers[:-1]:
        X = activation(kernel @ X + bias)
    return layers[-1][0] @ X + layers[-1][1]


class Forward(Exercise):
    """A network of any depth."""

    id, name, points = "02.2", "forward", 2
    title = "forward through any number of layers"
    allow, names = ("numpy",), ("np",)
    why = "Any plain network, however deep, is this loop: the output of one layer is the input of the next."
    hints = (
        "Carry one array from layer to layer. What comes out of a layer goes into the next one.",
        "Per layer: `X @ kernel + bias`, shapes (n, inputs) (inputs, units) + (units,) = (n, units). The activation follows in all layers but the last.",
        "`for kernel, bias in layers[:-1]: X = activation(X @ kernel + bias)`, then the last layer without activation.",
    )
    mistakes = (
        Mistake(
            activated_at_the_end,
            "the last layer is activated too",
            "Which layer of this exercise has no activation? What would tanh do to an output that should be 5?",
        ),
        Mistake(
            never_activated,
            "no layer is activated",
            "What is between two of your layers? The next section shows what such a stack is worth.",
        ),
        Mistake(bias_left_out, "the biases are left out", "Each layer is a pair. What became of its second half?"),
        Mistake(
            bias_after_activation,
            "the bias is added after the activation",
            "φ(XW + b): which operation stands inside the brackets?",
        ),
        Mistake(
            never_chained,
            "every layer starts from X",
            "What does the second layer receive: `X`, or what the first layer gave?",
        ),
        Mistake(
            hidden_layers_from_x,
            "every hidden layer starts from X",
            "What does the second hidden layer receive: `X`, or what the first one gave?",
        ),
        Mistake(
            entry_by_entry,
            "entries are multiplied one by one",
            "Each unit weighs all inputs and adds up. Which product does that: `*` or `@`?",
        ),
        Mistake(
            kernel_transposed,
            "the kernel is transposed",
            "`kernel` has the shape (inputs, units) and `X` (n, inputs). Do they need turning to stand beside each other?",
        ),
        Mistake(bias_subtracted, "the biases are subtracted", "Which sign stands before b in the formula?"),
        Mistake(
            last_layer_left_out, "the last layer is missing", "How many layers went in, and how many did you apply?"
        ),
        Mistake(
            tanh_whatever_is_given,
            "tanh is used, whatever activation is given",
            "`activation` is an argument: which name do you call?",
        ),
        Mistake(first_layer_only, "it returns after the first layer", "How far is your `return` indented?"),
        Mistake(
            last_bias_left_out,
            "the last layer's bias is left out",
            "Each layer is a pair. What became of the second half of the last?",
        ),
        Mistake(
            activation_before_the_layer,
            "the activation comes before the layer",
            "The inputs are given as they are. Which comes first, `X @ kernel + bias` or the activation?",
        ),
        Mistake(
            activation_at_the_end_only,
            "only the last layer is activated",
            "Which layers are followed by the activation, and which one is not?",
        ),
        Mistake(
            one_activation_too_few,
            "one activation is missing",
            "With three layers, how many activations are between them? How many does your condition let through?",
        ),
        Mistake(
            kernel_from_the_left,
            "the kernel stands on the wrong side",
            "Write the shapes down: (n, inputs) and (inputs, units). In which order do neighbours match?",
        ),
    )

    def inputs(self, rng):
        cases = []
        shapes = ((3, (2, 2, 1)), (3, (2, 2)), (4, (2, 3, 2)), (5, (4, 4, 4, 4, 3)))
        for (n, sizes), activation in zip(shapes, ("tanh", "tanh", "relu", "cube"), strict=True):
            pairs = zip(sizes[:-1], sizes[1:], strict=True)
            layers = [(rng.normal(size=pair), rng.normal(size=pair[1])) for pair in pairs]
            cases.append({"X": rng.normal(size=(n, sizes[0])), "layers": layers, "activation": activation})
        return cases

    @staticmethod
    def probe(answer, X, layers, activation):
        functions = {"tanh": np.tanh, "relu": lambda Z: np.maximum(Z, 0), "cube": lambda Z: Z**3}
        return answer(X, layers, functions[activation])

    @staticmethod
    def reference(X, layers, activation):
        for kernel, bias in layers[:-1]:
            X = activation(X @ kernel + bias)
        kernel, bias = layers[-1]
        return X @ kernel + bias


forward = Forward()
