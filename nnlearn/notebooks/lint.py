"""Everything in style.md that a machine can tell of a chapter."""

from collections import Counter
from collections.abc import Iterator

from nnlearn.notebooks import budgets, frame, leaks, outputs
from nnlearn.notebooks.findings import Chapter, Finding


def unique_ids(chapter: Chapter) -> Iterator[Finding]:
    """No id twice in a notebook."""
    for notebook, finding in ((chapter.course, chapter.in_course), (chapter.solution, chapter.in_solution)):
        counted = Counter(cell.get("id") for cell in notebook.cells) if notebook else {}
        for cell_id, count in counted.items():
            if count > 1:
                yield finding({"id": cell_id}, f"{count} cells bear this id", "build again")


RULES = (
    frame.frame,
    frame.text_before_code,
    frame.order_of_exercises,
    frame.code_that_parses,
    frame.words_and_pictures,
    budgets.budget_of_lesson_cells,
    budgets.budget_of_words,
    budgets.budget_of_exercises,
    budgets.budget_of_outputs,
    outputs.stored_outputs,
    leaks.leaks,
    unique_ids,
)


def lint(chapter: Chapter) -> list[Finding]:
    """Every finding of every rule.

    Args:
        chapter: source, course notebook and, where it was built, the executed solution notebook.

    Returns:
        Findings in the order of the rules; empty when all is well.
    """
    return [finding for rule in RULES for finding in rule(chapter)]
