import pytest

from tests.cli.command import landscape

ARCH = "|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|nor_conv_1x1~2|"
"""One live path, and two operations that no path uses."""

CANONICAL = "|none~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|"


@pytest.fixture(scope="module")
def space(tmp_path_factory):
    return landscape("info", "--space", "nb201", cwd=tmp_path_factory.mktemp("info"))


def test_info_says_what_the_space_is(space):
    assert (space.code, space.stderr) == (0, "")
    rows = space.screen
    assert rows["configurations"] == "15,625"
    assert rows["canonical"].startswith("9,445 ")
    assert rows["unconnected"].startswith("341 ")
    assert rows["neighbours"] == "24 (1-opt), 240 (2-opt)"
    assert rows["notations"] == "nats, naslib, index, nats-index"


def test_the_example_it_gives_is_an_architecture(space):
    assert landscape("info", space.screen["example"], cwd=space.cwd).code == 0


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    return landscape("info", ARCH, cwd=tmp_path_factory.mktemp("info"))


def test_an_architecture_is_shown_in_every_notation(shown):
    assert (shown.code, shown.stderr) == (0, "")
    rows = shown.screen
    assert rows["nats"] == ARCH
    assert rows["naslib"] == "(2, 1, 0, 1, 1, 3)"
    assert rows["index"].isdecimal()
    assert rows["canonical"] == CANONICAL
    assert rows["connected"] == "yes"
    assert rows["neighbours"] == "24 at distance 1, 240 at distance 2"


@pytest.mark.parametrize("notation", ["naslib", "index"])
def test_every_notation_is_understood(shown, notation):
    assert landscape("info", shown.screen[notation], cwd=shown.cwd).stdout == shown.stdout


def test_the_cell_is_drawn_with_its_dead_operations(shown):
    drawing = shown.stdout.split("\n\n", 1)[1]
    rows = [line.split() for line in drawing.splitlines() if line[2:3].isdecimal()][1:]
    assert [(row[0], row[2], row[-1] == "dead") for row in rows] == [
        ("0", "nor_conv_3x3", True),
        ("0", "none", False),
        ("1", "none", False),
        ("0", "skip_connect", False),
        ("1", "none", False),
        ("2", "nor_conv_1x1", True),
    ]


def test_a_canonical_architecture_is_itself(shown):
    assert landscape("info", CANONICAL, cwd=shown.cwd).screen["canonical"] == "itself"


def test_a_cell_without_a_path_is_told(tmp_path):
    assert landscape("info", 0, cwd=tmp_path).screen["connected"].startswith("no path")
