"""Metrics: values by hand, batches and weights, and Keras."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nnlearn.scratch import metrics

SHARES = np.array([[0.2, 0.8], [0.4, 0.6], [0.9, 0.1], [0.3, 0.7]])
CASES = [
    (metrics.BinaryAccuracy, "bits", {}),
    (metrics.BinaryAccuracy, "bits", {"threshold": 0.8}),
    (metrics.CategoricalAccuracy, "rows", {}),
    (metrics.SparseCategoricalAccuracy, "classes", {}),
    (metrics.Precision, "bits", {}),
    (metrics.Precision, "bits", {"thresholds": 0.3}),
    (metrics.Recall, "bits", {}),
    (metrics.Recall, "bits", {"thresholds": 0.8}),
    (metrics.MeanSquaredError, "numbers", {}),
    (metrics.MeanAbsoluteError, "numbers", {}),
    (metrics.RootMeanSquaredError, "numbers", {}),
    (metrics.R2Score, "numbers", {}),
    (metrics.R2Score, "numbers", {"class_aggregation": "variance_weighted_average"}),
]
CLASSES = [*dict.fromkeys(kind for kind, _, _ in CASES), metrics.Mean]


def name_of(value):
    if isinstance(value, dict):
        return ",".join(f"{k}={v}" for k, v in value.items()) or "defaults"
    return getattr(value, "__name__", str(value))


every_case = pytest.mark.parametrize(("kind", "data", "options"), CASES, ids=name_of)


def draw(data, rng, batch, outputs=3):
    """A batch of the kind that a metric takes, and weights."""
    y_pred = rng.uniform(size=(batch, outputs))
    labels = rng.integers(outputs, size=batch)
    y_true = {
        "bits": rng.integers(2, size=(batch, outputs)),
        "rows": np.eye(outputs)[labels],
        "classes": labels,
        "numbers": rng.normal(3, 2, size=(batch, outputs)),
    }[data]
    return y_true, y_pred, rng.uniform(0.1, 2, batch)


@pytest.mark.parametrize(
    ("metric", "y_true", "y_pred", "value"),
    [
        (metrics.BinaryAccuracy(), [1, 0, 1, 0], [0.9, 0.1, 0.5, 0.6], 0.5),  # 0.5 is not above 0.5
        (metrics.BinaryAccuracy(threshold=0.0), [1, 0, 1, 0], [2.0, -3.0, 0.1, 0.6], 0.75),
        (metrics.CategoricalAccuracy(), [[0, 1], [1, 0], [1, 0], [1, 0]], SHARES, 0.5),
        (metrics.SparseCategoricalAccuracy(), [1, 0, 0, 1], SHARES, 0.75),
        (metrics.SparseCategoricalAccuracy(), [[1], [0], [0], [1]], SHARES, 0.75),
        (metrics.Precision(), [1, 1, 1, 0, 0], [0.9, 0.8, 0.1, 0.7, 0.2], 2 / 3),
        (metrics.Recall(), [1, 1, 1, 0, 0], [0.9, 0.8, 0.1, 0.2, 0.2], 2 / 3),
        (metrics.Precision(thresholds=0.85), [1, 1, 1, 0, 0], [0.9, 0.8, 0.1, 0.7, 0.2], 1.0),
        (metrics.Recall(thresholds=0.85), [1, 1, 1, 0, 0], [0.9, 0.8, 0.1, 0.7, 0.2], 1 / 3),
        (metrics.Precision(), [1, 0], [0.1, 0.2], 0.0),
        (metrics.Recall(), [0, 0], [0.9, 0.2], 0.0),
        (metrics.MeanSquaredError(), [[0, 1], [2, 2]], [[1, 3], [2, 2]], 1.25),
        (metrics.MeanAbsoluteError(), [[0, 1], [2, 2]], [[1, 3], [2, 2]], 0.75),
        (metrics.RootMeanSquaredError(), [[0], [0]], [[3], [4]], np.sqrt(12.5)),
        (metrics.R2Score(), [[0], [2], [4]], [[0], [2], [2]], 0.5),
        (metrics.R2Score(), [[0, 0], [2, 4]], [[0, 0], [2, 0]], 0.0),  # outputs: 1 and -1
        (metrics.R2Score("variance_weighted_average"), [[0, 0], [2, 4]], [[0, 0], [2, 0]], -0.6),  # spreads 2 and 8
        (metrics.R2Score(), [[2], [2]], [[1], [2]], 0.0),  # a constant target, missed
    ],
)
def test_values_are_those_worked_out_by_hand(metric, y_true, y_pred, value):
    metric.update_state(np.array(y_true), np.array(y_pred, dtype=float))
    assert metric.result() == pytest.approx(value, rel=1e-12)
    assert type(metric.result()) is float


def test_weights_are_worked_out_by_hand():
    weights = np.array([3.0, 1.0])
    for metric, y_true, y_pred, value in [
        (metrics.BinaryAccuracy(), [[1], [1]], [[0.9], [0.2]], 0.75),
        (metrics.CategoricalAccuracy(), [[1, 0], [1, 0]], [[0.9, 0.1], [0.2, 0.8]], 0.75),
        (metrics.SparseCategoricalAccuracy(), [0, 0], [[0.9, 0.1], [0.2, 0.8]], 0.75),
        (metrics.MeanAbsoluteError(), [[0], [0]], [[2.0], [4.0]], 2.5),
        (metrics.RootMeanSquaredError(), [[0], [0]], [[2.0], [4.0]], np.sqrt(7)),
        (metrics.Precision(), [[1], [0]], [[0.9], [0.8]], 0.75),
        (metrics.Recall(), [[1], [1]], [[0.9], [0.2]], 0.75),
        (metrics.MeanSquaredError(), [[0], [0]], [[2.0], [4.0]], 7.0),
        (metrics.R2Score(), [[0], [4]], [[0.0], [2.0]], 1 - 4 / 12),  # mean 1, spread 3 * 1 + 1 * 9
    ]:
        metric.update_state(np.array(y_true), np.array(y_pred), weights)
        assert metric.result() == pytest.approx(value), metric.name


@every_case
@settings(max_examples=5, deadline=None)
@given(batches=st.lists(st.integers(1, 5), min_size=1, max_size=3), weighted=st.booleans(), seed=st.integers(0, 99))
def test_batches_give_what_all_the_data_at_once_give(kind, data, options, batches, weighted, seed):
    rng = np.random.default_rng(seed)
    parts = [draw(data, rng, batch) for batch in batches]
    apart, together = kind(**options), kind(**options)
    for y_true, y_pred, weights in parts:
        apart.update_state(y_true, y_pred, weights if weighted else None)
    y_true, y_pred, weights = (np.concatenate(column) for column in zip(*parts, strict=True))
    together.update_state(y_true, y_pred, weights if weighted else None)
    np.testing.assert_allclose(apart.result(), together.result(), rtol=1e-9, atol=1e-9)


@every_case
def test_reset_forgets_and_inputs_stay_untouched(kind, data, options):
    rng = np.random.default_rng(0)
    one, two = draw(data, rng, 4), draw(data, rng, 5)
    before = [array.copy() for array in two]
    used, fresh = kind(**options), kind(**options)
    used.update_state(*one)
    used.reset_state()
    used.update_state(*two)
    fresh.update_state(*two)
    assert used.result() == fresh.result()
    for array, copy in zip(two, before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_a_running_mean_is_0_before_the_first_batch_and_r2_says_so():
    assert metrics.BinaryAccuracy().result() == 0.0 == metrics.RootMeanSquaredError().result()
    with pytest.raises(ValueError, match="update_state before result"):
        metrics.R2Score().result()


@pytest.mark.parametrize("kind", [metrics.RootMeanSquaredError, metrics.R2Score, metrics.Precision])
def test_weights_of_samples_count_for_all_their_outputs(kind):
    rng = np.random.default_rng(2)
    y_true, y_pred = rng.integers(0, 2, (4, 3)), rng.uniform(0.3, 0.7, (4, 3))
    w = np.array([0.0, 1.0, 2.0, 3.0])
    found = []
    for weights in (w, w[:, None], np.repeat(w[:, None], 3, axis=1), w[:, None, None].repeat(3, axis=1)):
        metric = kind()
        metric.update_state(y_true, y_pred, weights)
        found.append(metric.result())
    assert found == pytest.approx([found[0]] * 4)
    alone = kind()
    alone.update_state(y_true[[1, 2, 2, 3, 3, 3]], y_pred[[1, 2, 2, 3, 3, 3]])
    assert found[0] == pytest.approx(alone.result())


def test_confusion_matrix_is_worked_out_by_hand():
    table = metrics.confusion_matrix([0, 0, 1, 2, 2], [0, 1, 1, 0, 2])
    np.testing.assert_array_equal(table, [[1, 1, 0], [0, 1, 0], [1, 0, 1]])
    assert np.issubdtype(table.dtype, np.integer)
    np.testing.assert_array_equal(metrics.confusion_matrix([0.0], [1.0], num_classes=3)[0], [0, 1, 0])


@settings(max_examples=20, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=20))
def test_confusion_matrix_equals_scikit_learn(pairs):
    from sklearn.metrics import confusion_matrix

    y_true, y_pred = np.array(pairs).T
    expected = confusion_matrix(y_true, y_pred, labels=range(5))
    np.testing.assert_array_equal(metrics.confusion_matrix(y_true, y_pred, num_classes=5), expected)


@pytest.mark.parametrize(
    ("true_shape", "pred_shape", "kind"),
    [
        ((4,), (4, 1), metrics.BinaryAccuracy),
        ((4, 1), (4, 1), metrics.BinaryAccuracy),
        ((4,), (4, 3), metrics.SparseCategoricalAccuracy),
        ((4, 1), (4, 3), metrics.SparseCategoricalAccuracy),
        ((4, 3), (4, 3), metrics.CategoricalAccuracy),
        ((4, 5), (4, 5, 3), metrics.SparseCategoricalAccuracy),
    ],
)
def test_accuracy_for_these_shapes(true_shape, pred_shape, kind):
    assert type(metrics.accuracy_for(true_shape, pred_shape)) is kind
    assert metrics.accuracy_for(true_shape, pred_shape, "acc").name == "acc"


def test_configuration_makes_the_same_metric_again():
    for kind in CLASSES:
        assert kind.from_config(kind().get_config()).get_config() == kind().get_config()
    assert metrics.Recall(0.3, "found").get_config() == {"thresholds": 0.3, "name": "found"}


@pytest.fixture
def keras64():
    """Keras in float64: some of its metrics keep their sums in the global precision, whatever their dtype."""
    import keras

    before = keras.config.floatx()
    keras.config.set_floatx("float64")
    yield keras
    keras.config.set_floatx(before)


@pytest.mark.keras
@every_case
@pytest.mark.parametrize("weights", ["none", "batch", "column"])
def test_metric_equals_keras_over_several_batches(kind, data, options, weights, keras64):
    rng = np.random.default_rng(3)
    metric, twin = kind(**options), getattr(keras64.metrics, kind.__name__)(**options)
    for batch in (1, 4, 7):
        y_true, y_pred, w = draw(data, rng, batch)
        w = {"none": None, "batch": w, "column": w[:, None]}[weights]
        metric.update_state(y_true, y_pred, w)
        twin.update_state(y_true, y_pred, w)
        if batch > 1 or kind is not metrics.R2Score:  # a single row has no spread
            np.testing.assert_allclose(metric.result(), np.array(twin.result()), rtol=1e-6)


@pytest.mark.keras
@pytest.mark.parametrize(
    ("values", "weights"), [((3,), (3,)), ((3, 2), (3,)), ((3, 2), (3, 2)), ((3, 2), ()), ((), ())]
)
def test_mean_equals_keras_for_every_shape_of_weights(values, weights, keras64):
    rng = np.random.default_rng(4)
    metric, twin = metrics.Mean(), keras64.metrics.Mean()
    for _ in range(2):
        v, w = rng.normal(size=values), rng.uniform(size=weights)
        for each in (metric, twin):
            each.update_state(v)
            each.update_state(v, w)
    np.testing.assert_allclose(metric.result(), np.array(twin.result()), rtol=1e-6)


@pytest.mark.keras
@pytest.mark.parametrize(
    "shapes", [((4,), (4, 1)), ((4, 1), (4, 1)), ((4,), (4, 3)), ((4, 1), (4, 3)), ((4, 3), (4, 3))]
)
def test_accuracy_is_the_one_that_keras_compile_chooses(shapes):
    import keras

    model = keras.Sequential([keras.layers.Dense(shapes[1][1])])
    model.compile(loss="mse", metrics=["accuracy"])
    y_true, y_pred = np.zeros(shapes[0]), np.full(shapes[1], 0.5)
    model.compute_metrics(x=None, y=y_true, y_pred=y_pred)
    chosen = [metric for compiled in model.metrics for metric in getattr(compiled, "metrics", [compiled])]
    mine = metrics.accuracy_for(*shapes)
    assert type(mine).__name__ in {type(metric).__name__ for metric in chosen}
    assert mine.name in {metric.name for metric in chosen}


ABSENT = {"dtype", "top_k", "class_id", "num_regressors"}  # arguments of Keras' that are not here


@pytest.mark.keras
@pytest.mark.parametrize("kind", CLASSES, ids=name_of)
def test_arguments_their_order_and_defaults_are_those_of_keras(kind):
    import keras

    arguments = [(p.name, p.default) for p in inspect.signature(kind).parameters.values()]
    theirs = inspect.signature(getattr(keras.metrics, kind.__name__)).parameters.values()
    assert arguments == [(p.name, p.default) for p in theirs if p.name not in ABSENT]
