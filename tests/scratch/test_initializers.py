"""Initializers: distributions, fans, seeds, Keras, bad input."""

import inspect
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import Dense, initializers
from nnlearn.scratch.initializers import names

RANDOM = [name for name in names.NAMES if name not in ("zeros", "ones", "constant")]
# Numbers inside +-2 of a standard normal: variance 1 - 2 * 2 * density(2) / share(-2 to 2).
TRUNCATED = math.sqrt(1 - 4 * math.exp(-2) / math.sqrt(2 * math.pi) / math.erf(math.sqrt(2)))

# name, stddev for a kernel (200, 300), largest magnitude over stddev (None: no bound)
SPREADS = [
    ("random_normal", 0.05, None),
    ("truncated_normal", 0.05 * TRUNCATED, 2 / TRUNCATED),
    ("random_uniform", 0.05 / math.sqrt(3), math.sqrt(3)),
    ("variance_scaling", math.sqrt(1 / 200), 2 / TRUNCATED),
    ("glorot_uniform", math.sqrt(2 / 500), math.sqrt(3)),
    ("glorot_normal", math.sqrt(2 / 500), 2 / TRUNCATED),
    ("he_uniform", math.sqrt(2 / 200), math.sqrt(3)),
    ("he_normal", math.sqrt(2 / 200), 2 / TRUNCATED),
    ("lecun_uniform", math.sqrt(1 / 200), math.sqrt(3)),
    ("lecun_normal", math.sqrt(1 / 200), 2 / TRUNCATED),
]


def test_every_random_initializer_has_its_spread_tested():
    assert sorted(name for name, _, _ in SPREADS) == sorted(RANDOM)


@pytest.mark.parametrize(("name", "stddev", "bound"), SPREADS)
def test_numbers_have_the_mean_spread_and_bounds_of_the_formula(name, stddev, bound):
    kernel = initializers.get(name)((200, 300), rng=0)
    assert kernel.shape == (200, 300) and kernel.dtype == np.float64
    assert kernel.std() == pytest.approx(stddev, rel=0.01) and abs(kernel.mean()) < 0.02 * stddev
    if bound:
        assert 0.99 * bound * stddev < np.abs(kernel).max() <= bound * stddev * (1 + 1e-12)
    else:
        assert np.abs(kernel).max() > 3.5 * stddev


def test_constant_initializers_have_their_number():
    np.testing.assert_array_equal(initializers.get("zeros")((2, 3)), np.zeros((2, 3)))
    np.testing.assert_array_equal(initializers.get("ones")([2]), [1, 1])
    np.testing.assert_array_equal(initializers.Constant(2)((1, 2)), [[2, 2]])
    assert initializers.Constant(2)((1,)).dtype == np.float64


def test_arguments_move_and_stretch_the_numbers():
    for kind in (initializers.RandomNormal, initializers.TruncatedNormal):
        plain, moved = kind(0.0, 1.0, seed=3)((50,)), kind(mean=5.0, stddev=0.1, seed=3)((50,))
        np.testing.assert_allclose(moved, 5 + 0.1 * plain)
    even = initializers.RandomUniform(2.0, 3.0)((1000,), rng=0)
    assert 2 <= even.min() < 2.01 and 2.99 < even.max() < 3


@pytest.mark.parametrize(("mode", "n"), [("fan_in", 72), ("fan_out", 144), ("fan_avg", 108)])
@pytest.mark.parametrize("distribution", ["truncated_normal", "untruncated_normal", "uniform"])
def test_variance_of_a_convolution_kernel_is_scale_over_its_fan(mode, n, distribution):
    initializer = initializers.VarianceScaling(3.0, mode, distribution)
    kernel = np.concatenate([initializer((3, 3, 8, 16), rng=seed).ravel() for seed in range(40)])
    assert kernel.var() == pytest.approx(3 / n, rel=0.03)


def test_untruncated_normal_reaches_beyond_two_stddev():
    far = initializers.VarianceScaling(distribution="untruncated_normal")((1, 10000), rng=0)
    assert np.mean(np.abs(far) > 2) == pytest.approx(0.0455, rel=0.2)


@pytest.mark.parametrize(
    ("shape", "fans"),
    [((), (1, 1)), ((5,), (5, 5)), ((4, 2), (4, 2)), ((3, 8, 16), (24, 48)), ((3, 5, 8, 16), (120, 240))],
)
def test_fans_are_counted_by_hand(shape, fans):
    assert initializers.compute_fans(shape) == fans


@settings(max_examples=10, deadline=None)
@given(shape=st.lists(st.integers(0, 4), max_size=4), name=st.sampled_from([*names.NAMES]), seed=st.integers(0, 99))
def test_any_shape_is_filled_with_finite_numbers(shape, name, seed):
    weight = initializers.get(name)(tuple(shape), seed)
    assert weight.shape == tuple(shape) and weight.dtype == np.float64 and np.isfinite(weight).all()


@pytest.mark.parametrize("name", RANDOM)
def test_own_seed_goes_before_the_generator_of_the_layer(name):
    kind = names.NAMES[name]
    rng = np.random.default_rng(7)
    first, second = kind(seed=1)((3, 4), rng), kind(seed=1)((3, 4), rng)
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(first, kind(seed=2)((3, 4), rng))
    assert rng.random() == np.random.default_rng(7).random(), "the layer's generator was used in spite of the seed"


@pytest.mark.parametrize("name", RANDOM)
def test_generator_goes_on_and_a_seed_repeats(name):
    initializer = initializers.get(name)
    rng = np.random.default_rng(7)
    assert not np.array_equal(initializer((3, 4), rng), initializer((3, 4), rng))
    np.testing.assert_array_equal(initializer((3, 4), 7), initializer((3, 4), np.random.default_rng(7)))
    assert not np.array_equal(initializer((3, 4)), initializer((3, 4)))


def test_get_knows_names_class_names_objects_and_functions():
    assert type(initializers.get("he_normal")) is initializers.HeNormal
    assert type(initializers.get("HeNormal")) is initializers.HeNormal
    mine = initializers.Constant(3.0)
    assert initializers.get(mine) is mine
    identity = lambda shape, rng=None: np.eye(*shape)  # noqa: E731
    assert initializers.get(identity) is identity
    layer = Dense(2, kernel_initializer=identity, bias_initializer=mine)
    layer.build((None, 2))
    np.testing.assert_array_equal(layer.kernel, np.eye(2))
    np.testing.assert_array_equal(layer.bias, [3, 3])


@pytest.mark.parametrize(
    "initializer",
    [
        initializers.Zeros(),
        initializers.Constant(np.float32(0.5)),
        initializers.RandomNormal(1, 2.0, seed=3),
        initializers.VarianceScaling(2.0, "fan_out", "uniform", seed=4),
        initializers.GlorotUniform(seed=5),
    ],
    ids=lambda i: type(i).__name__,
)
def test_configuration_makes_an_equal_initializer(initializer):
    twin = type(initializer).from_config(initializer.get_config())
    assert twin.get_config() == initializer.get_config()
    np.testing.assert_array_equal(twin((3, 4), rng=0), initializer((3, 4), rng=0))


def test_new_initializer_is_a_class_with_draw():
    class Identity(initializers.Initializer):
        def draw(self, shape, rng):
            return np.eye(*shape)

    np.testing.assert_array_equal(Identity()((2, 2)), np.eye(2))
    with pytest.raises(NotImplementedError, match="Initializer has no draw"):
        initializers.Initializer()((2,))


@pytest.mark.parametrize(
    "call",
    [
        lambda: initializers.get("glorot"),
        lambda: initializers.get(7),
        lambda: initializers.get(None),
        lambda: initializers.get(initializers.Zeros),
        lambda: initializers.Zeros()(3),
        lambda: initializers.Zeros()((None, 2)),
        lambda: initializers.Zeros()((-1, 2)),
        lambda: initializers.GlorotUniform()((2, 2), rng="0"),
        lambda: initializers.GlorotUniform()((2, 2), rng=-1),
        lambda: initializers.Constant("0"),
        lambda: initializers.Constant(np.nan),
        lambda: initializers.RandomNormal(stddev=-1.0),
        lambda: initializers.RandomNormal(mean=None),
        lambda: initializers.TruncatedNormal(stddev=np.inf),
        lambda: initializers.RandomUniform(minval=1.0, maxval=0.0),
        lambda: initializers.RandomUniform(minval="0"),
        lambda: initializers.RandomNormal(seed=1.5),
        lambda: initializers.HeNormal(seed=-1),
        lambda: initializers.VarianceScaling(scale=0.0),
        lambda: initializers.VarianceScaling(mode="in"),
        lambda: initializers.VarianceScaling(distribution="normal"),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


def test_unknown_name_is_answered_with_the_known_ones():
    with pytest.raises(ValueError, match=r"zeros.*glorot_uniform.*received 'glorot'"):
        initializers.get("glorot")


@pytest.mark.keras
@pytest.mark.parametrize("name", RANDOM)
@pytest.mark.parametrize("shape", [(200, 300), (3, 3, 40, 60)])
def test_distribution_is_that_of_keras(name, shape):
    import keras

    mine = initializers.get(name)(shape, rng=0)
    theirs = np.asarray(type(keras.initializers.get(name))(seed=0)(shape))
    for quantile in (0.0, 0.001, 0.25, 0.75, 0.999, 1.0):
        near = 0.05 if 0 < quantile < 1 or name != "random_normal" else 0.2
        assert np.quantile(mine, quantile) == pytest.approx(np.quantile(theirs, quantile), rel=near)


@pytest.mark.keras
def test_fans_are_those_of_keras():
    from keras.src.initializers.random_initializers import compute_fans

    for shape in [(), (5,), (4, 2), (3, 8, 16), (3, 5, 8, 16), (2, 3, 4, 5, 6)]:
        assert initializers.compute_fans(shape) == compute_fans(shape)


@pytest.mark.keras
@pytest.mark.parametrize("name", names.NAMES)
def test_names_arguments_and_defaults_are_those_of_keras(name):
    import keras

    twin = getattr(keras.initializers, name)
    assert twin.__name__ == names.NAMES[name].__name__
    mine = [(p.name, p.default) for p in inspect.signature(names.NAMES[name]).parameters.values()]
    theirs = [(p.name, p.default) for p in inspect.signature(twin).parameters.values()]
    assert mine == [each for each in theirs if each[0] not in ("input_axes", "output_axes")]
