"""Verdicts in, points out. Pure functions."""

from collections.abc import Iterable

from nnlearn.exercises import Verdict


def score(verdicts: Iterable[Verdict]) -> dict[str, float]:
    """Sum the points of one submission.

    Returns:
        ``{"points": ..., "out_of": ..., "percent": ...}``; percent in [0, 100] with one decimal.

    Example:
        >>> score([Verdict("01.1", "a", "passed", "", points=2, out_of=2), Verdict("01.2", "b", "wrong", "", out_of=1)])
        {'points': 2, 'out_of': 3, 'percent': 66.7}
    """
    verdicts = list(verdicts)
    points = sum(verdict.points for verdict in verdicts)
    out_of = sum(verdict.out_of for verdict in verdicts)
    return {"points": points, "out_of": out_of, "percent": round(100 * points / out_of, 1) if out_of else 0.0}


def statistics(results: Iterable[dict], exercises: Iterable[tuple[str, str]]) -> list[dict]:
    """How each exercise went in a class.

    Args:
        results: as `grade_one` gives them.
        exercises: pairs of id and title.

    Returns:
        Per exercise ``{"exercise", "title", "passed", "attempted", "of", "mistakes": {name: how often}}``, most frequent first.
    """
    results = list(results)
    rows = []
    for identity, title in exercises:
        own = [verdict for result in results for verdict in result["exercises"] if verdict["exercise"] == identity]
        named = [verdict["known_as"] for verdict in own if verdict["known_as"]]
        counts = {name: named.count(name) for name in sorted(set(named), key=lambda name: (-named.count(name), name))}
        rows.append(
            {
                "exercise": identity,
                "title": title,
                "passed": sum(verdict["status"] == "passed" for verdict in own),
                "attempted": sum(verdict["status"] != "not attempted" for verdict in own),
                "of": len(results),
                "mistakes": counts,
            }
        )
    return rows
