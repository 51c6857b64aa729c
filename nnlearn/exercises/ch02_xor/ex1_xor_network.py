"""Exercise 02.1: XOR from three neurons."""

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact, Through

CORNERS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])


def corner_answers(network):
    """What a two-layer network of step neurons answers on the four corners: runs outside the kernel."""
    if not isinstance(network, (tuple, list)) or len(network) != 4:
        there = f"there are {len(network)}" if isinstance(network, (tuple, list)) else "there is one thing only"
        raise ValueError(f"a tuple of four parts (kernel1, bias1, kernel2, bias2) is expected, and {there}")
    try:
        kernel1, bias1, kernel2, bias2 = (np.asarray(part, float) for part in network)
    except (TypeError, ValueError):
        raise ValueError("each of the four parts must be an array of numbers or a number") from None
    if kernel1.ndim != 2 or kernel1.shape[0] != 2:
        raise ValueError(f"kernel1 has the shape {kernel1.shape}; (2 inputs, hidden units) is expected")
    units = kernel1.shape[1]
    if bias1.shape != (units,):
        raise ValueError(f"bias1 has the shape {bias1.shape}; with {units} hidden units ({units},) is expected")
    if kernel2.size != units:
        raise ValueError(f"kernel2 has {kernel2.size} weights; {units} hidden units need {units}")
    if bias2.size != 1:
        raise ValueError(f"bias2 has {bias2.size} numbers; the one output neuron has one bias")
    if not all(np.isfinite(part).all() for part in (kernel1, bias1, kernel2, bias2)):
        raise ValueError("Every weight must be finite")
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
    compare = Through(corner_answers, Exact(), "What counts is what your network answers on 00, 01, 10, 11.")
    mistakes = (
        Mistake(
            two_layers([1.0, 1.0], -0.5),
            "your network always says yes",
            "Follow 00 through it with a pencil: what do the hidden units answer, and how large is the output's sum?",
        ),
        Mistake(
            two_layers([1.0, 1.0], -2.5),
            "your network always says no",
            "Follow 01 through it with a pencil: what do the hidden units answer, and what does the output's sum lack?",
        ),
        Mistake(
            two_layers([1.0, 0.0], -0.5),
            "your network is an OR",
            "It says yes to 11. Which hidden unit tells 11 from 01, and does the output listen to it?",
        ),
        Mistake(
            two_layers([0.0, 1.0], -0.5),
            "your network is a NAND",
            "It says yes to 00. Which hidden unit tells 00 from 01, and does the output listen to it?",
        ),
        Mistake(
            two_layers([-1.0, -1.0], 1.5),
            "your network answers the other way round",
            "It says yes where the two inputs agree. Which layer would you turn round, and what happens to its bias then?",
        ),
        Mistake(
            two_layers([1.0, -1.0], -0.5),
            "your network is an AND",
            "It says yes to 11 alone. Follow 01 and 11 through the hidden layer: which unit tells them apart, and in whose favour?",
        ),
        Mistake(
            (np.array([[1.0, 1.0], [-1.0, -1.0]]), np.array([-0.5, 1.5]), np.array([1.0, 1.0]), -1.5),
            "your network says yes to 10 only",
            "Follow 01 through it: what do the hidden units answer, and what does the output make of it? In `kernel1` a unit's weights stand below each other.",
        ),
        Mistake(
            (np.array([[-1.0, 1.0], [1.0, -1.0]]), np.array([-0.5, 1.5]), np.array([1.0, 1.0]), -1.5),
            "your network says yes to 01 only",
            "Follow 10 through it: what do the hidden units answer, and what does the output make of it? In `kernel1` a unit's weights stand below each other.",
        ),
        Mistake(
            two_layers([-1.0, 1.0], -0.5),
            "your network is a NOR",
            "It says yes to 00 alone. Which hidden unit fires for 01 and not for 00, and with which sign does the output hear it?",
        ),
    )

    def inputs(self, rng):
        return [{}]

    @staticmethod
    def probe(answer):
        return answer

    def expected(self):
        return [0, 1, 1, 0]


xor_network = XorNetwork()
