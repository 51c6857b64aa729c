"""Fixtures of the notebook tests."""

import pytest

from .samples import SMALL


@pytest.fixture
def root(tmp_path):
    """A project with one small chapter."""
    (tmp_path / "solutions").mkdir()
    (tmp_path / "solutions" / "01_small.py").write_text(SMALL, encoding="utf-8")
    return tmp_path
