"""Settings that make no sense are refused in one line, before anything is spent."""

from __future__ import annotations

import numpy as np
import pytest

from landscape.errors import LandscapeError, OptionError
from landscape.spaces import ProductSpace
from search import ALGORITHMS, get_algorithm
from search.algorithms.registry import Guide
from tests.search.worlds import Ring

SPACE = ProductSpace([3, 3])


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("successive-halving", {"pick": "test"}),
        ("successive-halving", {"k": 0}),
        ("rea", {"mutation": -0.1}),
        ("sa-rank", {"temperature": 0.0}),
        ("sa-rank", {"slope": -5.0}),
        ("rea", {"population": 4, "tournament": 5}),
        ("rea", {"tournament": 0}),
        ("rea-w", {"warm_up": 0}),
        ("rea-w", {"tournament": 11}),
        ("freerea", {"tournament": 1}),
        ("mf-nas", {"first": "global"}),
        ("mf-nas", {"k": 0}),
        ("mf-nas", {"evaluations": 0}),
        ("mf-nas", {"first": "random", "accept_equal": True}),
        ("sa-rank", {"acceptance": "always"}),
        ("sa-rank", {"returns": "all"}),
        ("sa-rank", {"cooling": 1.0}),
        ("sa-rank", {"end": 0.0}),
        ("ga-rank", {"generations": 0}),
        ("ga-rank", {"mutation": 1.5}),
        ("best-of", {"n": 0}),
    ],
)
def test_a_setting_outside_what_is_possible(name, settings):
    algorithm = get_algorithm(name)
    with pytest.raises(LandscapeError, match=r"expected|is for|known are"):
        algorithm.start(SPACE, Guide(("a",)), np.random.default_rng(0), settings)


@pytest.mark.parametrize("rungs", [(), (5, 5), (9, 3), (0, 3)])
def test_rungs_must_ascend(rungs):
    start = get_algorithm("mf-nas").start
    with pytest.raises(OptionError, match="rungs"):
        start(SPACE, Guide(("a",), rungs=rungs), np.random.default_rng(0), {})


@pytest.mark.parametrize("name", ["rea", "rea-w", "freerea", "ga-rank"])
def test_genes_need_variables(name):
    with pytest.raises(OptionError, match="no variables to mutate"):
        get_algorithm(name).start(Ring(9), Guide(("a",)), np.random.default_rng(0), {})


def test_settings_are_read_from_text():
    mf_nas, sa_rank = ALGORITHMS["mf-nas"], ALGORITHMS["sa-rank"]
    assert mf_nas.read_setting("k=16") == ("k", 16)
    assert mf_nas.read_setting("accept_equal=yes") == ("accept_equal", True)
    assert mf_nas.read_setting("first=random") == ("first", "random")
    assert sa_rank.read_setting("end=1e-3") == ("end", 0.001)


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("mf-nas", "kk=3", "did you mean 'k'"),
        ("mf-nas", "k", "expected k=VALUE"),
        ("mf-nas", "k=many", "expected a whole number"),
        ("mf-nas", "accept_equal=1", "expected yes or no"),
        ("sa-rank", "slope=nan", "expected a number"),
        ("sa-rank", "temperature=inf", "expected a number"),
        ("mf-nas", "rungs=1,2", "unknown setting"),
        ("random-search", "k=3", "has no settings"),
    ],
)
def test_a_text_that_sets_nothing_is_refused(name, text, told):
    with pytest.raises(LandscapeError, match=told):
        ALGORITHMS[name].read_setting(text)


def test_an_unknown_algorithm_suggests_the_nearest():
    with pytest.raises(LookupError, match="did you mean 'mf-nas'"):
        get_algorithm("mf-nass")


def test_names_of_algorithms_and_settings_are_found_in_any_spelling():
    assert get_algorithm("MF_NAS") is ALGORITHMS["mf-nas"]
    assert ALGORITHMS["mf-nas"].read_setting("Accept-Equal=yes") == ("accept_equal", True)
    get_algorithm("sa-rank").start(
        SPACE, Guide(("a",)), np.random.default_rng(0), {"acceptance": "Paper", "returns": "BEST"}
    )
