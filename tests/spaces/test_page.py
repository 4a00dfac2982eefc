"""What docs/spaces.md says, done."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from landscape import get_space, info
from landscape.spaces import SPACES
from tests.registered import forgotten
from viz.cells.cell_data import cell_drawing

PAGE = (Path(__file__).parents[2] / "docs" / "spaces.md").read_text(encoding="utf-8")


@pytest.fixture
def nets(tmp_path):
    path = tmp_path / "nets.toml"
    path.write_text(re.findall(r"```toml\n(.*?)```", PAGE, flags=re.DOTALL)[0])
    return str(path)


def test_its_python_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = "\n".join(re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL))
    names = {}
    with forgotten(SPACES):
        exec(compile(program, "docs/spaces.md", "exec"), names)
        assert [node.label for node in cell_drawing(names["nets"], 3).nodes] == [
            "input",
            "conv",
            "out",
        ]
        assert names["small"].size < names["nets"].size
        assert names["some"].neighbours(0).tolist() == [1]


def test_its_file_is_the_space_of_its_commands(nets):
    assert info(space=nets).rows == {
        "space": "nets (nets)",
        "configurations": "12",
        "variables": "kind, kernel, width",
        "ordinal": "kernel, width",
        "kind": "conv, pool",
        "kernel": "3 < 5 < 7, if kind is conv",
        "width": "8 < 16 < 32",
        "notations": "options, index",
        "example": "kind=conv,kernel=7,width=8",
        "source": "our lab, 2026",
    }
    shown = info("kind=conv,kernel=5,width=8", space=nets)
    assert shown.drawing.split() == ["kind", "conv", "kernel", "5", "width", "8"]
    assert shown.rows["neighbours"] == "4 at distance 1, 4 at distance 2"


def test_what_it_says_of_large_spaces(tmp_path):
    path = tmp_path / "large.toml"
    path.write_text(
        'name = "large"\n[[variables]]\nname = "x"\n'
        'options = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]\nrepeat = 18\n'
    )
    space = get_space(str(path))
    assert info(space=str(path)).rows["configurations"] == "1,000,000,000,000,000,000"
    with pytest.raises(Exception, match="1,000,000,000,000,000,000 configurations: a list") as said:
        space.neighbour_lists()
    assert "\n" not in str(said.value)
