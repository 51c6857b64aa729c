"""The normal distribution: against math.erfc, which is exact but slow, in the middle and in the tails."""

import math

import numpy as np
import pytest

from nnlearn.scratch import normal


def exact(x):
    return np.array([math.erfc(-each / math.sqrt(2)) / 2 for each in x])


def test_cdf_is_exact_to_the_last_digits_in_the_middle():
    x = np.linspace(-9, 9, 2001)
    np.testing.assert_allclose(normal.cdf(x), exact(x), rtol=5e-14, atol=0)
    np.testing.assert_allclose(normal.cdf(x), exact(x), rtol=0, atol=2e-15)
    assert normal.cdf(np.array(0.0)) == 0.5


def test_cdf_keeps_twelve_digits_in_the_left_tail_and_then_is_zero():
    x = np.linspace(-36, -9, 501)
    np.testing.assert_allclose(normal.cdf(x), exact(x), rtol=1e-12, atol=0)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        np.testing.assert_array_equal(normal.cdf(np.array([-1e6, -50.0, 50.0, 1e6])), [0, 0, 1, 1])


def test_cdf_of_the_two_sides_sums_to_one():
    x = np.linspace(0, 6, 50)
    np.testing.assert_allclose(normal.cdf(x) + normal.cdf(-x), 1, rtol=1e-15)


def test_pdf_is_the_slope_of_the_cdf():
    x = np.linspace(-5, 5, 41)
    numeric = (normal.cdf(x + 1e-5) - normal.cdf(x - 1e-5)) / 2e-5
    np.testing.assert_allclose(normal.pdf(x), numeric, rtol=1e-6, atol=1e-10)
    assert normal.pdf(np.array([0.0]))[0] == pytest.approx(1 / math.sqrt(2 * math.pi))


@pytest.mark.parametrize("shape", [(), (0,), (3,), (2, 1, 3)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_shape_and_dtype_are_kept(shape, dtype):
    for function in (normal.cdf, normal.pdf):
        result = function(np.ones(shape, dtype))
        assert result.shape == shape and result.dtype == dtype
