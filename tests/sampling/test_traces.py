"""Traces of walks: written, read again, and counted as a plain loop does."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest

import landscape
from landscape import ProductSpace
from landscape.errors import DataError, OptionError
from landscape.sampled import from_trace, sample_profile, to_trace
from search.sampling import sample
from tests.sampling.test_samplers import SPACES, lookup, scores

SPACE = SPACES["product"]


@pytest.fixture(scope="module")
def walked():
    fitness = scores(SPACE, levels=8)
    return sample(SPACE, lookup(fitness), method="ils", starts=12, failures=6, seed=1)


def test_what_is_written_is_read_again(walked):
    again = from_trace(to_trace(walked), SPACE)
    moved = np.unique(to_trace(walked)["run"])  # a walk that never moved leaves no row
    ends = walked.optima[walked.ends[moved]]
    assert again.optima[again.ends].tolist() == ends.tolist()
    for one in (walked, again):
        pairs = zip(one.optima[one.source], one.optima[one.target], strict=True)
        found = dict(zip(pairs, one.weight, strict=True))
        rows = to_trace(one)[["node1", "node2"]].itertuples(index=False)
        plain = Counter((SPACE.parse(a), SPACE.parse(b)) for a, b in rows if a != b)
        assert found == plain
    pd.testing.assert_frame_equal(
        to_trace(again).drop(columns="run"), to_trace(walked).drop(columns="run")
    )


def test_columns_in_any_order_and_losses_are_read(walked):
    trace = to_trace(walked)
    loss = trace.assign(fit1=-trace["fit1"], fit2=-trace["fit2"])[["node2", "fit2", *trace][:5]]
    loss["fit1"] = -trace["fit1"]
    again = from_trace(loss[[*trace][::-1]], SPACE, minimize=True)
    assert again.fitness.tolist() == from_trace(trace, SPACE).fitness.tolist()


def test_bit_strings_are_nodes():
    bits = ProductSpace([2] * 4)
    rows = [(1, -3, "0110", -5, "1000"), (1, -5, "1000", -5, "1000"), (2, -3, "0110", -5, "1000")]
    seen = from_trace(pd.DataFrame(rows, columns=["run", "fit1", "node1", "fit2", "node2"]), bits)
    assert seen.optima.tolist() == [0b0110, 0b1000]
    assert seen.weight.tolist() == [2]
    assert seen.self_weight.tolist() == [0, 1]


def test_what_it_does_not_tell_is_not_defined(walked):
    told = sample_profile(from_trace(to_trace(walked), SPACE))
    assert told["fitness_mean"] is None
    assert told["climb_length_mean"] is None
    assert told["n_optima"] is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda t: t.drop(columns="fit2"), "without a column 'fit2'"),
        (lambda t: t.iloc[:0], "without rows"),
        (lambda t: t.assign(run=t["run"] + 0.5), "expected whole numbers"),
        (lambda t: t.assign(fit1="high"), "fit1 'high': expected a number"),
        (lambda t: t.assign(node1="nowhere"), "row 1 of the trace, node1"),
        (lambda t: t.assign(fit2=t["fit2"] + 1), "has fitness .* expected one"),
        (lambda t: t.iloc[::-1], "expected the moves of a run in their order"),
    ],
)
def test_a_trace_that_is_none_is_one_line(walked, change, said):
    with pytest.raises(DataError, match=said) as refused:
        from_trace(change(to_trace(walked)), SPACE)
    assert "\n" not in str(refused.value)


def test_a_snowball_has_no_walks():
    with pytest.raises(OptionError, match="has no walks to write"):
        to_trace(sample(SPACE, lookup(scores(SPACE)), starts=3))


def test_a_run_of_walks_leaves_its_trace_which_makes_a_run(tmp_path):
    how = {"method": "ils", "starts": 10, "failures": 20}
    walks = landscape.sample("test_acc", **how, out=tmp_path / "walks")
    file = tmp_path / "walks" / "trace.csv"
    run = landscape.sample("test_acc", trace=file, out=tmp_path / "read")
    for made in (walks, run):  # walks move on, and nobody climbs all escapes of an optimum
        assert made.summary["conventions"]["weight"] == "moves of walks to the target"
        page = (made.folder / "mlon.html").read_text()
        assert "weights count how often an edge was met" in page
        assert "escapes that were climbed" not in page
    one, other = walks.sample.network("mlon"), run.sample.network("mlon")
    assert set(other.name) <= set(one.name)
    assert other.total_weight == one.total_weight
    assert landscape.load(tmp_path / "read") == run
    assert (tmp_path / "read" / "mlon.png").exists()
    table = pd.read_csv(file, dtype={"node1": str, "node2": str})
    assert landscape.sample("test_acc", trace=table, out=tmp_path / "read") == run
    with pytest.raises(OptionError, match="starts= says how to sample, and trace= brings"):
        landscape.sample("test_acc", trace=file, starts=3, out=tmp_path / "other")
    (tmp_path / "bad.csv").write_bytes(b'"a\n')
    with pytest.raises(DataError, match=r"bad\.csv(: a trace without a column| is no CSV file)"):
        landscape.sample("test_acc", trace=tmp_path / "bad.csv", out=tmp_path / "other")
    assert not (tmp_path / "other").exists()
