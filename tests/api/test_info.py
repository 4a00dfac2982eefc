"""Where an architecture stands: the command, and its function."""

import numpy as np
import pytest

import landscape
from landscape.errors import OptionError
from tests.api.test_sample import FUNCTION, TOML
from tests.cli.command import inside

ARCH = "(2, 1, 0, 1, 1, 3)"


@pytest.fixture
def digits(tmp_path):
    (tmp_path / "digits.toml").write_text(TOML)
    (tmp_path / "mine.py").write_text(FUNCTION)
    return tmp_path


def test_it_is_what_a_build_says(tmp_path):
    run = landscape.build("test_acc", pictures=False, out=tmp_path / "run")
    told = landscape.info(ARCH, metric="test_acc")
    stands = told.standing
    assert told.rows["metric"].startswith("Test accuracy on NAS-Bench-201")
    assert stands.optimum in set(run.optima["index"])
    edges = run.edges[run.edges["source"] == stands.optimum]
    away = stands.targets != stands.optimum
    led = dict(zip(stands.targets[away], stands.counts[away], strict=True))
    assert led == dict(zip(edges["target"], edges["weight"], strict=True))


def test_the_command_says_what_the_function_says(tmp_path):
    shown = inside("info", ARCH, "--metric", "test_acc", cwd=tmp_path)
    assert shown.code == 0, shown.stderr
    told = landscape.info(ARCH, metric="test_acc")
    assert {name: shown.screen[name] for name in told.rows} == told.rows
    table = told.standing.path_table()
    lines = shown.stdout.split("the climb", 1)[1].splitlines()[1:]
    assert [line.split()[0] for line in lines[: len(table)]] == table["architecture"].tolist()
    assert "estimated" not in shown.stdout  # all escapes were climbed
    some = inside("info", ARCH, "--metric", "test_acc", "--escapes", 24, cwd=tmp_path)
    assert "weight, estimated  95% interval" in some.stdout


def test_a_function_answers_in_a_space_of_any_size(digits):
    asked = ("--space", digits / "digits.toml", "--metric", "score", "--function", "mine.py:score")
    shown = inside("info", "9999999990", *asked, cwd=digits)
    assert shown.code == 0, shown.stderr
    assert shown.screen["optimum"] == "no: 9 of 90 neighbours are better"
    assert shown.screen["climb"] == "1 step, to 9999999999"
    assert shown.screen["escapes"] == "3,645 of the optimum, none climbed"
    space = landscape.get_space(digits / "digits.toml")
    own = landscape.info(
        "9999999999", space=space, metric="sum", function=lambda c: sum(map(int, c.values()))
    )
    assert own.rows["optimum"] == "yes: none of 90 neighbours is better, none equally good: strict"


def test_networks_are_run_for_what_is_looked_at_alone():
    told = landscape.info(ARCH, metric="synflow", data="noise")
    assert told.standing.n_drawn == 0
    assert np.isfinite(told.standing.path_fitness).all()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--escapes", 3, ARCH), "--escapes is for --metric"),
        (("--metric", "test_acc"), "says where an architecture stands: name one"),
        ((ARCH, "--metric", "test_acc", "--escapes", -1), "escapes -1: expected 0 or more"),
        ((ARCH, "--metric", "rank", "--data", "noise"), "rank compares all architectures"),
        ((ARCH, "--metric", "test_acc", "--level", 2), "level 2"),
    ],
)
def test_bad_input_is_one_line(asked, said, tmp_path):
    shown = inside("info", *asked, cwd=tmp_path)
    assert shown.code == 2
    assert said in shown.stderr.strip().splitlines()[-1]
    assert not shown.stdout


def test_python_refuses_the_same():
    with pytest.raises(OptionError, match="add it"):
        landscape.info(ARCH, minimize=True)
