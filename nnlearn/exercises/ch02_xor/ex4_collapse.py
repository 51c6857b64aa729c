"""Exercise 02.4: a stack of linear layers in one."""

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Close


def product_turned_round(layers):
    kernel, bias = layers[0]
    for next_kernel, next_bias in layers[1:]:
        kernel, bias = next_kernel @ kernel, bias @ next_kernel + next_bias
    return kernel, bias


def biases_added(layers):
    kernel, bias = layers[0]
    for next_kernel, next_bias in layers[1:]:
        kernel, bias = kernel @ next_kernel, bias + next_bias
    return kernel, bias


def last_bias_only(layers):
    kernel = layers[0][0]
    for next_kernel, _ in layers[1:]:
        kernel = kernel @ next_kernel
    return kernel, layers[-1][1]


def first_bias_carried_only(layers):
    kernel, bias = layers[0]
    for next_kernel, _ in layers[1:]:
        kernel, bias = kernel @ next_kernel, bias @ next_kernel
    return kernel, bias


def kernels_added(layers):
    return sum(kernel for kernel, _ in layers), sum(bias for _, bias in layers)


def two_layers_only(layers):
    if len(layers) == 1:
        return layers[0]
    (kernel1, bias1), (kernel2, bias2) = layers[0], layers[1]
    return kernel1 @ kernel2, bias1 @ kernel2 + bias2


def no_bias_at_all(layers):
    kernel, bias = last_bias_only(layers)
    return kernel, 0 * bias


def bias_of_the_layer_before(layers):
    kernel, bias = layers[0]
    for i in range(1, len(layers)):
        kernel, bias = kernel @ layers[i][0], layers[i - 1][1] @ layers[i][0] + layers[i][1]
    return kernel, bias


def last_left_out(layers):
    kernel, bias = layers[0]
    for next_kernel, next_bias in layers[1:-1]:
        kernel, bias = kernel @ next_kernel, bias @ next_kernel + next_bias
    return kernel, bias


class Collapse(Exercise):
    """Linear layers, however many, are one."""

    id, name, points = "02.4", "collapse", 2
    title = "a stack of linear layers in one"
    allow, names = ("numpy",), ("np",)
    why = "Depth without a bend is a costly way to write one matrix: this is why every hidden layer has an activation."
    hints = (
        "Write two layers as one formula, $(X W_1 + b_1) W_2 + b_2$, and multiply out.",
        "$X (W_1 W_2) + (b_1 W_2 + b_2)$: the new kernel is a product, and the first bias goes through the second layer too. Then the third layer.",
        "`kernel, bias = layers[0]`; for each next pair `(W, b)`: `bias = bias @ W + b` and `kernel = kernel @ W`.",
    )
    compare = Close(parts=("the kernel", "the bias"))
    mistakes = (
        Mistake(
            product_turned_round,
            "the kernels are multiplied in the wrong order",
            "An example is a row and enters from the left: X W₁ W₂. Which product meets it first?",
        ),
        Mistake(
            biases_added,
            "the biases are added up",
            "What does the second layer do to everything it receives, the first layer's bias included?",
        ),
        Mistake(
            last_bias_only,
            "only the last bias is left",
            "Put X = 0 in. What comes out of the first layer, and where does it go?",
        ),
        Mistake(
            first_bias_carried_only,
            "only the first bias is left",
            "Which bias is added at the very end, behind every kernel?",
        ),
        Mistake(
            kernels_added,
            "the kernels are added, not multiplied",
            "Do the layers stand behind each other or side by side?",
        ),
        Mistake(
            two_layers_only,
            "everything after the first two layers is ignored",
            "How many layers are in the list? Where does your loop end?",
        ),
        Mistake(no_bias_at_all, "the bias is lost", "Put X = 0 in: what does the stack answer, and what does yours?"),
        Mistake(
            bias_of_the_layer_before,
            "only the last two biases survive",
            "Each layer acts on the bias collected *so far*. Which bias do you send through it?",
        ),
        Mistake(last_left_out, "the last layer is left out", "Where does your loop over the layers end?"),
    )

    def inputs(self, rng):
        cases = []
        for count, units in ((2, 2), (1, 2), (3, 3), (4, 4)):
            layers = [(rng.normal(size=(units, units)), rng.normal(size=units)) for _ in range(count)]
            cases.append({"layers": layers})
        sizes = (3, 5, 2, 4)
        pairs = zip(sizes[:-1], sizes[1:], strict=True)
        return [*cases, {"layers": [(rng.normal(size=pair), rng.normal(size=pair[1])) for pair in pairs]}]

    @staticmethod
    def reference(layers):
        kernel, bias = layers[0]
        for next_kernel, next_bias in layers[1:]:
            kernel, bias = kernel @ next_kernel, bias @ next_kernel + next_bias
        return kernel, bias


collapse = Collapse()
