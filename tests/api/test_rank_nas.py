"""The rank paper, made again from what is there."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import kendalltau

import landscape
from landscape.api.papers import rank_nas
from landscape.api.papers.context import Context, data_digest
from landscape.api.papers.report import Cell


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    out = tmp_path_factory.mktemp("rank") / "report"
    return landscape.reproduce("rank-nas", trials=3, only=["table1", "table3"], out=out)


def cells(made, part):
    table = made.tables[part]
    return table.set_index(table.columns[0])


def test_correlations_are_those_of_the_scores_that_are_built_in(made):
    import proxies

    columns = proxies.built_in_scores("nb201", "ImageNet16-120")
    test = landscape.build(
        "test_acc", dataset="ImageNet16-120", pictures=False, out=made.folder / "t"
    )
    accuracy, scores = test.landscape.fitness, columns.column("nwot")
    known = np.isfinite(scores)
    expected = kendalltau(scores[known], accuracy[known]).statistic
    found = cells(made, "table1")
    row = found[found["column"] == "ImageNet16-120"].loc["NASWOT"]
    assert row["ours"] == pytest.approx(expected)
    assert row["published"] == 0.60


def test_the_rank_has_the_sign_that_its_first_is_the_best(made):
    found = cells(made, "table1")
    ours = found[found["column"] == "ImageNet16-120"]["ours"]
    assert ours["Rank (ours)"] < -0.5
    assert ours["NTK"] < 0 < ours["NASWOT"]


def test_searches_that_train_do_so_on_cifar10_for_all_datasets(made):
    runs = {path.name for path in made.folder.glob("runs/*/rea-*")}
    assert len(runs) == 1
    found = cells(made, "table3")
    assert found.loc["REA"]["ours"].notna().all()
    assert found.loc["RSWS"]["ours"].isna().all()  # quoted
    assert found.loc["RSWS"]["published"].notna().all()


def test_a_row_without_data_names_what_it_needs(made):
    found = cells(made, "table3")
    assert "epochs 1 to 12" in " ".join(found.loc["BOHB"]["reason"])
    missing = found[found["ours"].isna() & (found["missing"] != "")]
    assert missing["missing"].str.contains("built in").all()


@pytest.mark.parametrize(
    ("spread", "said"), [(0.02, "another draw explains it"), (0.001, "does not")]
)
def test_a_difference_is_measured_by_the_draw(spread, said):
    assert said in rank_nas._why_tau(Cell(0.63, published=0.61), spread)


def test_figure_3_is_of_a_thousand_architectures(tmp_path):
    made = landscape.reproduce("rank-nas", only=["fig3"], out=tmp_path)
    lacking = {part for parts in made.missing.values() for part in parts}
    assert (made.folder / "fig3.html").exists() != ("fig3" in lacking)


def test_figure_3_draws_a_sample_without_optima_and_says_whose_its_accuracies_are(
    monkeypatch, tmp_path
):
    """Scores of one dataset stand in for those of CIFAR-10, which need not be built in."""
    scored = Context.proxy_landscape
    monkeypatch.setattr(
        Context,
        "proxy_landscape",
        lambda context, name, _, **how: scored(context, name, "ImageNet16-120", **how),
    )
    context = Context(tmp_path, trials=1, seed=0)
    figure = rank_nas.figure_3(context).picture.figure
    assert [panel.corner[0] for panel in figure.panels] == ["ρ"] * 3
    for panel in figure.panels:
        (points,) = panel.marks  # no optima on top
        assert 900 < len(points.x) <= 1000
    assert "Numbers of trained networks: NATS-Bench, built in." in figure.notes


def test_with_images_scores_are_means_over_three_initialisations(monkeypatch, tmp_path):
    monkeypatch.setattr(rank_nas, "_DRAWN", 6)
    monkeypatch.setattr(rank_nas, "_SCORES", {"SynFlow": "synflow", "Rank (ours)": "rank"})
    images = np.random.default_rng(1).integers(0, 256, (40, 3, 16, 16), dtype=np.uint8)
    np.savez(tmp_path / "mine.npz", images=images, labels=np.arange(40))
    given = {"ImageNet16-120": tmp_path / "mine.npz"}
    context = Context(tmp_path, trials=1, seed=0, images=given)
    columns, said = rank_nas._scores(context, "ImageNet16-120")
    assert said == "6 architectures, means over three initialisations, images of mine.npz"
    settings = landscape.load(tmp_path / "scores-ImageNet16-120").table.settings["nwot"]
    assert (settings["repeats"], settings["data"]) == (3, "mine.npz")
    assert np.count_nonzero(~np.isnan(columns["synflow"])) == 6
    assert np.nanmax(columns["rank"]) < 0
    draws = rank_nas._draws(context, columns["synflow"])
    assert len({tuple(sorted(chosen)) for chosen in draws}) > 1  # of a sample of the same size, too
    assert data_digest(["nb201"], None, given) != data_digest(["nb201"], None)
