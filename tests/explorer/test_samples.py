"""Samples in the explorer: what was seen, estimates with intervals, and why there is no more."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import numpy as np
import pytest

import landscape
import viz
from landscape.errors import DataError, DataMissingError, OptionError
from tests.explorer.folders import hills, save_landscape
from viz.explorer import World
from viz.explorer.basins import basin_page, basin_table
from viz.explorer.details import optima_rows, seen_details
from viz.explorer.distribution import distribution_data, distribution_figure
from viz.explorer.downloads import view_data
from viz.explorer.estimates import estimates, estimates_data
from viz.explorer.low_end import low_end
from viz.explorer.network import network_drawing, network_figure
from viz.explorer.numbers import page_number
from viz.explorer.score_figure import score_data, score_figure
from viz.explorer.seen import find_seen
from viz.explorer.side_by_side import numbers_data, side_figure, together


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    """A sample, the landscape that it is of, and a sample of another one."""
    here = tmp_path_factory.mktemp("samples")
    paths = []
    for seed in (0, 1):
        scores = hills(seed)
        np.savetxt(here / f"{seed}.csv", scores, header="score", comments="")
        table = here / f"{seed}.csv"
        text = "configuration,score\n" + "".join(f"{i},{s}\n" for i, s in enumerate(scores))
        table.write_text(text)
        out = here / f"sample-{seed}"
        landscape.sample("score", scores=table, starts=60, escapes=12, out=out, dataset="cifar10")
        paths.append(out)
    return [paths[0], save_landscape(here / "whole", hills(0), "score", "cifar10"), paths[1]]


@pytest.fixture(scope="module")
def walks(tmp_path_factory, folders):
    """A sample of walks, as the program has it."""
    here = tmp_path_factory.mktemp("walks")
    options = {"starts": 4, "failures": 20, "method": "ils", "out": here / "walks"}
    return landscape.sample("score", scores=folders[0].parent / "0.csv", **options)


@pytest.fixture(scope="module")
def world(folders):
    return World.open(folders)


@pytest.fixture(scope="module")
def seen(world):
    return world.landscapes["r0"]


@pytest.fixture(scope="module")
def whole(world):
    return world.landscapes["r1"]


def _said(content):
    return json.dumps(content, default=lambda part: part.to_plotly_json())


def test_it_is_told_from_the_landscape_that_it_is_of(seen, whole):
    assert (seen.label, whole.label) == ("score, sampled (sample-0)", "score")
    assert seen.is_sample
    assert not whole.is_sample
    assert "sampled" in network_figure(network_drawing(seen)).layout.title.text


def test_what_it_knows_is_as_in_the_landscape(seen, whole):
    known, fitness = seen.known()
    assert fitness.tolist() == whole.fitness_of(known).tolist()
    assert set(seen.content.starts) | set(seen.optima) == set(known)
    for index in known[::7].tolist():
        end = whole.optima[whole.optimum_at(index)]
        assert seen.optima[seen.optimum_at(index)] == end
    unknown = np.setdiff1d(np.arange(100), known)[:1]
    assert np.isnan(seen.fitness_of(unknown)).all()
    assert seen.optimum_at(int(unknown[0])) == -1


def test_fitness_is_that_of_the_starts(seen):
    table = distribution_data(seen)
    assert table["configurations"].sum() == 60
    assert table["optima"].sum() == len(seen.optima)
    figure = distribution_figure(seen)
    assert "60 uniform starts" in figure.layout.title.text
    assert set(figure.data[1].customdata) == set(seen.optima.tolist())
    assert low_end(seen.values, seen.optima_fitness) == seen.low_end


def test_optima_have_shares_with_intervals(seen, whole):
    table = basin_table(seen, whole)
    assert table["starts"].sum() == 60
    assert (table["share_low"] <= table["share"]).all()
    assert (table["share"] <= table["share_high"]).all()
    assert (table["climbed"] == 12).all()
    assert table["other"].tolist() == table["fitness"].tolist()
    shown = _said(optima_rows(basin_page(table), "fitness", False, None))
    assert "% to " in shown


def test_an_optimum_says_what_was_seen_of_it(seen, whole):
    best = int(seen.optima[np.argmax(seen.optima_fitness)])
    found = find_seen(seen, [seen, whole], best)
    assert found.is_optimum
    assert (found.escapes, found.climbed) == (240, 12)
    assert found.back + sum(lead.count for lead in found.leads) <= 12
    assert found.share.low < found.starts / 60 < found.share.high
    assert [score.title for score in found.scores] == [seen.title, whole.title]
    said = _said(seen_details(seen.run.space, found))
    assert "that was seen: " in said
    assert " of 60 starts ended here, an estimated " in said
    assert found.unseen == seen.content.unseen()[seen.optimum_at(best)]  # of all 240
    assert f"12 were climbed; an estimated {found.unseen.value:.1%} (" in said
    assert " of all of them lead where none of these led." in said


def test_what_was_not_looked_at_says_so(seen):
    index = int(np.setdiff1d(np.arange(100), seen.known()[0])[0])
    said = _said(seen_details(seen.run.space, find_seen(seen, [seen], index)))
    assert "is no start, and no optimum seen" in said


def test_the_numbers_of_the_landscape_are_estimated_or_say_why_not(world, seen):
    table = view_data(world, "estimates", "csv", {"run": "r0", "other": "r1"})
    rows = table.set_index("number")
    assert rows["value"][["n_starts", "optima_seen"]].tolist() == [60, len(seen.optima)]
    assert rows["value"]["coverage"] == seen.content.coverage().value
    for key in ("coverage", "n_optima", "fitness_mean", "climb_length_mean", "funnels"):
        assert rows["low"][key] <= rows["value"][key] <= rows["high"][key]
    assert rows["undefined"]["lon_edges"].startswith("a sample may have missed")
    assert rows["value"].isna().tolist() == rows["undefined"].notna().tolist()
    said = _said(estimates(seen))
    assert "95% interval" in said
    assert "because a sample may have missed optima and edges that it depends on: " in said


def test_a_damaged_summary_is_named(folders, tmp_path):
    poor = shutil.copytree(folders[0], tmp_path / "poor")
    summary = json.loads((poor / "summary.json").read_text())
    (poor / "summary.json").write_text(json.dumps(summary | {"under_resampling": [1]}))
    (saved,) = World.open([poor]).landscapes.values()
    with pytest.raises(DataError, match=r"'under_resampling' is \[1\]: it is damaged"):
        estimates_data(saved)


def test_what_is_known_whole_has_no_estimates(whole):
    with pytest.raises(DataMissingError, match="is no sample but known whole"):
        estimates_data(whole)


def test_the_network_says_which_share_of_the_space_it_covers(seen, whole):
    covered = f"An estimated {seen.content.coverage().value:.1%} of the space lead to optima"
    assert covered in " ".join(network_drawing(seen).notes)
    assert "estimated" not in " ".join(network_drawing(whole).notes)


def test_the_page_shows_estimates_of_samples_alone(dash_there, world):
    from viz.explorer import make_app

    client = make_app(world).server.test_client()
    output = "..estimates.children...estimates-panel.hidden.."
    outputs = [{"id": "estimates", "property": "children"},
               {"id": "estimates-panel", "property": "hidden"}]  # fmt: skip
    shown = []
    for run in ("r0", "r1"):
        inputs = [{"id": "run", "property": "value", "value": run}]
        asked = {"output": output, "outputs": outputs, "inputs": inputs,
                 "changedPropIds": ["run.value"]}  # fmt: skip
        answer = client.post("/_dash-update-component", headers={"Host": "127.0.0.1"}, json=asked)
        shown.append(answer.get_json()["response"]["estimates-panel"]["hidden"])
    assert shown == [False, True]


def test_an_optimum_of_which_all_escapes_were_climbed_says_so(seen):
    index = int(seen.optima[0])
    found = find_seen(seen, [seen], index)
    known = replace(found, climbed=240, leads=())
    said = _said(seen_details(seen.run.space, known))
    assert "All of its 240 escapes were climbed: none is unseen." in said
    assert "and to no other optimum" in said


def test_walks_do_not_tell_how_many_escapes_there_are(walks):
    (saved,) = World.open([walks.folder]).landscapes.values()
    table = basin_table(saved)
    assert not {"climbed", "escapes", "unseen"} & set(table)
    source = int(saved.optima[saved.content.source[0]])
    said = _said(seen_details(saved.run.space, find_seen(saved, [saved], source)))
    assert "Walks went on from here to" in said
    assert "None of its escapes was climbed" not in said


@pytest.mark.parametrize("name", ["starts.parquet", "lon.parquet", "optima.csv"])
def test_files_that_are_gone_or_cut_short_are_named_at_once(folders, tmp_path, name):
    poor = shutil.copytree(folders[0], tmp_path / "poor")
    (poor / name).write_bytes((poor / name).read_bytes()[:40])
    if name.endswith(".parquet"):
        with pytest.raises(DataError, match=f"{name} is no readable Parquet file"):
            World.open([poor])
    (poor / name).unlink()
    with pytest.raises(DataMissingError, match=f"has lost its {name}: run landscape sample again"):
        World.open([poor])


def test_it_is_handed_over_from_python(dash_there, walks):
    with viz.explore(walks, port=0, no_browser=True) as explorer:
        assert explorer.is_running


def test_scores_are_compared_where_both_are_known(world, seen, whole):
    assert len(score_data(seen, whole)) == len(seen.known()[0])
    text = score_figure(seen, whole).layout.title.text
    assert "Spearman ρ 1.000 at " in text
    assert "(an estimate)" in text
    other = world.landscapes["r2"]
    assert 0 < len(score_data(seen, other)) < len(seen.known()[0])


def test_two_are_compared_as_far_as_seen(seen, whole):
    where = together(seen, whole)
    assert set(where.optima) == set(whole.optima)
    assert len(side_figure(seen, where, whole).data)
    table = numbers_data(seen, whole).set_index("number")["value"]
    assert table["optima_both"] == f"{len(seen.optima)}"
    assert "(1 to 1)" in table["spearman"]


def test_what_needs_all_basins_is_refused_in_a_line(seen):
    with pytest.raises(OptionError, match="a sample does not know in which basin"):
        seen.landscape  # noqa: B018


def test_numbers_that_a_browser_would_round_are_texts(tmp_path):
    (tmp_path / "far.toml").write_text(
        'name = "far"\n[[variables]]\nname = "v"\noptions = ["0", "1", "2", "3"]\nrepeat = 31\n'
    )
    run = landscape.sample(
        "high",
        space=str(tmp_path / "far.toml"),
        function=_high,
        starts=3,
        escapes=2,
        out=tmp_path / "far",
    )
    (saved,) = World.open([run.folder]).landscapes.values()
    assert estimates_data(saved)["value"][0] == 4**31
    assert saved.optima.max() > 2**53
    numbers = {page_number(index) for index in saved.optima.tolist()}
    carried = {
        index
        for trace in network_figure(network_drawing(saved)).data
        if trace.customdata is not None
        for index in trace.customdata
    }
    assert carried == numbers
    assert all(isinstance(number, str) for number in numbers)


def _high(chosen):
    return float(sum(int(option) for option in chosen.values()))
