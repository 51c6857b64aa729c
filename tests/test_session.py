"""setup(): the same seed gives the same numbers, Keras comes quietly, stderr is put back whatever happens."""

import os
import random
import subprocess
import sys

import numpy as np
import pytest

from nnlearn import session


def draws(seed):
    rng = session.setup(seed)
    return rng.random(3).tolist(), np.random.random(3).tolist(), random.random()


def test_the_same_seed_gives_the_same_numbers_and_another_seed_others():
    first, again, other = draws(1), draws(1), draws(2)
    assert first == again
    assert all(a != b for a, b in zip(first, other, strict=True))


def test_setup_returns_a_generator_of_its_own():
    assert session.setup(7).random() == np.random.default_rng(7).random()


def test_setup_prints_four_digits_without_exponents():
    with np.printoptions():
        session.setup(1)
        assert str(np.array([1 / 3, 1e-9])) == "[0.3333 0.    ]"


def test_setup_applies_the_plot_style(monkeypatch):
    from nnlearn import plots

    called = []
    monkeypatch.setattr(plots, "use_style", lambda: called.append(True))
    session.setup(1)
    assert called == [True]


@pytest.mark.parametrize("seed", ["1", 1.0, None, True])
def test_a_seed_that_is_no_int_is_refused(seed):
    with pytest.raises(TypeError, match=r"setup expects seed as an int, received \w+\. Fix: "):
        session.setup(seed)


@pytest.mark.parametrize("seed", [-1, 2**32])
def test_a_seed_out_of_range_is_refused(seed):
    with pytest.raises(ValueError, match=r"setup expects seed in \[0, 2\*\*32 - 1\], received -?\d+\. Fix: "):
        session.setup(seed)


def test_numpy_integers_and_both_ends_of_the_range_are_seeds():
    assert draws(np.int64(1)) == draws(1)
    assert draws(0) != draws(2**32 - 1)


@pytest.mark.parametrize("missing", ["keras", "tensorflow"])
def test_a_missing_keras_is_said_with_its_remedy(monkeypatch, missing):
    monkeypatch.setattr(session, "_silenced_stderr", _missing(missing))
    with pytest.raises(ImportError, match=rf"without {missing}\. Fix: run `make env`, or `pip install -e '\.\[cpu\]'`"):
        session.setup(1, keras=True)


def _missing(name):
    """Stand in for the silenced import: what Python raises where a package is not installed at all."""

    def raising():
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)

    return raising


def test_a_fault_inside_keras_keeps_its_own_error(monkeypatch):
    monkeypatch.setattr(session, "_silenced_stderr", _missing("h5py"))
    with pytest.raises(ModuleNotFoundError, match="h5py"):
        session.setup(1, keras=True)


@pytest.mark.parametrize("error", [None, RuntimeError])
def test_stderr_is_silent_inside_and_back_afterwards(capfd, error):
    try:
        with session._silenced_stderr():
            os.write(2, b"noise\n")
            if error:
                raise error
    except RuntimeError:
        os.write(2, b"raised\n")
    os.write(2, b"after\n")
    assert capfd.readouterr().err == ("raised\nafter\n" if error else "after\n")


def test_silencing_leaves_no_open_file_descriptor_behind():
    before = os.dup(2)
    os.close(before)
    for _ in range(3):
        with session._silenced_stderr():
            pass
    after = os.dup(2)
    os.close(after)
    assert after == before


def run(code):
    environment = {name: value for name, value in os.environ.items() if name != "TF_CPP_MIN_LOG_LEVEL"}
    return subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=180, check=True
    )


TRAIN = """
import numpy as np
{first}
import keras
model = keras.Sequential([keras.layers.Dense(3, activation="tanh"), keras.layers.Dense(1)])
model.compile("sgd", "mse")
loss = model.fit(np.ones((8, 2)), np.ones((8, 1)), epochs=2, verbose=0).history["loss"][-1]
print(float(loss).hex())
"""


@pytest.mark.keras
def test_keras_is_imported_and_trained_without_a_word_on_stderr_and_repeats():
    code = TRAIN.format(first="import nnlearn; nnlearn.setup(3, keras=True)")
    first, again = run(code), run(code)
    assert first.stderr == ""
    assert first.stdout == again.stdout


@pytest.mark.keras
def test_without_setup_the_import_of_keras_is_not_quiet():
    assert run(TRAIN.format(first="")).stderr != ""
