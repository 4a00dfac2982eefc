from __future__ import annotations

import array
import datetime
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import torch

from landscape.arrays import plain_numbers
from landscape.errors import DataError

NAN = np.nan
BIG = 2**53 + 1  # the first whole number that float64 lacks


def tensor(values, **how):
    return torch.tensor(values, **how)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([1, 2.5, None], [1, 2.5, NAN]),
        ([1.5, np.float32(2.5), np.int8(3), np.longdouble(4)], [1.5, 2.5, 3, 4]),
        ([Decimal("1.5"), Fraction(1, 4), pd.NA, Decimal("nan")], [1.5, 0.25, NAN, NAN]),
        ([[1, 2], [3, None]], [[1, 2], [3, NAN]]),
        (range(3), [0, 1, 2]),
        (array.array("d", [1, 2]), [1, 2]),
        (2**60, 2**60),
        (np.array([1, 2], dtype=np.float16), [1, 2]),
        (np.array([1, None, Decimal(3)], dtype=object), [1, NAN, 3]),
        (np.ma.array([1, 2, 3], mask=[False, True, False]), [1, NAN, 3]),
        (np.ma.array([1.5, BIG], mask=[False, True], dtype=object), [1.5, NAN]),
        (np.ma.array([1.0, 2.0]), [1, 2]),
        ([1.0, np.ma.masked], [1, NAN]),
        ([np.ma.array([1, 2], mask=[False, True]), [3, 4]], [[1, NAN], [3, 4]]),
        ([[tensor(1.0, requires_grad=True)], (tensor(2.0),)], [[1], [2]]),
        (tensor([1.0, 2.0], requires_grad=True), [1, 2]),
        (tensor([1.0, 2.5], dtype=torch.bfloat16), [1, 2.5]),
        (tensor([[1], [2]]), [[1], [2]]),
        ([tensor(1.0, requires_grad=True), tensor(2.5, dtype=torch.bfloat16)], [1, 2.5]),
        (torch.conj(tensor([1 + 2j])).imag, [-2]),
        (pd.Series([1.0, 2.0]), [1, 2]),
        (pd.Series([1, None], dtype="Int64"), [1, NAN]),
        (pd.Series([1.5, None], dtype="Float64"), [1.5, NAN]),
        (pd.Series([2.5, 1.5], dtype="category"), [2.5, 1.5]),
        (pd.Index([1.0, 2.0]), [1, 2]),
        (pd.array([1, None]), [1, NAN]),
        (pd.arrays.SparseArray([0.0, 1.0]), [0, 1]),
        (pa.array([1, None]), [1, NAN]),
        (pa.chunked_array([[1.5], [None]]), [1.5, NAN]),
    ],
)  # fmt: skip
def test_numbers_keep_their_value_whoever_holds_them(given, expected):
    numbers = plain_numbers(given)
    assert numbers.dtype == np.float64
    np.testing.assert_array_equal(numbers, expected)


@pytest.mark.parametrize(
    "given",
    [
        [True, 1.0], [1.0, np.True_], np.array([True]), tensor([True]), [tensor(True)],
        pd.Series([True, None], dtype="boolean"), pa.array([True]),
        ["1", "2"], "12", b"12", np.array(["1"]), pd.Series(["1"]),
        pd.Series(["a", "b"], dtype="category"),
        np.array([1j]), [1j], tensor([1j]),
        np.array(["2020"], dtype="M8[ns]"), np.array([1], dtype="m8[ns]"), [np.datetime64("2020")],
        pd.Series(pd.date_range("2020", periods=2, tz="UTC")), [pd.NaT],
        [datetime.date(2020, 1, 1)],
        np.zeros(2, dtype="V8"), [[1], [1, 2]],
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused(given):
    with pytest.raises(
        DataError, match=r"^scores that are no numbers: .*found .*expected"
    ) as error:
        plain_numbers(given)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    "given",
    [
        [BIG, 0.5], np.array([BIG]), np.array([2**64 - 1], dtype=np.uint64), tensor([-BIG]),
        pd.Series([BIG, None], dtype="Int64"), pa.array([BIG, None]), [10**400], [Decimal("1e400")],
        np.array([np.longdouble("1e400")]),
    ],
)  # fmt: skip
def test_what_float64_would_change_is_refused(given):
    # Two whole numbers beyond 2^53 would tie; one beyond the largest float would be missing.
    with pytest.raises(DataError, match="float64 cannot hold"):
        plain_numbers(given)


@pytest.mark.parametrize("given", [{1, 2}, (x for x in [1.0]), {0: 1.0}.values(), object()])
def test_what_has_no_order_or_length_is_refused(given):
    with pytest.raises(DataError, match="expected an array or a list"):
        plain_numbers(given)


@pytest.mark.parametrize(
    "given", [torch.empty(2, device="meta"), tensor([1.0, 0.0]).to_sparse()], ids=["meta", "sparse"]
)
def test_a_tensor_without_a_value_for_each_is_refused(given):
    with pytest.raises(DataError, match="expected a dense one with values"):
        plain_numbers(given)


@pytest.mark.parametrize(
    "given",
    [
        pd.DataFrame({"a": [1.0]}), pa.table({"a": [1.0]}),
        np.array([(1.0,)], dtype=[("a", "f8")]), np.ma.array([(1.0,)], dtype=[("a", "f8")]),
    ],
)  # fmt: skip
def test_a_table_is_refused_with_the_way_to_a_column(given):
    with pytest.raises(DataError, match="expected one column"):
        plain_numbers(given)


class Labelled:
    """As a Series of another library: it converts to an array, and has labels."""

    index = property(lambda self: ["b", "a"])

    def __array__(self, dtype=None, copy=None):
        return np.array([1.0, 2.0])


TURNED = pd.Series([1.0, 2.0], index=[1, 0])


@pytest.mark.parametrize("given", [TURNED, {0: 1.0}, Labelled(), [TURNED, TURNED], [[{0: 1.0}]]])
def test_labels_are_not_lost_in_silence(given):
    with pytest.raises(DataError, match=r"only their order is read.*scores_of.*to_numpy"):
        plain_numbers(given)


def test_a_series_is_read_where_its_labels_say_the_order():
    by_number = pd.Series([1.0, 2.0], index=[7, 9])
    assert plain_numbers(by_number, rows=[7, 9]).tolist() == [1, 2]
    with pytest.raises(DataError, match="labels"):
        plain_numbers(by_number, rows=[9, 7])


def test_the_result_is_a_copy():
    for given in (np.array([1.0]), tensor([1.0], dtype=torch.float64), pd.Series([1.0])):
        plain_numbers(given)[0] = 5
        assert given[0] == 1


def test_torch_and_pandas_are_not_imported_for_it():
    code = (
        "from landscape.arrays import plain_numbers; import sys;"
        "plain_numbers([1, None]); print(*sys.modules)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert {"torch", "pandas", "polars", "pyarrow"}.isdisjoint(run.stdout.split())
