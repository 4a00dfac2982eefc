"""The MF-NAS paper: what it prints, and what comes out here."""

import numpy as np
import pytest

import landscape
from landscape.api.papers import PAPERS
from landscape.api.papers.mf_nas.runs import EPOCHS, pools
from landscape.api.papers.mf_nas.searches import repeated


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """Tables of few trials; do not change their folder."""
    out = tmp_path_factory.mktemp("mf-nas")
    return landscape.reproduce("mf-nas", only="table8", trials=3, out=out)


def test_there_is_every_figure_and_table():
    names = [part.name for part in PAPERS["mf-nas"].in_order()]
    figures = ["fig1", "fig2a", "fig2b", "fig2c", "fig3", "fig4", "fig5", "fig6", "fig7", "fig8"]
    assert names == [*figures, "findings", *(f"table{number}" for number in range(1, 10))]


def test_mf_nas_by_size_comes_out_as_printed(found):
    table = found.tables["table8"].set_index("algorithm")
    ours = table.loc["MF-NAS (Params)"]
    assert ours["ours"].round(2).tolist() == [94.36, 73.51, 46.34]
    assert ours["within"].all()
    assert table.loc["Optimal (in the benchmark)", "within"].all()


def test_quoted_rows_have_no_number_of_ours(found):
    table = found.tables["table8"].set_index("algorithm")
    assert table.loc["GDAS (Dong & Yang, 2019a)", "ours"].isna().all()
    assert table.loc["GDAS (Dong & Yang, 2019a)", "published"].tolist() == [93.23, 68.17, 39.40]


def test_rows_that_the_paper_prints_alike_are_told():
    (alike,) = repeated()
    assert all(name in alike for name in ("REA (", "REINFORCE", "BOHB"))
    assert "Random" not in alike


def test_the_pool_is_what_the_search_chose_from(tmp_path):
    from landscape.api.papers.context import Context

    context = Context(tmp_path, trials=3)
    seen = pools(context, "params", "cifar10")
    assert np.round(seen.best, 2).tolist() == [94.36] * 3  # Table 4
    assert seen.rank.tolist() == [1.0] * 3


def test_what_halving_costs_is_said_right():
    alive, last, epochs = 32, 0, 0
    for rung in (12, 25, 50, 100, 200):
        epochs, alive, last = epochs + alive * (rung - last), alive // 2, rung
    assert f"{epochs}e" == EPOCHS
