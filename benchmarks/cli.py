"""How long a person waits for the command line: the fastest of five runs each, in a fresh process.

Run: python benchmarks/cli.py
"""

import os
import subprocess
import sys
import time

RUNS = 5
COMMANDS = ("lab", "check", "grade", "build", "update", "progress", "doctor")
BUDGETS = {  # seconds: design.md
    "import nnlearn": (["-c", "import nnlearn"], 0.05),
    "nnlearn --help": (["-m", "nnlearn.cli", "--help"], 0.3),
    **{f"nnlearn {name} --help": (["-m", "nnlearn.cli", name, "--help"], 0.3) for name in COMMANDS},
}


def fastest(arguments: list[str]) -> float:
    """Seconds of the fastest of several runs of Python with these arguments."""
    times = []
    for _ in range(RUNS):
        start = time.perf_counter()
        # Through a pipe: without one, waiting with a timeout polls, in steps of up to 50 ms.
        subprocess.run([sys.executable, *arguments], capture_output=True, check=True, timeout=60)
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Print one line for each: seconds beyond an empty Python, total, budget."""
    empty = fastest(["-c", "pass"])
    print(f"{'':<24} {'beyond':>7} {'total':>7} {'budget':>7}   (empty Python {empty:.3f} s, {os.cpu_count()} cores)")
    for name, (arguments, budget) in BUDGETS.items():
        total = fastest(arguments)
        counted = total - empty if name.startswith("import") else total
        verdict = "" if counted <= budget else "  over"
        print(f"{name:<24} {total - empty:>7.3f} {total:>7.3f} {budget:>7.2f}{verdict}")


if __name__ == "__main__":
    main()
