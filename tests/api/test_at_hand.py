"""A Python user gives spaces, graphs and scores themselves, where a command takes files."""

import re

import networkx
import numpy as np
import pandas as pd
import pytest

import landscape
from landscape.errors import LandscapeError
from landscape.spaces import GraphSpace, ProductSpace, Space, Variable
from search import search

SPACE = ProductSpace([Variable("depth", (1, 2, 3)), Variable("width", (8, 16, 32))], name="mine")
SCORES = np.array([3.0, 1, 4, 1, 5, 9, 2, 6, 5.5])
NAMES = [SPACE.format(index) for index in range(SPACE.size)]
FRAME = pd.DataFrame({"arch": NAMES, "acc": SCORES})
BY_VARIABLE = FRAME.assign(depth=np.repeat([1, 2, 3], 3), width=[8, 16, 32] * 3).drop(
    columns="arch"
)

AT_HAND = {
    "frame": FRAME.sample(frac=1, random_state=0),
    "index": FRAME.set_index("arch"),
    "variables": BY_VARIABLE,
    "levels": BY_VARIABLE.set_index(["depth", "width"]),
    "series": FRAME.set_index("arch")["acc"],
    "array": SCORES,
    "dict": dict(zip(NAMES, SCORES, strict=True)),
}


@pytest.fixture(scope="module")
def from_file(tmp_path_factory):
    """Return the run that is built of a file, and the files."""
    here = tmp_path_factory.mktemp("files")
    landscape.save(landscape.Landscape(SPACE, SCORES, metric="acc"), here / "own", pictures=False)
    FRAME.to_csv(here / "mine.csv", index=False)
    files = {"space": here / "own" / "space.toml", "scores": here / "mine.csv"}
    return landscape.build("acc", **files, pictures=False, out=here / "run")


@pytest.mark.parametrize("scores", AT_HAND.values(), ids=AT_HAND)
def test_the_landscape_of_what_is_at_hand_is_that_of_a_file(from_file, scores, tmp_path):
    run = landscape.build("acc", space=SPACE, scores=scores, pictures=False, out=tmp_path / "run")
    assert run.optima.equals(from_file.optima)
    assert run.edges.equals(from_file.edges)
    assert landscape.load(run.save(tmp_path / "copy").folder) == run


def test_a_run_says_that_its_scores_were_in_memory_and_names_no_file(tmp_path):
    asked = {"space": SPACE, "pictures": False, "graphml": False, "out": tmp_path / "run"}
    run = landscape.build("acc", **asked, scores=FRAME)
    made = run.summary["provenance"]["settings"]
    assert made["source"] == "python"
    assert made["given"] == "the DataFrame"
    assert "file" not in made
    assert "place" not in made
    assert run.summary["options"]["scores"] == f"the DataFrame, sha256 {made['sha256']}"
    with pytest.raises(LandscapeError, match="holds the landscape of another source"):
        landscape.build("acc", **asked, scores=FRAME.assign(acc=-SCORES))
    assert landscape.load(tmp_path / "run") == run


def test_other_scores_go_to_another_folder_by_default(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runs = [
        landscape.build("acc", space=SPACE, scores=scores, pictures=False, graphml=False)
        for scores in (SCORES, -SCORES)
    ]
    assert re.fullmatch("mine-acc-ndarray-[0-9a-f]{8}", runs[0].folder.name)
    assert runs[0].folder != runs[1].folder


def test_a_run_of_ours_is_taken_for_its_scores(from_file, tmp_path):
    run = landscape.build("acc", space=SPACE, scores=from_file, pictures=False, out=tmp_path / "r")
    assert run.optima.equals(from_file.optima)


def test_a_graph_is_a_space(tmp_path):
    graph = networkx.path_graph(["a", "b", "c", "d"])
    networkx.set_node_attributes(graph, dict(zip("abcd", [1, 3, 0, 2], strict=True)), "fitness")
    scores = networkx.get_node_attributes(graph, "fitness")
    how = {"escape": 1, "pictures": False, "out": tmp_path / "run"}
    run = landscape.build("fitness", space=graph, scores=scores, **how)
    assert run.landscape.optima.tolist() == [1, 3]
    assert isinstance(landscape.load(run.folder).landscape.space, GraphSpace)


def test_samples_searches_and_whereabouts_are_of_what_is_at_hand_too(tmp_path):
    where = {"space": SPACE, "scores": FRAME}
    sampled = landscape.sample("acc", **where, starts=9, budget=500, out=tmp_path / "sample")
    assert landscape.load(sampled.folder) == sampled
    found = search("local-search", proxy="acc", **where, trials=2, budget=20, out=tmp_path / "s")
    assert landscape.load(found.folder) == found
    alone = search("local-search", proxy="acc", space=SPACE, scores=SCORES, trials=2, budget=20,
                   out=tmp_path / "array")  # fmt: skip
    assert alone.trials.equals(found.trials)
    assert landscape.info(NAMES[5], metric="acc", **where).standing.is_optimum


class Unknown(Space):
    """A space that no file describes."""

    name, title, size, notations = "unknown", "Unknown", 3, ("index",)

    def neighbours(self, index, distance=1):
        return np.array([other for other in range(3) if other != index])


WRONG = [
    ({"scores": SCORES[:4]}, r"expected scores of shape \(9,\), one each, got \(4,\)"),
    ({"scores": SCORES.reshape(3, 3)}, "flatten them"),
    ({"scores": np.array(["x"] * 9)}, "expected int or float"),
    ({"scores": {"4-8": 1.0}}, "4-8"),
    ({"scores": FRAME.rename(columns={"acc": "accuracy"})}, "known are accuracy"),
    ({"scores": FRAME[["acc"]]}, "no column of architectures"),
    ({"scores": FRAME.assign(acc=["no number"] * 9)}, "no number"),
    ({"scores": FRAME.set_index("arch", drop=False)}, "an index and a column called arch"),
    ({"scores": SCORES, "space": [3, 3]}, "space that is a list"),
    ({"scores": SCORES, "space": ProductSpace([9], name="sss")}, "no name of another space"),
    ({"scores": np.arange(3.0), "space": Unknown()}, "register it"),
]


@pytest.mark.parametrize(("given", "message"), WRONG)
def test_what_is_wrong_is_told_in_a_line_before_anything_is_left(given, message, tmp_path):
    with pytest.raises(LandscapeError, match=message) as caught:
        landscape.build("acc", **{"space": SPACE, **given}, pictures=False, out=tmp_path / "run")
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "run" / "summary.json").exists()


def test_scores_without_columns_are_of_one_proxy(tmp_path):
    with pytest.raises(LandscapeError, match="give a DataFrame"):
        search("mf-nas", proxy=["a", "b"], space=SPACE, scores=SCORES, out=tmp_path / "run")
