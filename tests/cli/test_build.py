"""What a run leaves behind, and what it says."""

import csv
import re
import shutil

import igraph
import matplotlib.image
import networkx
import numpy as np
import pyarrow.parquet as pq
import pytest

from landscape import Landscape, read_graphml
from landscape.numbers import counted
from tests.cli.command import inside

KEYS = [
    "space",
    "metric",
    "dataset",
    "minimize",
    "resolution",
    "n_configurations",
    "n_missing",
    "n_optima",
    "n_strict_optima",
    "n_plateau_optima",
    "lon_edges",
    "lon_weight",
    "mlon_edges",
    "mlon_weight",
    "n_sinks",
    "n_funnels",
    "n_global_optima",
    "global_optima",
    "global_fitness",
    "global_basin",
    "conventions",
    "timings",
    "provenance",
]
FILES = [
    "lon.graphml",
    "lon.parquet",
    "mlon.graphml",
    "mlon.html",
    "mlon.png",
    "optima.csv",
    "scores.parquet",
    "summary.json",
]


@pytest.fixture(params=["params_run", "rugged_run", "synflow_run"])
def run(request):
    finished = request.getfixturevalue(request.param)
    assert finished.code == 0, finished.stderr
    return finished


@pytest.fixture(scope="session")
def rugged(nb201, rugged_scores):
    return Landscape(nb201, rugged_scores, metric="score")


def test_a_run_leaves_every_file_and_nothing_half_done(run):
    names = sorted(path.name for path in run.folder.iterdir())
    assert [name for name in names if name != ".lock"] == FILES


def test_the_default_folder_is_named_after_space_metric_and_dataset(params_run):
    assert params_run.folder == params_run.cwd / "runs" / "nb201-params-cifar10"


def test_the_summary_has_every_key(run):
    assert [key for key in KEYS if key not in run.summary] == []
    assert set(run.summary["timings"]) == {"score", "climb", "network", "draw"}
    assert {"settings", "versions"} <= set(run.summary["provenance"])


def test_the_summary_of_params_is_known(params_run):
    everywhere = "|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|" \
        "+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|"  # fmt: skip
    assert params_run.summary.items() >= {
        "space": "nb201", "metric": "params", "dataset": "cifar10",
        "n_configurations": 15625, "n_missing": 0,
        "n_optima": 1, "n_strict_optima": 1, "n_plateau_optima": 1,
        "lon_edges": 0, "lon_weight": 0, "mlon_edges": 0, "mlon_weight": 0,
        "n_sinks": 1, "n_funnels": 1, "n_global_optima": 1, "global_optima": [everywhere],
        "global_fitness": 1531546.0, "global_basin": 15625,
    }.items()  # fmt: skip


def test_synflow_of_the_341_architectures_without_a_path_is_minus_infinity(synflow_run):
    scores = pq.read_table(synflow_run.folder / "scores.parquet")["synflow"].to_numpy()
    assert np.count_nonzero(scores == -np.inf) == 341
    assert not np.any(np.isnan(scores))


def test_the_summary_is_that_of_the_landscape(rugged_run, rugged):
    expected = rugged.summary()
    assert expected["n_optima"] > 20
    assert {key: rugged_run.summary[key] for key in expected} == expected


def test_the_screen_ends_with_the_same_summary(run):
    screen, summary = run.screen, run.summary
    of = f", {summary['dataset']}" if summary["dataset"] else ""
    best, *others = summary["global_optima"]
    seconds = ", ".join(f"{name} {value:.2f}" for name, value in summary["timings"].items())
    assert list(screen.items())[:-4] == [
        ("landscape", f"{summary['metric']} on nb201{of}"),
        ("configurations", "15,625 (0 missing)"),
        (
            "local optima",
            f"{summary['n_optima']:,} ({summary['n_strict_optima']:,} strict, "
            f"{counted(summary['n_plateau_optima'], 'plateau')})",
        ),
        (
            "LON",
            f"{counted(summary['lon_edges'], 'edge')}, weight {summary['lon_weight']:,}",
        ),
        (
            "MLON",
            f"{counted(summary['mlon_edges'], 'edge')}, weight {summary['mlon_weight']:,}",
        ),
        ("sinks", f"{summary['n_sinks']:,} in {counted(summary['n_funnels'], 'funnel')}"),
        ("global optimum", best + (f" and {len(others):,} more" if others else "")),
    ]
    fitness = float(screen["global fitness"].replace(",", ""))
    assert fitness == pytest.approx(summary["global_fitness"], rel=1e-7)
    assert screen["global basin"].startswith(f"{summary['global_basin']:,} (")
    assert screen["seconds"] == seconds


def test_data_goes_to_stdout_and_messages_to_stderr(params_run, rugged_run):
    assert all(re.match(r"[A-Za-z ]+  \S", line) for line in params_run.stdout.splitlines())
    assert params_run.stderr == "scoring 15,625 architectures on cpu\n"
    assert rugged_run.stderr == ""  # nothing to say


def test_optima_csv_has_one_row_an_optimum(rugged_run, rugged):
    with (rugged_run.folder / "optima.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    columns = [
        "arch",
        "index",
        "fitness",
        "basin",
        "in_degree",
        "out_degree",
        "funnel",
        "sink",
        "is_global",
    ]
    assert list(rows[0]) == columns
    assert [int(row["index"]) for row in rows] == rugged.optima.tolist()
    assert [row["arch"] for row in rows] == [rugged.space.format(i) for i in rugged.optima.tolist()]
    assert [float(row["fitness"]) for row in rows] == rugged.fitness[rugged.optima].tolist()
    assert [int(row["basin"]) for row in rows] == rugged.basins.tolist()
    assert sum(int(row["in_degree"]) for row in rows) == rugged_run.summary["mlon_edges"]
    assert sum(int(row["out_degree"]) for row in rows) == rugged_run.summary["mlon_edges"]
    best = [row["arch"] for row in rows if row["is_global"] == "True"]
    assert best == rugged_run.summary["global_optima"]
    sinks = {row["index"] for row in rows if row["sink"] == "True"}
    assert set(" ".join(row["funnel"] for row in rows).split()) == sinks


def nodes_and_edges(graph):
    """Return what a networkx graph holds, as plain dictionaries."""
    nodes = {name: dict(attributes) for name, attributes in graph.nodes(data=True)}
    return nodes, {(a, b): weight for a, b, weight in graph.edges(data="weight")}


@pytest.mark.parametrize("kind", ["lon", "mlon"])
def test_the_networks_are_read_back_equal(rugged_run, rugged, kind):
    path = rugged_run.folder / f"{kind}.graphml"
    expected = nodes_and_edges(rugged.to_networkx(kind))
    assert len(expected[1]) == rugged_run.summary[f"{kind}_edges"] > 100
    assert nodes_and_edges(read_graphml(path).to_networkx()) == expected
    assert nodes_and_edges(networkx.read_graphml(path)) == expected
    by_igraph = igraph.Graph.Read_GraphML(str(path))
    del by_igraph.vs["id"]  # how GraphML names nodes; igraph keeps it
    names = by_igraph.vs["name"]
    assert {vertex["name"]: vertex.attributes() for vertex in by_igraph.vs} == expected[0]
    assert {
        (names[edge.source], names[edge.target]): edge["weight"] for edge in by_igraph.es
    } == expected[1]


def test_the_page_needs_no_network(run):
    page = (run.folder / "mlon.html").read_text()
    assert page.startswith("<!DOCTYPE html>")
    tags = re.findall(r"<(?:script|link|img|iframe)\b[^>]*>", page)
    assert [tag for tag in tags if re.search(r"\b(?:src|href)\s*=", tag)] == []
    assert page.count("plotly.js v") >= 1  # it brings its own


def test_the_picture_is_a_png_with_something_on_it(run):
    path = run.folder / "mlon.png"
    assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    picture = matplotlib.image.imread(path)
    assert picture.shape[1] == 1950  # 6.5 inches at 300 dpi
    assert picture[..., :3].std() > 0.01


def test_the_edges_are_a_table_too(rugged_run, rugged):
    edges = pq.read_table(rugged_run.folder / "lon.parquet").to_pydict()
    lon = rugged.network("lon")
    assert edges["source"] == rugged.optima[lon.source].tolist()
    assert edges["target"] == rugged.optima[lon.target].tolist()
    assert edges["weight"] == lon.weight.tolist()
    assert sum(edges["rises"]) == rugged_run.summary["mlon_edges"]


@pytest.fixture(scope="module")
def huge_run(rugged_table, tmp_path_factory):
    """A run whose network counts as huge, built where one of its name was drawn before."""
    here = tmp_path_factory.mktemp("huge")
    (here / "run").mkdir()
    for name in ("lon.graphml", "mlon.graphml", "mlon.html", "mlon.png"):
        (here / "run" / name).write_text("of an earlier run")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("landscape.runs.landscape_run._MOST_EDGES", 100)
        patch.setattr("landscape.graph.LON.from_network", None)  # nobody asks for a graph
        return inside(
            "build", "--scores", rugged_table, "--metric", "score", "--out", "run", cwd=here
        )


def test_graphml_and_pictures_of_a_huge_network_are_left_out(huge_run, rugged_run):
    assert huge_run.code == 0
    assert huge_run.stderr == (
        "left out lon.graphml, mlon.graphml, mlon.html, mlon.png: the network has "
        f"{rugged_run.summary['lon_edges']:,} edges, more than 100; its edges are in "
        "lon.parquet, --graphml and --pictures make the files all the same\n"
    )
    names = {path.name for path in huge_run.folder.iterdir()}
    assert names - {".lock"} == {"lon.parquet", "optima.csv", "scores.parquet", "summary.json"}
    for name in ("lon.parquet", "optima.csv"):
        expected = (rugged_run.folder / name).read_bytes()
        assert (huge_run.folder / name).read_bytes() == expected


def test_a_run_without_graphml_is_drawn_from_its_scores(huge_run, rugged_run, tmp_path):
    shutil.copytree(huge_run.folder, tmp_path / "run")
    drawn = inside("plot", "run", "--svg", "run.svg", cwd=tmp_path)
    assert (drawn.code, drawn.stderr) == (0, "")
    expected = inside("plot", rugged_run.folder, "--svg", "whole.svg", cwd=tmp_path)
    assert expected.code == 0
    assert (tmp_path / "run.svg").read_bytes() == (tmp_path / "whole.svg").read_bytes()


@pytest.mark.parametrize("command", ["analyse run", "plot run --kind lon"])
def test_a_run_without_graphml_is_read_like_any_other(huge_run, command, tmp_path):
    shutil.copytree(huge_run.folder, tmp_path / "run")
    read = inside(*command.split(), cwd=tmp_path)
    assert read.code == 0, read.stderr


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (("--graphml",), {"lon.graphml", "mlon.graphml"}),
        (("--no-graphml", "--no-pictures"), set()),
    ],
)
def test_what_is_left_out_may_be_chosen(rugged_table, rugged_run, options, files, tmp_path):
    table = ("build", "--scores", rugged_table, "--metric", "score", "--out", "run")
    pictures = () if "--no-pictures" in options else ("--no-pictures",)
    run = inside(*table, *options, *pictures, cwd=tmp_path)
    assert (run.code, run.stderr) == (0, "")  # it was asked for: nothing to say
    made = {path.name for path in run.folder.iterdir()}
    assert {name for name in made if name.endswith((".graphml", ".png", ".html"))} == files
    for name in files:
        assert (run.folder / name).read_bytes() == (rugged_run.folder / name).read_bytes()
