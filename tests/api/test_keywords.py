"""Messages name options as their reader does: in a command ``--out``, in Python ``out=``."""

import importlib
import pkgutil
from dataclasses import MISSING, fields

import pytest

import landscape
import landscape.options
from landscape.errors import LandscapeError, OptionError
from landscape.options.base import Options, commanded, kinds, takes
from landscape.options.build import BuildOptions
from landscape.reporter import say, warn
from search import search
from tests.cli.command import inside


def _all_options():
    """Return the options of every function."""
    for module in pkgutil.iter_modules(landscape.options.__path__):
        found = vars(importlib.import_module(f"landscape.options.{module.name}"))
        for name, value in found.items():
            if isinstance(value, type) and issubclass(value, Options) and name in found["__all__"]:
                yield value


ALL = [each for each in dict.fromkeys(_all_options()) if not each.__subclasses__()]


def _messages(options):
    """Return a message that names every option, and what it should be in Python."""
    for name, kind in kinds(options).items():
        written = f"--{kind.shown.name or name.replace('_', '-')}"
        if kind.type is bool:
            yield f"{written}: leave it out", f"{name}=True: leave it out"
        else:
            yield f"give {written} VALUE, or {written}", f"give {name}=VALUE, or {name}="


@pytest.mark.parametrize("options", ALL, ids=lambda options: options.__name__)
def test_every_option_of_every_function_is_named_as_its_keyword(options):
    needed = [field.name for field in fields(options) if field.default is MISSING]
    asked = {name: 2 if kinds(options)[name].type is int else "it" for name in needed}
    said = list(_messages(options))
    assert said or options is Options

    @takes(options)
    def function(_):
        raise OptionError("; ".join(message for message, _ in said))

    with pytest.raises(OptionError) as caught:
        function(**asked)
    assert str(caught.value) == "; ".join(expected for _, expected in said)
    with commanded(), pytest.raises(OptionError) as caught:
        function(**asked)
    assert str(caught.value) == "; ".join(message for message, _ in said)


def test_what_is_said_and_warned_of_names_keywords_as_well(caplog):
    @takes(BuildOptions)
    def function(_):
        warn("give --scores FILE")
        say("see --epoch 12")
        landscape.available("datasets")  # has options of its own
        warn("give --out DIR")

    with caplog.at_level("INFO", logger="landscape"):
        function("params")
        with commanded():
            function("params")
    assert [record.getMessage() for record in caplog.records] == [
        *("give scores=FILE", "see epoch=12", "give out=DIR"),
        *("give --scores FILE", "see --epoch 12", "give --out DIR"),
    ]


WRONG = [
    (landscape.build, ("params",), {"fill_duplicates": True}, "^fill_duplicates=True is for"),
    (landscape.build, ("params",), {"key": "a"}, "^key=, index_of=, .* with scores=FILE$"),
    (landscape.build, ("val_acc",), {"engine": "dask"}, "^rank_of=, data=, .*and engine= say how"),
    (landscape.build, ("params",), {"scheduler": "a"}, "are for engine='dask': add it"),
    (landscape.info, (), {"metric": "params"}, "^metric='params' says where"),
    (landscape.sample, ("params",), {"calibrate": 3, "function": len}, "with scores=FILE"),
    (landscape.stability, ("l2_norm", 1), {}, "^seeds=1: expected"),
    (search, ("mf-nas",), {"scores": "no.csv"}, "^scores=FILE brings|no.csv"),
]


@pytest.mark.parametrize(("function", "places", "named", "message"), WRONG)
def test_what_is_wrong_is_told_in_keywords(function, places, named, message):
    with pytest.raises(LandscapeError, match=message) as caught:
        function(*places, **named)
    assert "--" not in str(caught.value)


def test_the_same_mistake_is_told_to_who_wrote_a_command_in_its_options(tmp_path):
    done = inside("build", "--metric", "params", "--fill-duplicates", cwd=tmp_path)
    assert "--fill-duplicates is for" in done.stderr
