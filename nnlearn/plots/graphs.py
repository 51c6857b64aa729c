"""Computation graphs: what a result was made of, and what each part does to it."""

from typing import Any

import numpy as np

from nnlearn.plots._style import COLORS, GREY, INK, minus, new_axes, styled

RADIUS = 0.27
WIDE, HIGH = 1.55, 1.5  # between columns and between rows
MOST = 40  # nodes; more would be a tangle
SYMBOLS = {"*": "\N{MULTIPLICATION SIGN}", "-": "\N{MINUS SIGN}", "sigmoid": r"$\sigma$", "square": r"$(\cdot)^2$"}


@styled
def computation_graph(end: Any, ax=None, *, title: str | None = None):
    """A result and all that it was made of, from left to right: values above the nodes, gradients below.

    A node is any object with `value`, `gradient` (None or a number), `parents` and `operation` ("" for a given number);
    a `name`, and `slopes` (one number per parent), are drawn if it has them: a scalar engine of one's own, or
    `nnlearn.scratch.autodiff.Variable`.

    Args:
        end: the result.
        ax: matplotlib axes to draw in; a new figure if None.
        title: above the picture.

    Returns:
        The axes.

    Raises:
        ValueError: for something that is no node, or a graph of more than 40 nodes.

    Example:
        >>> from nnlearn.scratch.autodiff import Variable
        >>> y = Variable(3.0, "a") * Variable(2.0, "b")
        >>> y.backward()
        >>> ax = computation_graph(y)
        >>> len(ax.patches), [text.get_text() for text in ax.texts[:3]]
        (3, ['a', '3', '2'])
    """
    nodes = _nodes(end)
    places = _places(nodes)
    columns = 1 + max(column for column, _ in places.values())
    rows = 1 + max(row for _, row in places.values())
    spots = {node: (WIDE * column, -HIGH * row) for node, (column, row) in places.items()}
    notes = ["above a node: its value"]
    if any(node.gradient is not None for node in nodes.values()):
        notes.append("below: how fast the end moves with it")
    if any(getattr(node, "slopes", ()) for node in nodes.values()):
        notes.append("on an arrow: slope")
    narrow = columns < 6
    low = -HIGH * (rows - 1) - (1.25 if any(_jumps(node, spots) for node in nodes.values()) else 0.75)
    left, right, bottom = -0.6, WIDE * (columns - 1) + 0.6, low - (0.3 * len(notes) if narrow else 0.35)
    right = max(right, 3.9)
    scale = min(0.72, 8.6 / (right - left))  # inches per unit, so that circles are equally large in most graphs
    ax = new_axes(ax, scale * (right - left), scale * (0.75 - bottom))
    for node in nodes.values():
        _draw_node(ax, node, spots[id(node)])
        _draw_edges(ax, node, spots)
    ax.text(left + 0.05, low, ("\n" if narrow else "     ").join(notes), color=INK, fontsize=8.5, va="top")
    ax.set(xlim=(left, right), ylim=(bottom, 0.75))
    ax.set_aspect("equal")
    ax.axis("off")
    ax.set_title(title)
    return ax


def _nodes(end):
    """By id, parents before their users."""
    order: dict[int, Any] = {}
    todo = [(end, False)]
    while todo:
        node, ready = todo.pop()
        if not all(hasattr(node, name) for name in ("value", "gradient", "parents", "operation")):
            raise ValueError(
                "computation_graph expects nodes with value, gradient, parents and operation, received "
                f"{type(node).__name__}. Fix: compute with autodiff.Variable."
            )
        if ready:
            order.setdefault(id(node), node)
        elif id(node) not in order:
            todo.append((node, True))
            todo.extend((parent, False) for parent in reversed(list(node.parents)))
        if len(order) > MOST:
            raise ValueError(
                f"computation_graph expects at most {MOST} nodes, received more. Fix: draw a part of the graph."
            )
    return order


def _places(nodes):
    """Node -> (column, row): a given number stands in the column before its user, results above given numbers."""
    distance = dict.fromkeys(nodes, 0)
    for node in reversed(list(nodes.values())):
        for parent in node.parents:
            distance[id(parent)] = max(distance[id(parent)], distance[id(node)] + 1)
    furthest = max(distance.values())
    columns: dict[int, list[int]] = {}
    for key in sorted(nodes, key=lambda key: not nodes[key].operation):  # sorted keeps the order of equals
        columns.setdefault(furthest - distance[key], []).append(key)
    return {key: (column, row) for column, keys in columns.items() for row, key in enumerate(keys)}


def _draw_node(ax, node, spot):
    from matplotlib.patches import Circle

    given = not node.operation
    face = "#EEF4F9" if given else "white"
    ax.add_patch(Circle(spot, RADIUS, facecolor=face, edgecolor=INK, linewidth=1.1 if given else 1.6, zorder=3))
    name = getattr(node, "name", "")
    word = SYMBOLS.get(node.operation, node.operation) or name
    ax.text(
        *spot, word, ha="center", va="center", fontsize=11 if len(word) < 3 or "$" in word else 8, color=INK, zorder=4
    )
    value = f"{name} = {_number(node.value)}" if name and not given else _number(node.value)
    ax.text(spot[0], spot[1] + RADIUS + 0.17, value, ha="center", va="center", fontsize=9, color="#00507F", zorder=4)
    if node.gradient is not None:
        below = (spot[0], spot[1] - RADIUS - 0.17)
        ax.text(
            *below,
            _number(node.gradient),
            ha="center",
            va="center",
            fontsize=9,
            color="#A34700",
            weight="bold",
            zorder=4,
        )


def _draw_edges(ax, node, spots):
    tails = [id(parent) for parent in node.parents]
    slopes = getattr(node, "slopes", None) or [None] * len(tails)
    for k, (tail, slope) in enumerate(zip(tails, slopes, strict=True)):
        start, stop = np.array(spots[tail]), np.array(spots[id(node)])
        twice = tails.count(tail) > 1
        bend = 0.45 if id(node.parents[k]) in _jumps(node, spots) else (0.3 if k else -0.3) if twice else 0.0
        style = {"arrowstyle": "-|>", "color": GREY, "linewidth": 1.2, "shrinkA": 15, "shrinkB": 15}
        style["connectionstyle"] = f"arc3,rad={bend}"
        ax.annotate("", stop, start, arrowprops=style, zorder=1)
        if slope is not None:
            across = np.array([stop[1] - start[1], start[0] - stop[0]])  # the side to which a positive bend goes
            middle = (start + stop) / 2 + bend / 2 * across
            box = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"}
            look = {"fontsize": 9, "style": "italic", "color": COLORS[2]}
            ax.text(*middle, _number(slope), ha="center", va="center", bbox=box, zorder=2, **look)


def _jumps(node, spots):
    """Parents further to the left in the same row: their arrows go round what stands between."""
    x, y = spots[id(node)]
    return [id(p) for p in node.parents if x - spots[id(p)][0] > 1.5 * WIDE and spots[id(p)][1] == y]


def _number(value):
    array = np.asarray(value, dtype=float)
    return minus(float(array.reshape(()))) if array.size == 1 else f"{array.shape}"
