"""Evidence: what travels comes back the same, what cannot is described, and nothing hostile is built or raised."""

import base64
import contextlib
import json
from collections import OrderedDict, namedtuple
from decimal import Decimal
from enum import IntEnum
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from nnlearn.exercises import evidence
from nnlearn.exercises.evidence import Other, decode, encode

from .hostile import Hostile

numbers = st.one_of(st.booleans(), st.integers(-(2**4000), 2**4000), st.floats(), st.complex_numbers())
atoms = st.one_of(st.none(), st.just(...), numbers, st.text(alphabet=st.characters(exclude_categories=["Cs"])))
arrays = st.sampled_from(sorted(evidence.DTYPES)).flatmap(
    lambda name: hnp.arrays(name, hnp.array_shapes(min_dims=1, max_dims=4, min_side=0, max_side=4))
)
values = st.recursive(
    st.one_of(atoms, arrays),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=4).map(tuple),
        st.dictionaries(st.one_of(numbers, st.text("ab"), st.tuples(numbers, numbers)), inner, max_size=4),
    ),
    max_leaves=12,
)
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=4), inner, max_size=4),
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(
                    ["int", "float", "complex", "str", "list", "tuple", "dict", "array", "other", "bool"]
                )
            },
            optional={
                "value": inner,
                "items": inner,
                "dtype": st.one_of(inner, st.sampled_from(sorted(evidence.DTYPES))),
                "shape": st.one_of(inner, st.lists(st.integers(-1, 2**40), max_size=20)),
                "data": st.one_of(inner, st.text("AQ=\n ", max_size=12)),
                "what": inner,
            },
        ),
    ),
    max_leaves=12,
)


def over_the_wire(value):
    """Encode, write as UTF-8 (as nbformat does), read, decode."""
    return decode(json.loads(json.dumps(encode(value), ensure_ascii=False, allow_nan=False).encode("utf-8")))


def identical(a, b):
    if isinstance(a, np.ndarray):
        return type(a) is type(b) and a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, (list, tuple)):
        return type(a) is type(b) and len(a) == len(b) and all(map(identical, a, b))
    if isinstance(a, dict):
        return identical(list(a.items()), list(b.items()))
    return type(a) is type(b) and repr(a) == repr(b)


class TestRoundTrip:
    @given(values)
    @settings(max_examples=150, deadline=None)
    def test_any_nested_value_comes_back_identical(self, value):
        assert identical(value, over_the_wire(value))

    @pytest.mark.parametrize("dtype", sorted(evidence.DTYPES))
    def test_every_dtype_survives_byte_orders_orders_and_strides(self, dtype):
        array = np.arange(24).reshape(2, 3, 4).astype(dtype)
        forms = [array, np.asfortranarray(array), array[:, ::2, ::-1], array.T, array[:0]]
        forms += [array.astype(array.dtype.newbyteorder(order)) for order in "<>"]
        for form in forms:
            back = over_the_wire(form)
            assert back.dtype == np.dtype(dtype) and back.dtype.isnative
            np.testing.assert_array_equal(back, form)

    @pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, -0.0, 5e-324])
    def test_special_floats_survive_in_every_dress(self, value):
        for dressed in (value, np.float64(value), np.array([value]), complex(value, value)):
            assert identical(dressed, over_the_wire(dressed))

    def test_an_array_without_axes_becomes_a_numpy_scalar_of_its_dtype(self):
        back = over_the_wire(np.array(3, dtype=np.uint8))
        assert type(back) is np.uint8 and back == 3

    def test_numpy_scalars_keep_their_dtype(self):
        for scalar in (np.float32(0.1), np.int8(-3), np.bool_(True), np.complex64(1j), np.float64(2)):
            assert identical(scalar, over_the_wire(scalar))

    def test_keys_may_be_numpy_numbers_and_tuples(self):
        value = {np.int64(1): "a", (0, 1): "b", 2.5: "c", None: "d", np.float32(0.5): "e"}
        assert over_the_wire(value) == value

    def test_keys_that_cannot_be_keys_again_are_described(self):
        class Hashable:
            def __array__(self, dtype=None, copy=None):
                return np.zeros(2)

        assert list(over_the_wire({Hashable(): 1, frozenset([1]): 2})) == [
            Other("a value of type Hashable"),
            Other("a value of type frozenset"),
        ]

    def test_subclasses_of_plain_types_travel_as_the_plain_type(self):
        class Gate(IntEnum):
            AND = 3

        class Text(str):
            def __len__(self):
                return -1

        class Real(float):
            pass

        Point = namedtuple("Point", "x y")
        assert over_the_wire([Gate.AND, Text("ab"), Real(0.5), np.str_("c")]) == [3, "ab", 0.5, "c"]
        assert over_the_wire(Point(1, 2)) == (1, 2)
        assert over_the_wire(OrderedDict(a=1)) == {"a": 1}

    def test_half_a_surrogate_pair_is_written_as_its_escape(self):
        assert over_the_wire(["a\ud800b", {"\udfff": 1}]) == ["a\\ud800b", {"\\udfff": 1}]
        assert over_the_wire("\N{SNAKE}") == "\N{SNAKE}"

    def test_a_masked_array_without_masked_entries_is_its_data(self):
        np.testing.assert_array_equal(over_the_wire(np.ma.array([1.0, 2.0])), [1.0, 2.0])


class TestWhatTravelsAsSomethingElse:
    @pytest.mark.parametrize(
        ("value", "arrives"),
        [
            (np.array([None, ...], dtype=object), [None, ...]),
            (np.array([1, 2.5], dtype=object), [1, 2.5]),
            (Decimal("0.5"), 0.5),
            (Fraction(1, 4), 0.25),
        ],
    )
    def test_by_what_it_holds(self, value, arrives):
        assert decode(encode(value)) == arrives

    def test_an_enormous_array_of_objects_does_not(self):
        assert isinstance(decode(encode(np.broadcast_to(np.array(None), (10**9,)))), Other)

    def test_an_array_that_holds_itself_does_not_go_on_for_ever(self):
        array = np.empty(1, dtype=object)
        array[0] = array
        assert "nested too deeply" in json.dumps(encode(array))


class TestWhatCannotTravel:
    @pytest.mark.parametrize(
        ("value", "what"),
        [
            (np.array(["a"]), "dtype str"),
            (np.array(["2020-01-01"], dtype="M8[D]"), "dtype datetime64"),
            (np.zeros(2, dtype="i4,f8"), "dtype void"),
            (np.ma.array([1.0, 2.0], mask=[0, 1]), "masked"),
            (np.ma.masked, "masked"),
            (b"bytes", "of type bytes"),
            ({1, 2}, "of type set"),
            (range(10**9), "of type range"),
            (2**5000, "enormous int"),
            (len, "the function len"),
            (np.ndarray, "the class ndarray"),
            ((i for i in "ab"), "of type generator"),
            (np.broadcast_to(1.0, (10**9,)), "too large"),
            ([0] * 30_000, "too large"),
            ("a" * 5_000_000, "too large"),
            ("\ud800" * 1_000_000, "too large"),
        ],
    )
    def test_is_described_in_words(self, value, what):
        back = over_the_wire(value)
        assert isinstance(back, Other)
        assert what in str(back)

    def test_a_value_inside_costs_only_itself(self):
        assert over_the_wire([1, {2}, 3]) == [1, Other("a value of type set"), 3]

    def test_sizes_add_up_over_the_whole_value(self):
        assert isinstance(over_the_wire([np.zeros(400_000)] * 2), Other)
        assert not isinstance(over_the_wire([np.zeros(100_000)] * 2), Other)

    def test_a_list_that_holds_itself_ends(self):
        ring = []
        ring.extend([ring, ring])
        assert "too deeply" in str(over_the_wire(ring))
        wide = []
        wide.extend([wide] * 50)
        assert "too large" in str(over_the_wire(wide))

    def test_what_is_encoded_is_always_decoded(self):
        deep = 1
        for _ in range(20):
            deep = [deep]
            over_the_wire(deep)


class TestHostileValues:
    @pytest.mark.parametrize("kind", [kind for kind in vars(Hostile).values() if isinstance(kind, type)])
    def test_are_encoded_without_raising(self, kind):
        over_the_wire(kind())
        over_the_wire([kind()])

    def test_overridden_methods_are_not_asked(self):
        assert over_the_wire(Hostile.Iteration([1, 2])) == [1, 2]
        assert over_the_wire(Hostile.Items(a=1)) == {"a": 1}
        assert over_the_wire(Hostile.Text("abc")) == "abc"

    def test_a_lie_about_the_class_is_not_believed(self):
        assert over_the_wire(Hostile.Liar()) == Other("a value of type Liar")


class TestDecode:
    @given(json_values)
    @settings(max_examples=400, deadline=None)
    def test_any_json_gives_a_value_or_a_value_error(self, message):
        with contextlib.suppress(ValueError):
            decode(message)

    @given(values, st.data())
    @settings(max_examples=100, deadline=None)
    def test_damaged_evidence_gives_a_value_or_a_value_error(self, value, data):
        text = json.dumps(encode(value))
        at = data.draw(st.integers(0, len(text) - 1))
        with contextlib.suppress(ValueError):
            decode(json.loads(text[:at] + data.draw(st.sampled_from('0"[]{},:x')) + text[at + 1 :]))

    @pytest.mark.parametrize(
        "change",
        [
            {"dtype": "object"},
            {"dtype": ["float64"]},
            {"dtype": "float128"},
            {"shape": [3]},
            {"shape": [-1, 2]},
            {"shape": [2.0]},
            {"shape": [True, 2]},
            {"shape": [1] * 17 + [2]},
            {"shape": [2**31]},
            {"shape": [2**30, 2**30]},
            {"shape": [0] + [2**31 - 1] * 15},
            {"data": "AAAAAAAAAAAAAAAAAAAAA!=="},
            {"data": ""},
            {"data": None},
        ],
    )
    def test_an_array_is_measured_before_it_is_decoded(self, change):
        message = encode(np.zeros(2))
        assert decode(message).shape == (2,)
        with pytest.raises(ValueError):
            decode({**message, **change})

    @pytest.mark.parametrize("dtype", ["float128", "datetime64[s]", "S8", "V8", "U2", "f8", "i4,i4"])
    def test_a_dtype_outside_the_list_is_refused_however_well_the_data_fit(self, dtype):
        array = np.zeros(2, dtype=dtype)
        data = base64.b64encode(array.tobytes()).decode()
        with pytest.raises(ValueError, match="is not allowed"):
            decode({"kind": "array", "dtype": dtype, "shape": [2], "data": data})

    def test_sizes_are_capped_over_the_whole_message(self):
        array = encode(np.zeros(300_000))
        assert decode(array).shape == (300_000,)
        with pytest.raises(ValueError, match="too large"):
            decode({"kind": "list", "items": [array, array]})

    def test_a_promise_of_many_bytes_allocates_none(self, monkeypatch):
        monkeypatch.setattr(evidence.base64, "b64decode", lambda *a, **k: pytest.fail("decoded before it was measured"))
        for shape in ([10**6], [3]):
            with pytest.raises(ValueError):
                decode({"kind": "array", "dtype": "float64", "shape": shape, "data": "AAAA" * 2})

    @pytest.mark.parametrize(
        "message",
        [
            {"kind": "str", "value": "\ud800"},
            {"kind": "int", "value": "9" * 5000},
            {"kind": "dict", "items": [[{"kind": "list", "items": []}, {"kind": "none"}]]},
            {"kind": "pickle", "value": ""},
            {"kind": "list", "items": [{"kind": "none"}] * 30_000},
        ],
    )
    def test_other_forgeries_are_refused(self, message):
        with pytest.raises(ValueError):
            decode(message)

    def test_a_deep_message_is_refused(self):
        message = {"kind": "none"}
        for _ in range(5000):
            message = {"kind": "list", "items": [message]}
        with pytest.raises(ValueError):
            decode(message)
