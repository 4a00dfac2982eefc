"""Text comes out whatever the encoding of where it goes; files are UTF-8."""

from __future__ import annotations

import io
import json
import sys

import pytest

from landscape import read_graphml
from landscape.cli import main

ENCODINGS = ("ascii", "cp1252", "gbk", "cp932", "cp437")
SPACE = """
name = "tiny"

[[variables]]
name = "层数"
options = ["ein", "zwei"]
[[variables]]
name = "b"
options = ["u", "v"]
"""


@pytest.fixture
def printed(monkeypatch, tmp_path):
    """Return a function that runs a command whose output goes to a file of an encoding."""
    monkeypatch.chdir(tmp_path)

    def run(encoding, *arguments):
        screen = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", screen)
        monkeypatch.setattr(sys, "argv", ["landscape", *map(str, arguments)])
        with pytest.raises(SystemExit) as left:
            main()
        screen.flush()
        assert left.value.code == 0
        return screen.buffer.getvalue().decode(encoding, "replace")  # Typer makes ASCII UTF-8

    return run


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_letters_that_an_encoding_lacks_stop_nothing(encoding, printed):
    for arguments in (("info",), ("info", "17"), ("list", "metrics")):
        assert len(printed(encoding, *arguments)) > 100


def test_a_metric_of_any_name_is_told_and_saved(printed, tmp_path):
    (tmp_path / "space.toml").write_text(SPACE, encoding="utf-8")
    table = "arch,精度\n0,1.5\n1,2.5\n2,0.5\n3,3.5\n"
    (tmp_path / "scores.csv").write_text(table, encoding="utf-8")
    shown = printed(
        "cp1252", "build", "--space", "space.toml", "--scores", "scores.csv", "--metric", "精度"
    )
    assert "results" in shown
    (folder,) = (tmp_path / "runs").iterdir()
    assert "精度" in folder.name
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["metric"] == "精度"
    assert read_graphml(folder / "mlon.graphml")["metric"] == "精度"
    assert "精度" in (folder / "mlon.html").read_text(encoding="utf-8")
    for suffix in ("csv", "tex"):
        name = f"图.{suffix}"
        printed("ascii", "figure", "optima", folder, "--out", name)
        assert "精度" in (tmp_path / name).read_text(encoding="utf-8")
