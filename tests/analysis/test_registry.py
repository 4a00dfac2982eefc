"""Analyses by name, those of a user, and what a profile makes of their answers."""

from __future__ import annotations

import math
import re
import subprocess
import sys

import numpy as np
import pytest

from landscape import Landscape, ProductSpace, profiles
from landscape.analysis import NotDefinedError, Number, Undefined, analysis, profile
from landscape.errors import LandscapeError, OptionError
from landscape.lazy import once
from tests.analysis import reference

SQUARE = Landscape(ProductSpace([2, 2]), [3, 1, 0, 2], metric="square")


def add(name="mine", keys=("my_number",), answer=1, **options):
    numbers = {key: Number("definition", "any", "meaning") for key in keys}
    analysis(name, title="title", numbers=numbers, **options)(lambda landscape: answer)


def test_every_number_says_what_it_is():
    from landscape.analysis import ANALYSES

    for known in ANALYSES.values():
        assert known.title
        assert known.function.__doc__
        for key, number in known.numbers.items():
            assert all((number.definition, number.range, number.meaning)), key


def test_the_document_is_what_the_code_says():
    """Write it again with `python -m tests.analysis.reference`."""
    text = reference.DOCUMENT.read_text(encoding="utf-8")
    assert text == reference.updated(text)


def test_a_profile_is_plain_python_in_the_order_of_the_registry():
    from landscape.analysis import ANALYSES

    numbers = SQUARE.profile()
    assert list(numbers) == [key for known in ANALYSES.values() for key in known.keys]
    assert {type(value) for value in numbers.values()} == {int, float, type(None)}


def test_the_documented_example_works(registry, tmp_path):
    from landscape.plugins import load_plugin

    text = reference.DOCUMENT.read_text(encoding="utf-8")
    (code,) = re.findall(r"<!-- example -->\n```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(code.strip().splitlines()) <= 25
    file = tmp_path / "plateau.py"
    file.write_text(code, encoding="utf-8")
    load_plugin(file)
    landscape = Landscape(ProductSpace([3, 3]), [5, 4, 4, 4, 3, 3, 0, 0, 0])
    found = landscape.profile()
    assert found["near_best"] == 4 / 9
    assert Landscape(ProductSpace([2]), [math.nan] * 2).profile().undefined["near_best"] == (
        "no configuration has fitness"
    )


@pytest.mark.parametrize(
    ("answer", "value"),
    [(np.float64(2.5), 2.5), (np.int32(3), 3), (np.bool_(True), True), ("text", "text")],
)
def test_answers_become_plain_python(registry, answer, value):
    add(answer={"my_number": answer})
    found = SQUARE.profile()["my_number"]
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Undefined("it rains"), "it rains"),
        (None, "analysis mine gives no value"),
        (math.nan, "it comes out as nan"),
        (np.float64(-math.inf), "it comes out as -inf"),
    ],
)
def test_what_is_no_number_has_a_reason(registry, answer, reason):
    add(answer={"my_number": answer})
    found = SQUARE.profile()
    assert found["my_number"] is None
    assert found.undefined["my_number"] == reason


def test_an_analysis_may_be_undefined_as_a_whole(registry):
    def refuse(landscape):
        raise NotDefinedError("it rains")

    numbers = {key: Number("definition", "any", "meaning") for key in ("one", "two")}
    analysis("mine", title="title", numbers=numbers)(refuse)
    found = profile(SQUARE, [registry["mine"]])
    assert found == {"one": None, "two": None}
    assert found.undefined == {"one": "it rains", "two": "it rains"}


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ({}, "returned nothing: expected the keys it declares, my_number"),
        ({"my_number": 1, "other": 2}, "returned my_number, other: expected"),
        ({"my_number": [1]}, "returned list for my_number: expected a number"),
    ],
)
def test_an_analysis_that_breaks_its_word_is_told(registry, answer, message):
    add(answer=answer)
    with pytest.raises(LandscapeError, match=message):
        SQUARE.profile()


@pytest.mark.parametrize(
    ("name", "keys", "message"),
    [
        ("basins", ["my_number"], "called 'basins' is known already"),
        ("mine", ["neutrality"], "'neutrality' is one of analysis 'neutrality'"),
        ("My analysis", ["my_number"], "'My analysis' is no name"),
        ("mine", ["my-number"], "'my-number' is no name"),
        ("mine", [], "has no numbers"),
    ],
)
def test_names_are_given_once_and_in_snake_case(registry, name, keys, message):
    before = dict(registry)
    with pytest.raises(OptionError, match=message):
        add(name, keys)
    assert registry == before


def test_profiles_are_rows_of_a_table():
    flat = Landscape(ProductSpace([2, 2]), [1, 1, 1, 1], metric="flat")
    table = profiles([SQUARE, flat])
    assert table.index.tolist() == ["square", "flat"]
    assert table.loc["square", "n_optima"] == SQUARE.profile()["n_optima"]
    assert table["autocorrelation_1"].isna().tolist() == [False, True]
    assert profiles({"a": flat}).index.tolist() == ["a"]
    assert list(profiles([])) == list(table)


def test_what_is_shared_is_computed_once_and_forgotten_with_its_owner():
    class Owner:
        pass

    asked = []
    length = once(lambda owner: asked.append(1) or 7)
    owner = Owner()
    assert (length(owner), length(owner), len(asked)) == (7, 7, 1)
    length(Owner())
    length(Owner())
    assert len(asked) == 3


def test_a_landscape_is_not_kept_alive_by_its_numbers():
    import gc
    import weakref

    landscape = Landscape(ProductSpace([2, 2]), [3, 1, 0, 2])
    landscape.profile()
    alive = weakref.ref(landscape), weakref.ref(landscape.space)
    del landscape
    gc.collect()
    assert [reference() for reference in alive] == [None, None]


def test_importing_the_analyses_is_cheap():
    code = (
        "import sys, landscape.analysis;"
        "print(sorted({'scipy', 'pandas', 'igraph', 'torch'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
