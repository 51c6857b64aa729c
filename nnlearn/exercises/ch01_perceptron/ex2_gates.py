"""Exercise 01.2: AND, OR and NAND by choosing weights."""

import numpy as np

from nnlearn.datasets import logic_gate
from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Exact, Through

CORNERS = ((0, 0), (0, 1), (1, 0), (1, 1))


def truth_table(weights, gate):
    """What a neuron with weights (w1, w2, b) answers on the four corners: runs outside the kernel."""
    if isinstance(weights, dict) and "keys" in weights:
        raise ValueError(f"The dictionary has no key {gate!r}; its keys are {', '.join(weights['keys']) or 'none'}")
    if isinstance(weights, dict) and "instead of a dictionary" in weights:
        raise ValueError(f"A dictionary is expected, and there is a {weights['instead of a dictionary']}")
    try:
        w1, w2, b = (float(value) for value in weights if not isinstance(value, str))
    except (TypeError, ValueError):
        raise ValueError(f"Three numbers (w1, w2, b) are expected for {gate}") from None
    if not np.isfinite([w1, w2, b]).all():
        raise ValueError(f"The three numbers for {gate} must be finite")
    return [int(w1 * x1 + w2 * x2 + b >= 0) for x1, x2 in CORNERS]


def three_gates(a, b, c):
    return {"AND": a, "OR": b, "NAND": c}


class Gates(Exercise):
    """Weights chosen by thinking."""

    id, name, points = "01.2", "gates", 1
    title = "AND, OR and NAND by choosing weights"
    why = "You programmed a neuron by its weights alone: three machines, one mechanism. NAND alone suffices to build all of logic."
    hints = (
        "Think of the weights as votes and of the bias as how hard the neuron is to convince.",
        "AND: one vote must fall short, $w + b < 0$, two must do, $2w + b > 0$. NAND turns all signs round, the bias too. Keep sums away from exactly 0: there a neuron fires.",
        "With votes of 1, a bias of -0.5 asks for one vote, a bias of -1.5 for two. Which gate is which?",
    )
    reference = three_gates((1.0, 1.0, -1.5), (1.0, 1.0, -0.5), (-1.0, -1.0, 1.5))
    compare = Through(truth_table, Exact(), "What counts is what the neuron answers on 00, 01, 10, 11.")
    mistakes = (
        Mistake(
            three_gates((1, 1, 1.5), (1, 1, 0.5), (-1, -1, -1.5)),
            "the threshold stands where the bias should",
            "The neuron asks whether w₁ x₁ + w₂ x₂ + b ≥ 0. With inputs 00, what is left of the sum, and is it to fire?",
        ),
        Mistake(
            three_gates((1, 1, -0.5), (1, 1, -1.5), (-1, -1, 1.5)),
            "AND and OR have changed places",
            "Which of the two is harder to convince? Which bias is the lower one?",
        ),
        Mistake(
            three_gates((1, 1, -0.5), (1, 1, -0.5), (-1, -1, 1.5)),
            "your AND is an OR",
            "Put 01 into your AND: is one vote enough to reach 0?",
        ),
        Mistake(
            three_gates((1, 1, -1.5), (1, 1, -0.5), (-1, -1, 0.5)),
            "your NAND is a NOR",
            "NAND says no to 11 only. What does yours say to 01?",
        ),
        Mistake(
            three_gates((1, 1, -1.5), (1, 1, -0.5), (-1, -1, -1.5)),
            "your NAND never fires",
            "With inputs 00 only the bias is left of its sum. Which sign must the bias have, and which signs pull the sum below 0 at 11?",
        ),
        Mistake(
            three_gates((1, 1, -1.5), (1, 1, 0), (-1, -1, 1.5)),
            "your OR fires without a vote",
            "With inputs 00 your sum is exactly 0 or above, and a sum of 0 fires. Which bias is a little lower?",
        ),
        Mistake(
            three_gates((1, 1, -1.5), (1, 1, -0.5), (-1, -1, 2)),
            "your NAND fires at 11",
            "Two votes must pull its sum below 0, and a sum of exactly 0 fires. Which signs must the weights have, and how large may the bias be?",
        ),
    )

    def inputs(self, rng):
        return [{"gate": "AND"}, {"gate": "OR"}, {"gate": "NAND"}]

    @staticmethod
    def probe(answer, gate):
        if not isinstance(answer, dict):
            return answer if answer is ... else {"instead of a dictionary": type(answer).__name__}
        return answer[gate] if gate in answer else {"keys": [str(key) for key in answer]}

    def expected(self, gate):
        return logic_gate(gate)[1].tolist()


gates = Gates()
