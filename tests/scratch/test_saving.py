"""Saving and loading: the same model back, a training that goes on, and files that are none."""

import json
import pickle
import zipfile

import numpy as np
import pytest

from nnlearn.scratch import (
    Activation,
    Add,
    BatchNormalization,
    Branches,
    Concatenate,
    Dense,
    Dropout,
    Embedding,
    Flatten,
    LayerNormalization,
    Reshape,
    Residual,
    Sequential,
    initializers,
    load_model,
    losses,
    metrics,
    optimizers,
    regularizers,
)

RNG = np.random.default_rng(0)
X, Y = RNG.normal(size=(20, 4)), RNG.integers(0, 3, 20)


def everything():
    """One model with every kind of layer and settings that are not the defaults."""
    return Sequential(
        [
            Reshape((2, 2)),
            Flatten(),
            Dense(6, "gelu", seed=0, kernel_regularizer=regularizers.L2(0.1), kernel_initializer="he_normal"),
            BatchNormalization(momentum=0.5),
            Residual([Dense(6, seed=1), Dropout(0.25, seed=3), LayerNormalization(), Activation("silu")]),
            Branches([[Dense(2, seed=2)], [Dense(3, "tanh", seed=3, use_bias=False)]], Concatenate()),
            Branches([[], [Dense(5, seed=4)]], Add()),
            Dense(3, seed=5, bias_initializer=initializers.Constant(0.5)),
        ],
        name="everything",
    )


def compiled():
    model = everything()
    schedule = optimizers.schedules.CosineDecay(0.05, 30, warmup_target=0.1, warmup_steps=3)
    model.compile(
        optimizers.Adam(schedule, amsgrad=True, clipnorm=2.0),
        losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy", metrics.SparseCategoricalAccuracy(name="sparse")],
    )
    return model


def test_a_loaded_model_gives_the_same_outputs_and_tells_the_same(tmp_path):
    model = compiled()
    model.fit(X, Y, epochs=3, verbose=0, seed=0)
    model.save(tmp_path / "model.npz")
    loaded = load_model(tmp_path / "model.npz")
    np.testing.assert_array_equal(loaded.predict(X), model.predict(X))
    assert loaded.evaluate(X, Y) == model.evaluate(X, Y)
    assert loaded.get_config() == model.get_config()
    tables = []
    for each in (model, loaded):
        lines = []
        each.summary(lines.append)
        tables.append(lines)
    assert tables[0] == tables[1]


@pytest.mark.parametrize(
    "optimizer",
    [
        optimizers.SGD(0.05, momentum=0.9),
        optimizers.RMSprop(0.01, momentum=0.5, centered=True),
        optimizers.Adagrad(0.1),
        optimizers.AdamW(optimizers.schedules.ExponentialDecay(0.01, 2, 0.5), amsgrad=True),
    ],
)
def test_a_training_goes_on_as_if_it_had_never_stopped(tmp_path, optimizer):
    def model():
        made = Sequential([Dense(5, "tanh", seed=0), Dense(3, "softmax", seed=1)])
        made.compile(type(optimizer).from_config(optimizer.get_config()), "sparse_categorical_crossentropy")
        return made

    whole, half = model(), model()
    whole.fit(X, Y, epochs=4, shuffle=False, verbose=0)
    half.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    half.save(tmp_path / "half.npz")
    resumed = load_model(tmp_path / "half.npz")
    resumed.fit(X, Y, epochs=2, shuffle=False, verbose=0)
    for mine, theirs in zip(resumed.weights, whole.weights, strict=True):
        np.testing.assert_array_equal(mine, theirs)


@pytest.mark.parametrize("loss", [losses.MeanSquaredError(), losses.MeanAbsoluteError(), losses.Huber(delta=2.0)])
def test_losses_that_share_their_name_with_a_metric_come_back_as_losses(tmp_path, loss):
    model = Sequential([Dense(1, seed=0)])
    model.compile("sgd", loss, metrics=[metrics.MeanSquaredError()])
    model.fit(X, Y[:, None], verbose=0)
    model.save(tmp_path / "model.npz")
    loaded = load_model(tmp_path / "model.npz")
    assert type(loaded.loss) is type(loss) and type(loaded.metrics[0]) is metrics.MeanSquaredError
    assert loaded.evaluate(X, Y[:, None]) == model.evaluate(X, Y[:, None])


def test_float32_names_and_whole_inputs_come_back(tmp_path):
    model = Sequential([Embedding(7, 2, seed=0), Flatten(), Dense(1, name="head")], dtype="float32")
    words = RNG.integers(0, 7, (4, 3))
    model(words)
    model.save(tmp_path / "words.npz")
    loaded = load_model(str(tmp_path / "words.npz"))
    assert loaded(words).dtype == np.float32 and loaded.layers[2].name == "head" and loaded.loss is None
    np.testing.assert_array_equal(loaded(words), model(words))


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    path = tmp_path / "model.npz"
    model = Sequential([Dense(1, seed=0)])
    model.build((None, 2))
    model.save(path)
    before = path.read_bytes()

    def full_disk(*_, **__):
        raise OSError("no space left")

    monkeypatch.setattr(np, "savez", full_disk)
    with pytest.raises(OSError, match="no space"):
        model.save(path)
    assert path.read_bytes() == before


def test_nothing_in_the_file_is_a_pickle(tmp_path):
    model = compiled()
    model.fit(X, Y, verbose=0)
    model.save(tmp_path / "model.npz")
    with zipfile.ZipFile(tmp_path / "model.npz") as file:
        for name in file.namelist():
            np.lib.format.read_magic(member := file.open(name))
            _, _, dtype = np.lib.format.read_array_header_1_0(member)
            assert not dtype.hasobject, name


def edited(path, change):
    with np.load(path) as file:
        arrays = dict(file)
    header = json.loads(str(arrays["header"]))
    change(header, arrays)
    arrays["header"] = np.array(json.dumps(header))
    with path.open("wb") as file:
        np.savez(file, **arrays)


class Evil:
    def __reduce__(self):
        return (exec, ("raise SystemExit('the file ran')",))


@pytest.mark.parametrize(
    "damage",
    [
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"not an archive"),
        lambda path: path.write_bytes(path.read_bytes()[:200]),
        lambda path: path.write_bytes(pickle.dumps(Evil())),
        lambda path: np.savez(path, header=np.array([Evil()], dtype=object)),
        lambda path: np.savez(path, weight_0=np.ones(3)),
        lambda path: edited(path, lambda header, arrays: header.update(format="another")),
        lambda path: edited(path, lambda header, arrays: header.update(version=99)),
        lambda path: edited(path, lambda header, arrays: header["model"].update(class_name="Popen")),
        lambda path: edited(
            path, lambda header, arrays: header["model"].update(class_name="optimizers.SGD", config={})
        ),
        lambda path: edited(path, lambda header, arrays: header["model"]["config"].update(units=3)),
        lambda path: edited(path, lambda header, arrays: header.pop("model")),
        lambda path: edited(path, lambda header, arrays: arrays.pop("weight_1")),
        lambda path: edited(path, lambda header, arrays: arrays.update(weight_0=np.ones((9, 9)))),
        lambda path: edited(path, lambda header, arrays: arrays.update(weight_0=np.array([["a"], ["b"]]))),
    ],
)
def test_a_file_that_is_no_model_is_answered_in_house_form(tmp_path, damage):
    path = tmp_path / "model.npz"
    model = Sequential([Dense(1, seed=0)])
    model.build((None, 2))
    model.save(path)
    damage(path)
    with pytest.raises(ValueError, match=r"expects? .*received .*Fix: "):
        load_model(path)


def test_a_missing_file_is_a_missing_file(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_model(tmp_path / "none.npz")


@pytest.mark.parametrize(
    "model",
    [
        Sequential([Dense(1, activation=np.cos)]),
        Sequential([Dense(1, kernel_initializer=lambda shape, rng: np.ones(shape))]),
    ],
)
def test_what_cannot_be_written_down_is_said(tmp_path, model):
    model.build((None, 2))
    with pytest.raises(ValueError, match=r"get_config expects Dense\.(activation|kernel_initializer) .*received"):
        model.save(tmp_path / "model.npz")
    assert list(tmp_path.iterdir()) == []


def test_a_model_without_weights_and_another_ending_are_refused(tmp_path):
    model = Sequential([Dense(1)])
    with pytest.raises(ValueError, match="built model"):
        model.save(tmp_path / "model.npz")
    model.build((None, 2))
    with pytest.raises(ValueError, match=r"ending in \.npz, received 'model\.keras'\. Fix: model\.npz"):
        model.save(tmp_path / "model.keras")
