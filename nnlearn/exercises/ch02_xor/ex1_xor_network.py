"""Exercise 02.1: XOR from three neurons."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact, Through

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def corner_answers(network):
    """What a two-layer network of step neurons answers on the four corners: runs outside the kernel."""
    if not isinstance(network, (tuple, list)) or len(network) != 4:
        raise ValueError("four parts are expected: kernel1, bias1, kernel2, bias2")
    kernel1, bias1, kernel2, bias2 = (np.asarray(part, float) for part in network)
    if kernel1.ndim != 2 or kernel1.shape[0] != 2:
        raise ValueError(f"kernel1 has the shape {kernel1.shape}; (2 inputs, hidden units) is expected")
    units = kernel1.shape[1]
    if bias1.shape != (units,) or kernel2.size != units or bias2.size != 1:
        raise ValueError(
            f"{units} hidden units need bias1 of shape ({units},), {units} weights in kernel2 and one bias2"
        )
    if not all(np.isfinite(part).all() for part in (kernel1, bias1, kernel2, bias2)):
        raise ValueError("every weight must be finite")
    hidden = (CORNERS @ kernel1 + bias1 >= 0).astype(float)
    return (hidden @ kernel2.ravel() + bias2.ravel()[0] >= 0).astype(int).tolist()


def two_layers(kernel2, bias2):
    """An OR and a NAND neuron, and on top of them an output neuron of one's choice."""
    return (np.array([[1.0, -1.0], [1.0, -1.0]]), np.array([-0.5, 1.5]), np.array(kernel2), bias2)


class XorNetwork(Exercise):
    """Nine numbers that do what three could not."""

    id, name, points = "02.1", "xor_network", 2
    title = "XOR from three neurons"
    allow, names = ("numpy",), ("np",)
    why = "Two lines and a vote: a problem that no single neuron can say is said by three, and you needed no new idea but depth."
    hints = (
        "Say XOR in words that a single neuron can say: at least one of the two, *and* not both.",
        "Column 0 of `kernel1` with `bias1[0]` is an OR, column 1 with `bias1[1]` a NAND; `kernel2`, `bias2` is an AND of the two.",
        "OR: weights 1, 1 and bias -0.5. NAND: weights -1, -1 and bias 1.5. They stand in *columns*: `kernel1 = [[1, -1], [1, -1]]`. What is the AND's bias?",
    )
    reference = two_layers([1.0, 1.0], -1.5)
    compare = Through(corner_answers, Exact(), "On 00, 01, 10, 11 your network answers")
    mistakes = (
        Mistake(
            two_layers([1.0, 1.0], -0.5),
            "the output is content with one of its two inputs",
            "Your hidden units are an OR and a NAND: for every input at least one of them fires. How many votes must the output ask for?",
        ),
        Mistake(
            two_layers([1.0, 0.0], -0.5),
            "the network is an OR",
            "Something must object when both inputs are 1. Which hidden unit does, and with which weight is it heard?",
        ),
        Mistake(
            two_layers([0.0, 1.0], -0.5),
            "the network is a NAND",
            "Something must object when both inputs are 0. Which hidden unit does, and with which weight is it heard?",
        ),
        Mistake(
            two_layers([-1.0, -1.0], 1.5),
            "the answers are turned round",
            "Yours says yes where the inputs agree. Which single neuron, with which signs, turns every answer?",
        ),
        Mistake(
            two_layers([1.0, 1.0], -2.5),
            "the output never fires",
            "How large can the sum before `bias2` become, with two hidden units that answer 0 or 1?",
        ),
        Mistake(
            two_layers([1.0, -1.0], -0.5),
            "the network is an AND",
            "The output listens to its hidden units with opposite signs. What does it do when both of them fire?",
        ),
    )

    def inputs(self, rng):
        return [{}]

    def expected(self):
        return [0, 1, 1, 0]


xor_network = XorNetwork()
