"""A landscape of a space of any size, sampled: the command, and its function."""

import json
import shutil
from contextlib import contextmanager

import numpy as np
import pandas as pd
import pytest

import landscape
import viz
from landscape import Landscape
from landscape.errors import DataError, OptionError
from landscape.reporter import show_progress_by
from landscape.runs.sample_run import SampleRun
from landscape.sampled import sample_profile
from landscape.spaces import get_space
from tests.cli.command import inside

COMMAND = ("sample", "--metric", "test_acc", "--starts", 40, "--escapes", 6)
TOML = """
name = "digits"
pattern = "{}{}{}{}{}{}{}{}{}{}"

[[variables]]
name = "digit"
options = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"]
repeat = 10
"""
FUNCTION = """
def score(configuration):
    return sum(int(option) for option in configuration.values())

def fails(configuration):
    raise RuntimeError("out of paper")
"""


def sum_of(configuration):
    return sum(map(int, configuration.values()))


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    finished = inside(*COMMAND, cwd=tmp_path_factory.mktemp("sample"))
    assert finished.code == 0, finished.stderr
    return finished


@pytest.fixture
def digits(tmp_path):
    (tmp_path / "digits.toml").write_text(TOML)
    (tmp_path / "mine.py").write_text(FUNCTION)
    return tmp_path


def test_the_folder_has_what_a_run_has(run):
    names = {path.name for path in run.folder.iterdir()}
    assert {"summary.json", "optima.csv", "edges.csv", "starts.parquet", "lon.parquet"} <= names
    assert {"lon.graphml", "mlon.graphml", "mlon.html", "mlon.png"} <= names
    assert not [name for name in names if name.startswith("unfinished")]


def test_everything_says_that_it_is_sampled(run):
    summary = json.loads((run.folder / "summary.json").read_bytes())
    assert summary["kind"] == "sample"
    assert summary["figure"]["title"].endswith("sampled")
    assert "estimated" in run.stdout
    share = f"An estimated {summary['coverage']['value']:.1%} of the space lead to optima that were"
    assert share in summary["figure"]["remark"]
    assert share in (run.folder / "mlon.html").read_text(encoding="utf-8")
    assert "sampled from 40 starts" in (run.folder / "mlon.html").read_text(encoding="utf-8")
    lon = landscape.read_graphml(run.folder / "mlon.graphml")
    assert lon["n_starts"] == 40


def test_what_was_seen_is_of_the_landscape(run):
    whole = landscape.build("test_acc", out=run.cwd / "whole", pictures=False).landscape
    seen = landscape.load(run.folder).sample
    assert whole.attractor[seen.starts].tolist() == seen.optima[seen.ends].tolist()
    assert seen.n_starts == 40
    assert seen.coverage().holds(np.isin(whole.attractor, seen.optima).mean())


def test_the_function_leaves_the_same_as_the_command(run, tmp_path):
    made = landscape.sample("test_acc", starts=40, escapes=6, out=tmp_path)
    assert made == landscape.load(run.folder)
    for name in ("optima.csv", "edges.csv", "lon.graphml", "starts.parquet"):
        assert (tmp_path / name).read_bytes() == (run.folder / name).read_bytes()


def test_a_run_is_read_as_it_was_written(run):
    read = landscape.load(run.folder)
    assert isinstance(read, SampleRun)
    summary = read.sample.summary()
    assert summary == {name: read.summary[name] for name in summary}
    pd.testing.assert_frame_equal(read.sample.optima_table(), read.optima, check_dtype=False)


def test_a_copy_is_equal(run, tmp_path):
    read = landscape.load(run.folder)
    assert read.save(tmp_path / "copy") == read


def test_the_same_is_not_sampled_again(run):
    again = inside(*COMMAND, cwd=run.cwd)
    assert "there already" in again.stderr
    assert again.stdout == run.stdout


def test_a_notebook_shows_intervals_of_the_level_that_was_asked_for(run, tmp_path):
    made = landscape.load(run.folder).save(tmp_path / "copy")
    summary = json.loads((made.folder / "summary.json").read_bytes()) | {"level": 0.5}
    (made.folder / "summary.json").write_text(json.dumps(summary))
    shown = landscape.load(made.folder).sample.numbers_table(level=0.5)
    assert str(made.sample.coverage(level=0.5)) in shown
    assert SampleRun(made.folder)._repr_mimebundle_()["text/html"] == shown
    assert "(estimate, 50% interval)" in shown


def test_another_sample_does_not_take_its_place(run):
    with pytest.raises(DataError, match="holds another sample: escapes is 6 there"):
        landscape.sample("test_acc", starts=40, escapes=7, out=run.folder)


def test_its_network_is_plotted_again(run, tmp_path):
    folder = shutil.copytree(run.folder, tmp_path / "run")
    (folder / "mlon.html").unlink()
    finished = inside("plot", folder, cwd=tmp_path)
    assert finished.code == 0, finished.stderr
    assert "sampled from 40 starts" in (folder / "mlon.html").read_text(encoding="utf-8")


def test_analyse_tells_what_a_sample_tells(run):
    finished = inside("analyse", run.folder, cwd=run.cwd)
    assert finished.code == 0, finished.stderr
    assert "(sampled)" in finished.stdout
    found = landscape.analyse(run.folder)["test_acc"]
    whole = Landscape(get_space("nb201"), landscape.load(run.folder)._run.space.size * [0.0])
    assert set(found) == set(whole.profile())
    assert found == sample_profile(landscape.load(run.folder).sample)
    low, high = found.intervals["fitness_mean"]
    assert low < found["fitness_mean"] < high
    assert "missed optima and edges" in found.undefined["lon_edges"]


def test_what_takes_the_whole_landscape_says_so(run, tmp_path):
    shutil.copytree(run.folder, tmp_path / "s")
    shutil.copytree(run.folder, tmp_path / "sx")
    finished = inside("figure", "optima", tmp_path / "s", cwd=tmp_path)
    assert finished.code != 0
    assert "holds a sample, and what is asked for takes the whole landscape" in finished.stderr
    assert len(finished.stderr.strip().splitlines()) == 1


def test_calibration_compares_with_the_whole(tmp_path):
    made = landscape.sample("params", starts=10, escapes=3, calibrate=4, out=tmp_path)
    table = made.calibration
    assert table.loc["coverage", "estimates"] == 4
    assert ((table["holds"] >= 0) & (table["holds"] <= 1)).all()
    assert landscape.load(tmp_path).calibration.equals(table)
    assert landscape.sample("test_acc", starts=5, escapes=2, out=tmp_path / "b").calibration is None


def test_the_calibration_of_another_sample_is_left_alone(tmp_path):
    landscape.sample("params", starts=5, escapes=2, calibrate=2, out=tmp_path)
    kept = (tmp_path / "calibration.csv").read_bytes()
    with pytest.raises(DataError, match="holds another sample: starts is 5 there"):
        landscape.sample("params", starts=6, escapes=2, calibrate=3, out=tmp_path)
    assert (tmp_path / "calibration.csv").read_bytes() == kept


def test_a_function_that_was_edited_is_another(digits):
    file = digits / "mine.py"
    how = {"space": str(digits / "digits.toml"), "starts": 1, "escapes": 0, "out": digits / "run"}
    landscape.sample("f", function=f"{file}:score", **how)
    file.write_text(FUNCTION.replace("sum(", "-sum("))
    with pytest.raises(DataError, match=r"holds another sample: function.* is "):
        landscape.sample("f", function=f"{file}:score", **how)


def test_a_function_of_a_huge_space(digits):
    finished = inside(
        *("sample", "--space", "digits.toml", "--function", "mine.py:score", "--metric", "total"),
        *("--starts", 3, "--escapes", 2),
        cwd=digits,
    )
    assert finished.code == 0, finished.stderr
    run = landscape.load(finished.folder)
    assert run.optima["architecture"].tolist() == ["9999999999"]
    assert run.summary["settings"]["function"]["file"] == "mine.py"


@pytest.mark.parametrize(("budget", "total"), [("500", 500), ("5000", 0)])
def test_how_far_it_is_shows_a_budget_that_can_be_spent(budget, total, tmp_path):
    totals = []

    @contextmanager
    def recorded(pace, what):
        totals.append(pace.total)
        yield lambda n_done, more="", share=None: None

    show_progress_by(recorded)
    try:
        how = {"space": landscape.ProductSpace([2] * 12, name="bits"), "budget": budget}
        landscape.sample("f", function=sum_of, starts=2, escapes=1, **how, out=tmp_path)
    finally:
        show_progress_by(None)
    assert totals == [total]


def test_optima_that_a_budget_left_are_told(run, digits):
    assert "no escape was climbed" not in run.stdout
    how = ("sample", "--space", "digits.toml", "--function", "mine.py:score", "--metric", "f")
    left = inside(*how, "--starts", 1, "--budget", 1500, "--out", "left", cwd=digits)
    assert "optima seen       1; of 1 of them no escape was climbed\n" in left.stdout


def test_proxies_are_run_for_what_is_looked_at_alone(tmp_path):
    made = landscape.sample("params", starts=3, escapes=2, out=tmp_path)
    assert made.summary["evaluations"] < 15_625
    assert not (tmp_path / "scores.parquet").exists()


def test_networks_of_a_space_too_large_to_list_are_scored_live(tmp_path):
    # A climb takes some thousand networks; that the first ones are scored is enough to know.
    with pytest.raises(
        OptionError, match="the budget ended before any climb did: give a larger budget"
    ):
        landscape.sample("params", space="darts", starts=1, budget="30", out=tmp_path)


def test_a_function_that_fails_loses_nothing(digits):
    how = {"space": str(digits / "digits.toml"), "starts": 2, "escapes": 1}
    with pytest.raises(landscape.LandscapeError, match="out of paper"):
        landscape.sample("f", function=f"{digits / 'mine.py'}:fails", **how, out=digits / "run")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"until": "coverage=1"}, "coverage 1"),
        ({"until": "optima=3"}, "expected coverage=SHARE"),
        ({"budget": "3"}, "larger budget"),
        ({"budget": "0"}, "larger budget"),
        ({"method": "ils", "until": "coverage=.9"}, "until= says nothing about the method ils"),
        ({"level": 1.5}, "level 1.5: expected a share"),
        ({"starts": 0}, "starts 0"),
        ({"function": "mine.txt:f"}, r"FILE\.py:NAME"),
        ({"function": lambda c: 1, "calibrate": 3}, "calibrate= compares"),
    ],
)
def test_what_is_not_possible_is_one_line(options, said, tmp_path):
    with pytest.raises(OptionError, match=said) as caught:
        landscape.sample("test_acc", **options, out=tmp_path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"budget": "10s"}, "counts seconds"),
        ({"budget": "9e"}, "trains nothing"),
        ({"calibrate": 0}, "calibrate 0: expected 1"),
        ({"space": "darts", "calibrate": 2}, "calibrate= compares with scores of all of them"),
    ],
)
def test_what_cannot_be_is_refused_before_there_is_a_folder(options, said, tmp_path):
    with pytest.raises(OptionError, match=said):
        landscape.sample("test_acc", **options, out=tmp_path / "run")
    assert not (tmp_path / "run").exists()


def test_a_rank_takes_all(tmp_path):
    with pytest.raises(OptionError, match="compares all"):
        landscape.sample("rank", data="noise", out=tmp_path)


def test_samples_and_landscapes_are_compared(run, tmp_path):
    exact = landscape.build("test_acc", pictures=False, out=tmp_path / "exact")
    shown = inside("compare", run.folder, tmp_path / "exact", "--out", "both", cwd=tmp_path)
    assert shown.code == 0, shown.stderr
    found = landscape.compare(landscape.load(run.folder), exact)
    assert found.names == ("test_acc, sampled", "test_acc")
    assert landscape.load(tmp_path / "both") == found
    assert found.pairs[0]["optima_share_of_last"] == len(landscape.load(run.folder).optima) / 18
    assert "Numbers of trained networks: NATS-Bench, built in." in shown.stdout
    assert "estimates, with 95% intervals" in shown.stdout
    for name in ("compare.csv", "compare.md", "compare.tex"):
        assert "spearman" in (tmp_path / "both" / name).read_text()
    with pytest.raises(OptionError, match="leave it out, or build the landscapes"):
        landscape.compare(run.folder, exact, quality=exact)
    with pytest.raises(OptionError, match="expected at least two to compare"):
        landscape.compare(run.folder)


def test_a_picture_says_what_was_seen(run):
    for name in ("mlon.html", "lon.graphml"):
        assert "global optimum" not in (run.folder / name).read_text()
    page = (run.folder / "mlon.html").read_text()
    assert "best seen" in page
    assert "sink, as far as seen" in page


def test_runs_of_samples_are_drawn_as_their_folders_are(run):
    of_run, of_folder = (
        viz.plot(given, kind="cmlon", svg=run.cwd / "drawn.svg").figure
        for given in (landscape.load(run.folder), run.folder)
    )
    assert of_run.notes == of_folder.notes
    assert of_run.notes[-1].startswith("An estimated")
    assert of_run.names == of_folder.names


def test_networks_of_samples_stand_in_a_grid_beside_whole_ones(run, tmp_path):
    exact = landscape.build("params", pictures=False, out=tmp_path / "exact")
    grid = viz.figure("mlon-grid", landscape.load(run.folder), exact)
    table = grid.table().set_index("metric")
    seen = landscape.load(run.folder).sample
    assert table.loc["test_acc@200", "optima"] == seen.n_optima  # called as a whole one is
    assert np.isnan(table.loc["test_acc@200", "plateau optima"])
    assert table.loc["params", "optima"] == exact.summary["n_optima"]
    grid.save(tmp_path / "grid.html")
    assert "A sample was seen of test_acc@200" in (tmp_path / "grid.html").read_text()
    whole = landscape.build("test_acc", pictures=False, out=tmp_path / "whole")
    beside = viz.figure("mlon-grid", landscape.load(run.folder), whole).table()
    assert set(beside["metric"]) == {"test_acc@200, sampled", "test_acc@200"}
