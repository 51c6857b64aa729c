"""The truth tables of the two-input gates."""

import numpy as np

GATES = {
    "AND": (0, 0, 0, 1),
    "OR": (0, 1, 1, 1),
    "NAND": (1, 1, 1, 0),
    "NOR": (1, 0, 0, 0),
    "XOR": (0, 1, 1, 0),
    "XNOR": (1, 0, 0, 1),
}


def logic_gate(name: str) -> tuple[np.ndarray, np.ndarray]:
    """The four inputs of a logic gate and what it answers.

    The answer is a function of the inputs, so a perfect score is 1. AND, OR, NAND and NOR can be had by one
    line through the plane, XOR and XNOR cannot (Minsky and Papert, 1969, Perceptrons; chapters 01 and 02).

    Args:
        name: one of AND, OR, NAND, NOR, XOR, XNOR, in capitals or not.

    Returns:
        X: shape (4, 2), the rows 00, 01, 10, 11.
        y: shape (4,), 0 or 1.

    Raises:
        ValueError: for a name that is no gate.

    Example:
        >>> X, y = logic_gate("XOR")
        >>> y
        array([0, 1, 1, 0])
    """
    if not isinstance(name, str) or name.upper() not in GATES:
        raise ValueError(f"logic_gate expects one of {', '.join(GATES)}, received {name!r}. Fix: logic_gate('AND').")
    X = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return X, np.array(GATES[name.upper()])
