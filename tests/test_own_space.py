"""The page of ten minutes: its files, commands and program, in the order in which they stand."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import landscape
from tests.cli.command import inside
from tests.registered import forgotten

PAGE = Path(__file__).parents[1] / "docs" / "own_space.md"
BLOCK = re.compile(
    r"<!-- (file: (?P<file>\S+)|commands|python) -->\n```\w*\n(?P<text>.*?)```", re.DOTALL
)


@pytest.fixture(scope="module")
def followed(tmp_path_factory):
    """The folder of somebody who copied everything, and what each command said."""
    folder, said = tmp_path_factory.mktemp("spirals"), {}
    with forgotten(), pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("LANDSCAPE_DATA", str(folder / "none"))
        for block in BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
            if block["file"]:
                (folder / block["file"]).write_text(block["text"], encoding="utf-8")
            elif block[1] == "python":
                exec(block["text"], {"__name__": "__main__"})
            else:
                for line in block["text"].splitlines():
                    said[line] = inside(*shlex.split(line)[1:], cwd=folder)
        yield folder, said


def test_every_block_of_the_page_is_followed():
    text = PAGE.read_text(encoding="utf-8")
    assert text.count("```") == 2 * len(BLOCK.findall(text))


def test_every_command_works(followed):
    folder, said = followed
    assert {line: done.stderr for line, done in said.items() if done.code} == {}
    names = {path.name for path in folder.iterdir()}
    assert {"spirals.pdf", "optima.pdf", "winner.pdf", "spirals.png"} <= names


def test_what_the_page_tells_is_so(followed):
    folder, said = followed
    run = landscape.load(folder / "accuracy")
    assert run.landscape.n_optima == 2
    assert run.optima["basin"].max() == 17
    assert run.summary["n_missing"] == 0
    winner = landscape.load(folder / "winner")
    assert winner.architecture == landscape.load(folder / "found").summary["best"]["architecture"]
    assert winner.results["test_acc"] > 80
    told = "".join(done.stderr for done in said.values())
    assert "zen (it has no batch normalisation)" in told
