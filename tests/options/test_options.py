"""Options are said once: as fields they are keywords, help and the record of a summary."""

import inspect
from dataclasses import KW_ONLY, dataclass
from pathlib import Path
from typing import Annotated, ClassVar

import numpy as np
import pytest

from landscape.errors import OptionError
from landscape.options.base import Commas, Options, Shown, kinds, takes, texts


@dataclass(frozen=True, kw_only=True)
class Elsewhere(Options):
    group: ClassVar[str] = "where"
    unrecorded: ClassVar[frozenset[str]] = frozenset({"out"})

    out: Path | None = None
    """Where
    to."""


@dataclass(frozen=True)
class Sheep(Elsewhere):
    group: ClassVar[str] = "what"

    breed: str
    """What breed: {metrics}."""

    _: KW_ONLY

    count: int = 3
    """How many."""

    weight: float | None = None
    """How heavy."""

    names: Commas | None = None
    """What they are called."""

    notes: Annotated[tuple[str, ...], Shown("TEXT", name="note")] = ()
    """What to remember."""

    woolly: bool = False
    """Whether there is wool."""


@takes(Sheep)
def herd(options: Sheep) -> Sheep:
    """Bring sheep together.

    Returns
    -------
    Sheep
        As they are.
    """
    return options


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"count": np.int64(4)}, ("count", 4)),
        ({"weight": np.float32(2)}, ("weight", 2.0)),
        ({"weight": 2}, ("weight", 2.0)),
        ({"names": "Ann, Bob,Ann"}, ("names", ("Ann", "Bob"))),
        ({"names": ["Ann"]}, ("names", ("Ann",))),
        ({"notes": "it rains, or not"}, ("notes", ("it rains, or not",))),
        ({"out": "~/sheep"}, ("out", Path("~/sheep").expanduser())),
        ({"woolly": np.True_}, ("woolly", True)),
    ],
)
def test_values_become_what_the_fields_say(given, found):
    name, value = found
    made = getattr(herd("merino", **given), name)
    assert made == value
    assert type(made) is type(value)


def test_a_number_serves_where_a_text_is_asked_for():
    assert herd(200).breed == "200"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"count": "four"}, "count 'four': expected a whole number"),
        ({"count": 2.5}, "count 2.5: expected a whole number"),
        ({"count": True}, "count True: expected a whole number"),
        ({"count": None}, "count None: expected a whole number"),
        ({"weight": "2"}, "weight '2': expected a number"),
        ({"woolly": "yes"}, "woolly 'yes': expected True or False"),
        ({"names": "Ann,,Bob"}, "names='Ann,,Bob': expected names separated by commas"),
        ({"out": " "}, "a path is empty"),
        ({"out": 3}, "out 3: expected a path"),
    ],
)
def test_what_is_of_another_kind_is_refused_in_one_line(given, message):
    with pytest.raises(OptionError) as refused:
        herd("merino", **given)
    assert message in str(refused.value)


def test_an_option_that_does_not_exist_is_refused_with_the_nearest():
    with pytest.raises(TypeError, match=r"herd\(\) has no option 'cuont': did you mean 'count'\?"):
        herd("merino", cuont=4)


def test_the_record_has_what_is_set_but_where_to_and_no_folders_of_the_user():
    asked = herd("merino", out="/home/someone/x", names="Ann,Bob")
    assert asked.record() == {
        "breed": "merino",
        "count": 3,
        "names": ["Ann", "Bob"],
        "woolly": False,
    }
    assert herd("/home/someone/merino.toml").record()["breed"] == "merino.toml"


def test_arguments_make_the_same_options():
    asked = herd("merino", notes=["a", "b"], weight=3)
    assert herd(**asked.arguments()) == asked


def test_fields_know_their_heading_and_their_help_across_classes():
    assert {name: kind.group for name, kind in kinds(Sheep).items()} == {
        "breed": "what", "out": "where", "count": "what", "weight": "what", "names": "what",
        "notes": "what", "woolly": "what",
    }  # fmt: skip
    assert texts(Sheep)["out"] == "Where to."
    assert texts(Sheep).keys() == kinds(Sheep).keys()


def test_the_function_is_documented_by_its_options():
    assert str(inspect.signature(herd)).startswith("(breed: 'str', *, out: 'Path | None' = None")
    assert "count : int, default 3\n    How many.\n" in herd.__doc__
    assert herd.__doc__.index("Parameters") < herd.__doc__.index("Returns")
    assert "{metrics}" not in herd.__doc__
