"""What models and branches ask of the layers that they put together."""

import numpy as np
import pytest
from harness import HOUSE_FORM

from nnlearn.scratch import Add, Branches, Concatenate, Dense, Residual, Sequential, load_model

X = np.ones((4, 3))


def once(layer):
    return Sequential([layer])


@pytest.mark.parametrize(
    "make",
    [
        lambda layer: Sequential([layer, layer]),
        lambda layer: Sequential([layer, Sequential([layer])]),
        lambda layer: Sequential([layer, Residual([layer])]),
        lambda layer: Branches([[layer], [Sequential([layer])]], Add()),
        lambda layer: Residual([once(layer), once(layer)]),
    ],
)
def test_a_layer_in_two_places_is_refused_however_deep(make):
    with pytest.raises(ValueError, match="different layers, received one twice") as caught:
        make(Dense(3))  # its second forward pass would overwrite what the first one kept for backward
    caught.match(HOUSE_FORM)


def test_a_merge_in_two_places_is_refused():
    merge = Concatenate()
    with pytest.raises(ValueError, match="different layers, received one twice"):
        Sequential([Branches([[Dense(1)], []], merge), Branches([[Dense(2)], []], merge)])


@pytest.mark.parametrize("kind", [Sequential, Residual])
@pytest.mark.parametrize("layers", [Dense(1), [], "relu", [Dense], None])
def test_a_row_is_a_list_of_layers(kind, layers):
    with pytest.raises(ValueError, match=f"{kind.__name__} expects a list of layers") as caught:
        kind(layers)
    caught.match(HOUSE_FORM)


def test_a_model_that_refused_its_first_input_can_be_saved_once_it_is_right(tmp_path):
    model = Sequential([Dense(2, seed=0)])
    with pytest.raises(ValueError, match=r"Flatten\(\) before it"):
        model(np.ones((4, 3, 3)))
    y = model(X)
    model.save(tmp_path / "model.npz")
    np.testing.assert_array_equal(load_model(tmp_path / "model.npz")(X), y)


def test_a_built_model_does_not_take_another_shape():
    model = Sequential([Dense(2)])
    model.build((None, 3))
    model.build((None, 3))
    with pytest.raises(ValueError, match=r"\(None, 3\).*received \(None, 5\)") as caught:
        model.build((None, 5))
    caught.match(HOUSE_FORM)
