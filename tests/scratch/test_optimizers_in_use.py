"""Optimizers in use: what every one promises, learning rates, going on from a state, names, bad input."""

import numpy as np
import pytest
from optimizer_cases import IDS, KINDS, OPTIONS, problem, run

from nnlearn.scratch import optimizers
from nnlearn.scratch.optimizers import SGD, Adagrad, Adam, AdamW, Optimizer, RMSprop, base, schedules

# What every optimizer promises


@pytest.mark.parametrize(("kind", "options"), OPTIONS, ids=IDS)
def test_gradients_stay_as_they_are_and_dtypes_too(kind, options):
    for dtype in ("float32", "float64"):
        weights, batches = problem(dtype, steps=3)
        before = [[g.copy() for g in gradients] for gradients in batches]
        optimizer = kind(
            **{key: np.float64(value) if isinstance(value, float) else value for key, value in options.items()}
        )
        after = run(optimizer, weights, batches)
        for gradients, kept in zip(batches, before, strict=True):
            for gradient, copy in zip(gradients, kept, strict=True):
                np.testing.assert_array_equal(gradient, copy)
        assert all(weight.dtype == dtype for weight in after)
        assert all(array.dtype == dtype for array in optimizer.get_state()[1:])
        assert any((a != b).any() for a, b in zip(after, weights, strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_gradients_that_are_the_weights_themselves_are_read_before_the_step(kind):
    # f(x, y) = x * y has the gradients (y, x).
    x, y, v, w = np.array([1.0]), np.array([2.0]), np.array([1.0]), np.array([2.0])
    mine, other = kind(learning_rate=0.1, weight_decay=0.1), kind(learning_rate=0.1, weight_decay=0.1)
    for _ in range(3):
        mine.apply([y, x], [x, y])
        other.apply([w.copy(), v.copy()], [v, w])
    assert (x, y) == (v, w)


@pytest.mark.parametrize("kind", KINDS)
def test_nan_in_a_gradient_travels_into_its_weight_alone(kind):
    a, b = np.ones(2), np.ones(2)
    kind().apply([np.array([np.nan, 1.0]), np.ones(2)], [a, b])
    assert np.isnan(a[0]) and np.isfinite(a[1]) and np.isfinite(b).all()


def test_whole_numbers_and_double_precision_gradients_are_taken():
    w = np.ones(2, dtype=np.float32)
    SGD(0.5).apply([np.array([1, 2])], [w])
    SGD(0.5).apply([np.array([1.0, 0.0])], [w])
    assert w.dtype == np.float32
    np.testing.assert_array_equal(w, [0, 0])


@pytest.mark.parametrize(("kind", "options"), OPTIONS, ids=IDS)
def test_large_weights_in_parts_get_the_same_step(kind, options, monkeypatch):
    weights, batches = problem(steps=4)
    whole = run(kind(**options), weights, batches)
    monkeypatch.setattr(base, "PART", 5)
    for mine, expected in zip(run(kind(**options), weights, batches), whole, strict=True):
        np.testing.assert_allclose(mine, expected, rtol=1e-14)


@pytest.mark.parametrize("kind", KINDS)
def test_weights_and_gradients_in_any_memory_order_get_the_same_step(kind, monkeypatch):
    monkeypatch.setattr(base, "PART", 5)
    rng = np.random.default_rng(0)
    w, batches = rng.normal(size=(4, 6)), rng.normal(size=(3, 4, 6))
    expected = run(kind(), [w], [[g] for g in batches])[0]
    columns, view = np.asfortranarray(w), np.zeros((4, 12))
    view[:, ::2] = w
    first, second, third = kind(), kind(), kind()
    c = w.copy()
    for g in batches:
        first.apply([g], [columns])
        second.apply([g], [view[:, ::2]])
        third.apply([np.asfortranarray(g)], [c])
    for found in (columns, view[:, ::2], c):
        np.testing.assert_allclose(found, expected, rtol=1e-14)
    assert not view[:, 1::2].any()


def test_no_weights_is_no_step():
    optimizer = Adam()
    optimizer.apply([], [])
    assert optimizer.iterations == 0


def test_new_optimizer_is_a_class_with_update_step_and_sees_whole_weights(monkeypatch):
    monkeypatch.setattr(base, "PART", 2)

    class Unit(Optimizer):
        def update_step(self, gradient, weight, rate):
            weight -= rate * gradient / np.linalg.norm(gradient)

    w = np.zeros(4)
    Unit(1.0).apply([np.full(4, 7.0)], [w])
    np.testing.assert_allclose(w, -0.5)
    with pytest.raises(NotImplementedError, match="Optimizer has no update_step"):
        Optimizer(0.1).apply([np.ones(1)], [np.ones(1)])


# Learning rate


def test_schedule_is_asked_with_the_steps_already_made():
    optimizer = SGD(schedules.PiecewiseConstantDecay([0, 1], [1.0, 0.5, 0.25]))
    w, places = np.array([0.0]), []
    assert optimizer.current_learning_rate == 1.0
    for _ in range(4):
        optimizer.apply([np.array([1.0])], [w])
        places.append(w.item())
    assert places == [-1, -1.5, -1.75, -2]
    assert optimizer.iterations == 4 and optimizer.current_learning_rate == 0.25


def test_learning_rate_can_be_set_after_steps():
    optimizer = SGD(1.0)
    w = np.array([0.0])
    optimizer.apply([np.ones(1)], [w])
    optimizer.learning_rate *= 0.5
    assert optimizer.learning_rate == optimizer.current_learning_rate == 0.5
    optimizer.apply([np.ones(1)], [w])
    optimizer.learning_rate = schedules.ExponentialDecay(1.0, 2, 0.25)
    optimizer.apply([np.ones(1)], [w])
    np.testing.assert_array_equal(w, [-1.75])
    with pytest.raises(ValueError, match=r"learning_rate.*received -1"):
        optimizer.learning_rate = -1


# Going on


@pytest.mark.parametrize(("kind", "options"), OPTIONS, ids=IDS)
def test_resumed_run_goes_on_exactly(kind, options):
    options = {"learning_rate": schedules.CosineDecay(0.1, 12), **options}
    weights, batches = problem()
    expected = run(kind(**options), weights, batches)
    first = kind(**options)
    middle = run(first, weights, batches[:4])
    kept = first.get_state()
    second = kind.from_config(first.get_config())
    second.set_state(kept)
    run(first, middle, batches[4:])  # the first one goes on too, and must not disturb the second
    assert second.iterations == 4
    copies = [array.copy() for array in kept]
    for mine, theirs in zip(run(second, middle, batches[4:]), expected, strict=True):
        np.testing.assert_array_equal(mine, theirs)
    for array, copy in zip(kept, copies, strict=True):
        np.testing.assert_array_equal(array, copy, err_msg="the run changed the state that was given to it")


def test_state_is_the_steps_then_each_weight_by_letter():
    optimizer = Adam()
    assert [array.tolist() for array in optimizer.get_state()] == [0]
    optimizer.apply([np.array([1.0]), np.array(2.0)], [np.zeros(1), np.zeros(())])
    state = optimizer.get_state()
    assert [array.shape for array in state] == [(), (1,), (1,), (), ()]
    np.testing.assert_allclose(np.hstack(state), [1, 0.1, 0.001, 0.2, 0.004])
    state[1][:] = 99
    assert optimizer.get_state()[1][0] != 99


def test_state_of_a_new_optimizer_can_be_set():
    optimizer = Adam()
    optimizer.set_state(Adam().get_state())
    optimizer.apply([np.ones(1)], [np.ones(1)])
    plain = SGD()
    plain.set_state([np.array(5)])
    assert plain.iterations == 5


# Names, configurations, errors


@pytest.mark.parametrize(("kind", "options"), OPTIONS, ids=IDS)
def test_configuration_makes_an_equal_optimizer(kind, options):
    optimizer = kind(learning_rate=0.5, **options)
    config = optimizer.get_config()
    assert {"learning_rate": 0.5, **options}.items() <= config.items()
    assert kind.from_config(config).get_config() == config


def test_configuration_keeps_the_schedule_and_the_present_number():
    optimizer = Adam(schedules.CosineDecay(0.1, 12))
    twin = Adam.from_config(optimizer.get_config())
    assert twin.current_learning_rate == 0.1 and isinstance(twin.learning_rate, schedules.CosineDecay)
    optimizer.learning_rate = np.float64(0.25)  # as it is, it would turn float32 weights into float64 on the way
    assert type(optimizer.current_learning_rate) is float
    assert optimizer.get_config()["learning_rate"] == 0.25


def test_get_knows_names_in_any_case_and_objects():
    for kind in KINDS:
        assert type(optimizers.get(kind.__name__)) is type(optimizers.get(kind.__name__.lower())) is kind
    mine = Adam(0.5)
    assert optimizers.get(mine) is mine


def stepped(optimizer):
    optimizer.apply([np.ones((2, 3)), np.ones(3)], [np.ones((2, 3)), np.ones(3)])
    return optimizer


def read_only():
    w = np.ones(2)
    w.flags.writeable = False
    return w


@pytest.mark.parametrize(
    "call",
    [
        lambda: optimizers.get("adem"),
        lambda: optimizers.get(Adam),
        lambda: optimizers.get(None),
        lambda: SGD(-0.1),
        lambda: SGD("0.1"),
        lambda: SGD(None),
        lambda: SGD(np.nan),
        lambda: SGD(lambda step: 0.1),
        lambda: SGD(momentum=1.5),
        lambda: SGD(nesterov="no"),
        lambda: RMSprop(centered=None),
        lambda: Adam(amsgrad=1),
        lambda: AdamW(amsgrad="True"),
        lambda: SGD(weight_decay=-1.0),
        lambda: Adagrad(initial_accumulator_value=-0.1),
        lambda: Adagrad(epsilon=-1e-7),
        lambda: RMSprop(rho=1.5),
        lambda: RMSprop(momentum=-0.5),
        lambda: RMSprop(epsilon=None),
        lambda: Adam(beta_1=1.0),
        lambda: Adam(beta_2=-0.1),
        lambda: Adam(epsilon=np.inf),
        lambda: AdamW(weight_decay=None),
        lambda: Adam(clipnorm=0.0),
        lambda: Adam(clipvalue=-1.0),
        lambda: Adam(global_clipnorm=True),
        lambda: Adam(clipnorm=1.0, clipvalue=1.0),
        lambda: Adam(clipnorm=1.0, global_clipnorm=1.0),
        lambda: Adam().apply(np.ones(2), np.ones(2)),
        lambda: Adam().apply([np.ones(2)], np.ones((1, 2))),
        lambda: Adam().apply([np.ones(2)], [np.ones(2), np.ones(2)]),
        lambda: Adam().apply([np.ones(3)], [np.ones(2)]),
        lambda: Adam().apply([1.0], [np.ones(2)]),
        lambda: Adam().apply([None], [np.ones(2)]),
        lambda: Adam().apply([np.ones(2) * 1j], [np.ones(2)]),
        lambda: Adam().apply([np.ones(2)], [[1.0, 1.0]]),
        lambda: Adam().apply([np.ones(2)], [np.array([1, 1])]),
        lambda: Adam().apply([np.ones(2)], [read_only()]),
        lambda: stepped(Adam()).apply([np.ones(2)], [np.ones(2)]),
        lambda: stepped(SGD()).apply([np.ones((3, 2)), np.ones(2)], [np.ones((3, 2)), np.ones(2)]),
        lambda: stepped(SGD()).apply([np.ones((2, 3)), np.ones(3)], [np.ones((2, 3), "f4"), np.ones(3, "f4")]),
        lambda: Adam().set_state([]),
        lambda: Adam().set_state([np.ones(3)]),
        lambda: Adam().set_state([-1]),
        lambda: Adam().set_state([1]),
        lambda: Adam().set_state([1, np.ones(3)]),
        lambda: Adam().set_state([1, np.ones(3), np.ones(2)]),
        lambda: SGD().set_state([1, np.ones(3)]),
        lambda: stepped(Adam()).set_state(Adam().get_state()),
        lambda: stepped(Adam()).set_state([1, np.ones(3), np.ones(3)]),
    ],
)
def test_bad_input_is_answered_in_house_form(call):
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        call()


def test_weights_of_another_model_are_answered_with_the_cure():
    with pytest.raises(ValueError) as caught:
        stepped(Adam()).apply([np.ones(2)], [np.ones(2)])
    assert str(caught.value) == (
        "Adam.apply expects the weights of its first step, (2, 3) float64, (3,) float64, received (2,) float64. "
        "Fix: make a new Adam(...) for another model."
    )


def test_refused_step_changes_nothing():
    optimizer = Adam()
    w = np.ones(2)
    with pytest.raises(ValueError):
        optimizer.apply([np.ones(2), np.ones(3)], [w, np.ones(2)])
    np.testing.assert_array_equal(w, 1)
    assert optimizer.iterations == 0
