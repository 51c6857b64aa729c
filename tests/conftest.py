"""Shared by all tests: an empty home for progress, and no silent skip in CI."""

import os

import pytest

pytest_plugins = ["pytester"]

# A skip may start with one of these in CI: it says that the thing does not exist there, not that a tool is missing.
SKIPS_ALLOWED = ("other system:", "optional:")


@pytest.fixture(autouse=True)
def empty_home(tmp_path_factory, monkeypatch):
    """A test neither sees nor changes the progress of whoever runs it."""
    monkeypatch.setenv("NNLEARN_HOME", str(tmp_path_factory.mktemp("home")))


def _forbidden_skip(report) -> str | None:
    """Why a skipped report is a failure in CI; None where it is not one."""
    if os.environ.get("CI") != "true" or not report.skipped or hasattr(report, "wasxfail"):
        return None
    where, line, reason = report.longrepr
    reason = reason.removeprefix("Skipped: ")
    if reason.startswith(SKIPS_ALLOWED):
        return None
    return (
        f"{where}:{line}: skipped in CI: {reason}. Fix: install what is missing, or begin the reason with one of "
        f"{', '.join(SKIPS_ALLOWED)}"
    )


def _fail(report) -> None:
    message = _forbidden_skip(report)
    if message:
        report.outcome = "failed"
        report.longrepr = message


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport():
    """A skip of a test in CI is a failure unless its reason is an allowed one."""
    report = yield
    _fail(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report():
    """The same for a skip of a whole module."""
    report = yield
    _fail(report)
    return report
