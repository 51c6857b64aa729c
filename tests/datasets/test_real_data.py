"""Data sets that come with scikit-learn, through one door."""

import numpy as np
import pytest

from nnlearn.datasets import load
from nnlearn.datasets.real import PHOTOS, TABLES


@pytest.mark.parametrize(
    ("name", "shape", "classes"),
    [("digits", (1797, 64), 10), ("breast_cancer", (569, 30), 2), ("wine", (178, 13), 3), ("iris", (150, 4), 3)],
)
def test_load_gives_a_table_with_names_for_columns_and_classes(name, shape, classes):
    data = load(name)
    assert data.name == name and data.X.shape == shape and data.X.dtype == np.float64
    assert data.y.shape == shape[:1] and set(data.y) == set(range(classes))
    assert len(data.feature_names) == shape[1] and len(data.target_names) == classes
    assert all(isinstance(text, str) for text in data.feature_names + data.target_names)
    assert len(data.description) > 200


def test_load_diabetes_is_a_measurement():
    data = load("diabetes")
    assert data.X.shape == (442, 10) and data.y.min() == 25 and data.y.max() == 346
    assert len(data.target_names) == 1


@pytest.mark.parametrize("name", PHOTOS)
def test_load_photo_has_pixels_and_no_target(name):
    photo = load(name)
    assert photo.X.shape == (427, 640, 3) and photo.X.dtype == np.uint8 and photo.y is None
    assert photo.feature_names == ("red", "green", "blue")


def test_photos_are_different_pictures():
    assert not np.array_equal(load("china").X, load("flower").X)


@pytest.mark.parametrize("name", ["iris", "flower"])
def test_changing_what_load_gave_changes_nobody_elses(name):
    mine = load(name).X
    mine[:] = 0
    assert load(name).X.any()


@pytest.mark.parametrize("name", ["mnist", "", None, 3])
def test_load_of_an_unknown_name_lists_those_known(name):
    with pytest.raises(ValueError, match="received") as caught:
        load(name)
    assert all(known in str(caught.value) for known in TABLES + PHOTOS)
