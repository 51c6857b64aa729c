"""Data sets of Keras are read where Keras keeps them, and nothing is downloaded."""

import gzip

import numpy as np
import pytest

from nnlearn.datasets import load_keras

RNG = np.random.default_rng(0)
SPLITS = [
    (RNG.integers(256, size=(n, 28, 28), dtype=np.uint8), RNG.integers(10, size=n, dtype=np.uint8)) for n in (6, 3)
]


@pytest.fixture
def home(tmp_path, monkeypatch):
    """An empty folder of Keras."""
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    (tmp_path / "datasets").mkdir()
    return tmp_path / "datasets"


def write_mnist(folder, splits=SPLITS):
    (x_train, y_train), (x_test, y_test) = splits
    np.savez(folder / "mnist.npz", x_train=x_train, y_train=y_train, x_test=x_test, y_test=y_test)


def write_fashion_mnist(folder):
    (folder / "fashion-mnist").mkdir()
    for which, (x, y) in zip(("train", "t10k"), SPLITS, strict=True):
        for kind, array, header in (("images-idx3", x, 16), ("labels-idx1", y, 8)):
            with gzip.open(folder / "fashion-mnist" / f"{which}-{kind}-ubyte.gz", "wb") as file:
                file.write(bytes(header) + array.tobytes())


WRITERS = {"mnist": write_mnist, "fashion_mnist": write_fashion_mnist}


@pytest.mark.parametrize("name", WRITERS)
def test_without_files_there_is_none(home, name):
    assert load_keras(name) is None


@pytest.mark.parametrize("name", WRITERS)
def test_files_of_the_real_format_come_back_as_arrays(home, name):
    WRITERS[name](home)
    for (x, y), (wanted_x, wanted_y) in zip(load_keras(name), SPLITS, strict=True):
        assert x.dtype == y.dtype == np.uint8
        np.testing.assert_array_equal(x, wanted_x)
        np.testing.assert_array_equal(y, wanted_y)


def test_one_file_missing_counts_as_none(home):
    write_fashion_mnist(home)
    (home / "fashion-mnist" / "t10k-labels-idx1-ubyte.gz").unlink()
    assert load_keras("fashion_mnist") is None


def test_something_else_under_that_name_is_refused(home):
    write_mnist(home, [(np.zeros((4, 8, 8), np.uint8), np.zeros(4, np.uint8))] * 2)
    with pytest.raises(ValueError, match="28, 28"):
        load_keras("mnist")


def test_another_name_is_refused():
    with pytest.raises(ValueError, match="load_keras expects one of mnist"):
        load_keras("digits")


@pytest.mark.keras
@pytest.mark.parametrize("name", WRITERS)
def test_keras_reads_the_same_files(home, name, monkeypatch):
    import nnlearn

    nnlearn.setup(seed=0, keras=True)
    import keras

    WRITERS[name](home)
    module = getattr(keras.datasets, name)
    monkeypatch.setattr(
        f"keras.src.datasets.{name}.get_file", lambda file=None, *_, fname=None, **__: _found(home, file or fname)
    )
    for (x, y), (wanted_x, wanted_y) in zip(module.load_data(), load_keras(name), strict=True):
        np.testing.assert_array_equal(x, wanted_x)
        np.testing.assert_array_equal(y, wanted_y)


def _found(home, name):
    return next(str(path) for path in home.rglob(name))
