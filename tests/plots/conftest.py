"""Plots are drawn without a screen; no test sees another's figures, nor those of the doctests."""

import matplotlib
import pytest

matplotlib.use("Agg")


@pytest.fixture(autouse=True)
def closed_figures():
    from matplotlib import pyplot

    pyplot.close("all")
    yield
    pyplot.close("all")
