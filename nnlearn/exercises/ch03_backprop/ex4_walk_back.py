"""Exercise 03.4: walk a graph backwards."""

import math

import numpy as np

from nnlearn.exercises.base import Exercise, Mistake
from nnlearn.exercises.compare import Comparison, Difference
from nnlearn.exercises.feedback import show

NUMBER = (int, float, np.integer, np.floating)
IN_ORDER = "every node stands after its parents"
TURNED = "every node stands before its parents"


def sweep(end, order, parents_of):
    """Gradients from an order in which every node stands after its parents."""
    gradients = dict.fromkeys(order, 0.0)
    gradients[end] = 1.0
    for node in reversed(order):
        for parent, slope in parents_of(node):
            gradients[parent] = gradients.get(parent, 0.0) + gradients[node] * slope
    return gradients


def in_order(end, parents_of):
    order = []

    def visit(node):
        if node not in order:
            for parent, _ in parents_of(node):
                visit(parent)
            order.append(node)

    visit(end)
    return order


def right(end, parents_of):
    order = in_order(end, parents_of)
    return order, sweep(end, order, parents_of)


def as_they_are_met(end, parents_of):
    order = [end]
    for node in order:
        order.extend(parent for parent, _ in dict(parents_of(node)).items() if parent not in order)
    return order


def generation_by_generation(end, parents_of):
    order = as_they_are_met(end, parents_of)[::-1]
    return order, sweep(end, order, parents_of)


def end_first(end, parents_of):
    order = as_they_are_met(end, parents_of)
    return order, sweep(end, order[::-1], parents_of)


def turned_round(end, parents_of):
    order = in_order(end, parents_of)
    return order[::-1], sweep(end, order, parents_of)


def seen_twice(end, parents_of):
    order = []

    def visit(node):
        for parent, _ in parents_of(node):
            visit(parent)
        order.append(node)

    visit(end)
    return order, sweep(end, list(dict.fromkeys(order)), parents_of)


def end_missing(end, parents_of):
    order = in_order(end, parents_of)
    return order[:-1], sweep(end, order, parents_of)


def given_nodes_missing(end, parents_of):
    order = in_order(end, parents_of)
    return [node for node in order if list(parents_of(node))], sweep(end, order, parents_of)


def overwritten(end, parents_of):
    order = in_order(end, parents_of)
    gradients = {end: 1.0}
    for node in reversed(order):
        for parent, slope in parents_of(node):
            gradients[parent] = gradients[node] * slope
    return order, gradients


def first_share_kept(end, parents_of):
    order = in_order(end, parents_of)
    gradients = {end: 1.0}
    for node in reversed(order):
        for parent, slope in parents_of(node):
            gradients.setdefault(parent, gradients[node] * slope)
    return order, gradients


def equal_pairs_once(end, parents_of):
    order = in_order(end, parents_of)
    return order, sweep(end, order, lambda node: sorted({tuple(pair) for pair in parents_of(node)}))


def parents_once(end, parents_of):
    order = in_order(end, parents_of)
    return order, sweep(end, order, lambda node: dict(parents_of(node)).items())


def handed_on_during_the_visit(end, parents_of):
    order, gradients = [], {end: 1.0}

    def visit(node):
        for parent, slope in parents_of(node):
            new = parent not in gradients
            gradients[parent] = gradients.get(parent, 0.0) + gradients[node] * slope
            if new:
                visit(parent)
        order.append(node)

    visit(end)
    return order, gradients


def handed_on_generation_by_generation(end, parents_of):
    return in_order(end, parents_of), sweep(end, as_they_are_met(end, parents_of)[::-1], parents_of)


def way_by_way(end, parents_of):
    gradients: dict[str, float] = {}

    def go(node, product):
        gradients[node] = gradients.get(node, 0.0) + product
        for parent, slope in parents_of(node):
            go(parent, product * slope)

    go(end, 1.0)
    return in_order(end, parents_of), gradients


def upstream_forgotten(end, parents_of):
    order = in_order(end, parents_of)
    gradients = dict.fromkeys(order, 0.0) | {end: 1.0}
    for node in reversed(order):
        for parent, slope in parents_of(node):
            gradients[parent] += slope
    return order, gradients


def slope_forgotten(end, parents_of):
    order = in_order(end, parents_of)
    return order, sweep(end, order, lambda node: [(parent, 1.0) for parent, _ in parents_of(node)])


def slopes_added(end, parents_of):
    order = in_order(end, parents_of)
    gradients = dict.fromkeys(order, 0.0) | {end: 1.0}
    for node in reversed(order):
        for parent, slope in parents_of(node):
            gradients[parent] += gradients[node] + slope
    return order, gradients


def walked_forwards(end, parents_of):
    order = in_order(end, parents_of)
    gradients = dict.fromkeys(order, 0.0) | {end: 1.0}
    for node in order:
        for parent, slope in parents_of(node):
            gradients[parent] += gradients[node] * slope
    return order, gradients


def started_from_zero(end, parents_of):
    order = in_order(end, parents_of)
    return order, dict.fromkeys(order, 0.0)


def end_counted_twice(end, parents_of):
    order = in_order(end, parents_of)
    gradients = dict.fromkeys(order, 1.0)
    for node in reversed(order):
        for parent, slope in parents_of(node):
            gradients[parent] += gradients[node] * slope
    return order, gradients


def given_nodes_only(end, parents_of):
    order, gradients = right(end, parents_of)
    return order, {node: gradients[node] for node in order if not list(parents_of(node))}


class Walked(Comparison):
    """Any order with parents first is right, and the gradients do not depend on it. Which kind of wrong it is, does neither."""

    parts = ("the order", "the gradients")

    def difference(self, got, expected, case):
        """What keeps an order and its gradients from being right."""
        if got is None:
            return Difference("missing", "Your answer is None.")
        if not isinstance(got, (tuple, list)) or len(got) != 2:
            return Difference("type", "Two things are expected: the order and the gradients.")
        order, gradients = got
        if not isinstance(order, (tuple, list)) or not isinstance(gradients, dict):
            return Difference("type", "The order is expected as a list, the gradients as a dict from node to number.")
        kind = kind_of_order(list(order), case)
        if kind != IN_ORDER:
            return Difference("value", f"In your order {kind}.", list(order), list(expected[0]))
        exact = expected[1]
        if set(gradients) != set(exact):
            missing = sorted(set(exact) - set(gradients)) or sorted(map(str, set(gradients) - set(exact)))
            word = "is missing" if set(exact) - set(gradients) else "is not asked for"
            return Difference("value", f"Among the gradients {show(missing[0])} {word}.", gradients, exact)
        wrong = [node for node in exact if not close(gradients[node], exact[node])]
        if not wrong:
            return None
        node = next(node for node in reversed(expected[0]) if node in wrong)  # nearest to the end: its users are right
        graph = case["graph"]
        uses = [(user, slope) for user in graph for parent, slope in graph[user] if parent == node]
        shares = " and ".join(
            f"{show(exact[user])} \N{MULTIPLICATION SIGN} {show(slope)} from {user!r}" for user, slope in uses
        )
        says = f"{node!r} should receive {shares or '1, as the end'}: {show(exact[node])} in all, and not {show(gradients[node])}."
        return Difference("value", says, gradients, exact)

    def same(self, got, other, case):
        """True where both are the same kind of wrong: which node comes first is nobody's mistake."""
        return kinds(got, case) == kinds(other, case)


def close(a, b):
    return isinstance(a, NUMBER) and math.isclose(a, b, rel_tol=1e-4, abs_tol=1e-9)


def kinds(got, case):
    """What kind of order, what kind of gradients."""
    if not isinstance(got, (tuple, list)) or len(got) != 2:
        return repr(got)
    order, gradients = got
    if not isinstance(order, (tuple, list)) or not isinstance(gradients, dict):
        return repr(got)
    kind = kind_of_order(list(order), case)
    judged = kind in (IN_ORDER, TURNED)  # gradients that were collected in an impossible order say nothing more
    return kind, kind_of_gradients(gradients, case, order if kind == TURNED else order[::-1]) if judged else ""


def kind_of_order(order, case):
    graph, end = case["graph"], case["end"]
    users = {node: [user for user in graph if any(p == node for p, _ in graph[user])] for node in graph}
    if any(not isinstance(node, str) or node not in graph for node in order):
        return "something stands that is no node"
    if len(set(order)) < len(order):
        return "a node stands twice"
    if end not in order:
        return "the end is missing"
    if missing := set(graph) - set(order):
        return "the given nodes are missing" if not any(graph[node] for node in missing) else "a node is missing"
    place = {node: i for i, node in enumerate(order)}
    if all(place[p] < place[node] for node in graph for p, _ in graph[node]):
        return IN_ORDER
    if all(place[user] < place[node] for node in graph for user in users[node]):
        return TURNED
    return (
        "the end comes first, and some node before one of its users"
        if order[0] == end
        else "a node stands before one of its parents"
    )


def kind_of_gradients(gradients, case, walk):
    """Which rule gives these gradients, if one of the known ones does; `walk` has every node before its parents."""
    graph, end = case["graph"], case["end"]
    exact = sweep(end, in_order(end, graph.get), graph.get)
    if set(gradients) < set(exact):
        return f"missing {sorted(set(exact) - set(gradients))}"
    if set(gradients) != set(exact) or not all(isinstance(g, NUMBER) for g in gradients.values()):
        return repr(gradients)
    if all(close(gradients[node], exact[node]) for node in exact):
        return "right"
    latest = {end: 1.0} | {parent: gradients[user] * slope for user in walk for parent, slope in graph[user]}
    if all(close(gradients[node], latest[node]) for node in exact):
        return "overwritten"
    uses_of = {node: [(u, s) for u in graph for p, s in graph[u] if p == node] for node in graph if node != end}
    shares = {node: [(gradients[u], s) for u, s in uses] for node, uses in uses_of.items()}
    if close(gradients[end], 1):
        for kind, once in (("equal pairs once", set), ("once per user", lambda uses: dict(uses).items())):
            if all(
                close(gradients[node], sum(gradients[u] * s for u, s in once(uses))) for node, uses in uses_of.items()
            ):
                return kind
    rules = {
        "one share kept": lambda g, uses: any(close(g, upstream * slope) for upstream, slope in uses),
        "slopes summed": lambda g, uses: close(g, sum(slope for _, slope in uses)),
        "upstream summed": lambda g, uses: close(g, sum(upstream for upstream, _ in uses)),
        "added": lambda g, uses: close(g, sum(upstream + slope for upstream, slope in uses)),
        "one too many": lambda g, uses: close(g, 1 + sum(upstream * slope for upstream, slope in uses)),
    }
    for kind, holds in rules.items():
        if close(gradients[end], 1) and all(holds(gradients[node], uses) for node, uses in shares.items()):
            return kind
    return repr(sorted((node, f"{g:.6g}") for node, g in gradients.items()))


class WalkBack(Exercise):
    """The engine of every framework: an order, and one loop."""

    id, name, points = "03.4", "walk_back", 3
    title = "walk a graph backwards"
    why = "An order, then one loop, and no node is visited for every way that leads through it: tf.GradientTape, PyTorch and JAX go back through their graphs like this."
    hints = (
        "A node may hand on its gradient when *all* its users have handed in theirs. In which order of nodes, read backwards, is that so?",
        "Order: visit a node's parents first, then note the node, once. Walk: start with gradient 1 at the end and 0 elsewhere; read the order backwards; each parent gets, on top of what it has, gradient times slope.",
        "`def visit(node):` if it is not in `order`: visit every parent, then `order.append(node)`. After `visit(end)`: `for node in reversed(order): for parent, slope in parents_of(node): gradients[parent] += gradients[node] * slope`.",
    )
    compare = Walked()
    tips = (
        ("RuntimeError", "^parents_of was asked", "Is a node visited once, or once for every way that leads to it?"),
    )
    mistakes = (
        Mistake(
            overwritten,
            "of several shares only the last is kept: overwritten, not added",
            "A node that is used twice moves the end on two ways. What becomes of the first share when the second arrives?",
        ),
        Mistake(
            first_share_kept,
            "of several shares only one is kept, and it is not always the last",
            "A node that is used twice moves the end on two ways. Two shares arrive: what becomes of the one that you leave?",
        ),
        Mistake(
            equal_pairs_once,
            "a parent that is used twice with the same slope counts once",
            "For a + a, `parents_of` gives the same pair twice. How fast does a + a move with a, and how fast in yours?",
        ),
        Mistake(
            parents_once,
            "a parent that one node uses twice counts once",
            "For a · a, `parents_of` gives two pairs with the same parent. How many of them reach your sum?",
        ),
        Mistake(
            way_by_way,
            "every way is walked, not every node once",
            "Thirty nodes in a row, each used twice by the next: how many ways lead from the last to the first, and how many nodes are there? When has a node collected all that it will hand on?",
        ),
        Mistake(
            handed_on_during_the_visit,
            "a node hands on its gradient when it is first met",
            "Your order is right, but the gradients travel before it is complete. When a node with two users is met on the way from the first, has the second handed in its share?",
        ),
        Mistake(
            handed_on_generation_by_generation,
            "gradients are handed on before all users have handed in theirs",
            "Your order is right. Do the gradients travel along it, read backwards? Which nodes below have two users, and when does your walk come to them?",
        ),
        Mistake(
            generation_by_generation,
            "a node stands before one of its parents",
            "Read backwards, your walk comes to a node before all its users have handed in their shares. Which nodes of the graph below have two users, and when does your walk come to them?",
        ),
        Mistake(
            end_first,
            "the end comes first, and some node before one of its users",
            "A node noted when you first *meet* it may still have users to come. What if you noted it after its parents instead?",
        ),
        Mistake(
            turned_round,
            "the order is turned round",
            "Your order is sound, read from the other end. Where should the end stand?",
        ),
        Mistake(
            seen_twice,
            "a node that is used twice stands in the order twice",
            "How could your walk know that it has been here before?",
        ),
        Mistake(end_missing, "the end is missing from the order", "The end is a node too. Where does it belong?"),
        Mistake(
            given_nodes_missing,
            "the nodes without parents are missing from the order",
            "Inputs and weights have no parents. Whose gradients are we after?",
        ),
        Mistake(
            upstream_forgotten,
            "the upstream gradient is forgotten",
            "The slope says how much the *user* moves. How much does the end move when that user does?",
        ),
        Mistake(
            slope_forgotten,
            "the slopes are forgotten",
            "If a node moves its user by 3 for every 1, what does the user's gradient become on its way down?",
        ),
        Mistake(
            slopes_added,
            "slopes along a way are added, not multiplied",
            "A moves B three times as fast, B moves C twice as fast. How fast does A move C?",
        ),
        Mistake(
            walked_forwards,
            "the walk goes forwards",
            "When your loop comes to a node, has anything arrived there that it could hand on?",
        ),
        Mistake(
            started_from_zero,
            "nothing starts the walk",
            "If the end moves by 1, by how much does the end move? That number goes in before the loop.",
        ),
        Mistake(
            end_counted_twice,
            "every node starts with a gradient of 1",
            "Only one node moves the end by 1 without any way in between. What do the others start with?",
        ),
        Mistake(
            given_nodes_only,
            "only nodes without parents have a gradient",
            "The task asks for one gradient per node of the order. Which did you leave out?",
        ),
    )

    def inputs(self, rng):
        def slope():
            return float(rng.choice([-1, 1]) * rng.integers(2, 9) / 2)

        def named(shape, end):
            names = [chr(ord("a") + i) for i in rng.permutation(26)[: len(shape)]]
            new = dict(zip(shape, names, strict=True))
            while True:  # until no gradient is near 0, where shares have cancelled
                graph = {new[node]: [[new[p], slope()] for p in parents] for node, parents in shape.items()}
                if min(abs(g) for g in right(new[end], graph.get)[1].values()) > 0.1:
                    break
            return {"graph": {str(node): graph[str(node)] for node in rng.permutation(list(graph))}, "end": new[end]}

        # Whichever parent a walk takes first, in each of the larger graphs it meets a node before one of that node's users.
        trap = {"b": [], "a": ["b"], "c": ["b", "a"], "e": [], "d": ["e"], "f": ["d", "e"], "y": ["c", "f"]}
        larger = {**trap, "g": ["y", "a"], "h": ["g", "y", "g"], "i": ["e"], "z": ["h", "i"]}
        twice = float(rng.choice([-1, 1]) * rng.integers(2, 9) / 2)
        names = [f"{rng.choice(list('abcdefgh'))}{i}" for i in rng.permutation(31)]
        doubled: dict[str, list] = {names[0]: []}  # a row: each node is made of the one before, twice
        for before, node in zip(names[:-1], names[1:], strict=True):
            pair = rng.choice([-1, 1]) * rng.permutation([(0.5, 0.5), (0.25, 0.75), (-0.5, 1.5)][rng.integers(3)])
            doubled[node] = [[before, float(slope)] for slope in pair]
        start = named({"x": [], "y": ["x", "x"]}, "y")
        start["graph"][start["end"]] = [[parent, twice] for parent, _ in start["graph"][start["end"]]]
        return [
            start,
            named({"w": [], "x": ["w"], "y": ["x"]}, "y"),
            named(trap, "y"),
            named(larger, "z"),
            named(trap, "y"),
            {"graph": doubled, "end": names[-1]},
        ]

    @staticmethod
    def probe(answer, graph, end):
        asked = [0]

        def parents_of(node):
            asked[0] += 1
            if asked[0] > 200_000:
                raise RuntimeError(f"parents_of was asked 200,000 times about a graph of {len(graph)} nodes.")
            return [(parent, slope) for parent, slope in graph[node]]

        return answer(end, parents_of)

    reference = staticmethod(right)


walk_back = WalkBack()
