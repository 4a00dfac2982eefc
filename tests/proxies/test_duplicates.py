"""Operations that no path uses, seen beside the network they change nothing of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from landscape.spaces.nb201 import OPERATIONS
from proxies import PROXIES, Settings
from proxies.networks.nb201 import NB201Networks
from proxies.plan import Plan
from tests.proxies.test_conformance import as_they_are, images, scorer

__all__ = ["images"]  # a fixture

SEE_BESIDE = ["nwot", "nwot_rb", "zen"]


@pytest.fixture(scope="module")
def duplicates(space):
    """Configurations with dead operations: of a small family, of a large one and at random."""
    everyone = np.arange(space.size)
    canonical = space.canonical(everyone)
    dead = everyone[canonical != everyone]
    families, sizes = np.unique(canonical[dead], return_counts=True)
    largest, smaller = families[np.argmax(sizes)], families[np.argmin(sizes)]
    chosen = [
        dead[canonical[dead] == smaller][::2],
        dead[canonical[dead] == largest][::40],
        dead[::600],
    ]
    return np.unique(np.concatenate(chosen))


@pytest.mark.parametrize("settings", [{"at_once": 7}, {"init": "independent"}], ids=str)
def test_duplicates_score_as_if_each_were_run_on_its_own(space, duplicates, images, settings):
    ours = scorer(space, SEE_BESIDE, images, precision="double", seed=2, **settings)
    beside = ours.score(duplicates)
    for proxy in ours.proxies:
        alone = as_they_are(ours, proxy, duplicates)
        np.testing.assert_allclose(beside[proxy.metric.name], alone, rtol=1e-9)


def test_what_is_dead_is_found_once_for_all_that_have_it(space):
    fed = "|{}~0|+|none~0|nor_conv_3x3~1|+|skip_connect~0|none~1|none~2|"
    texts = [fed.format(operation) for operation in OPERATIONS]
    numbers = np.array([space.parse(text) for text in texts])
    (owner,) = np.unique(space.canonical(numbers))
    networks = NB201Networks(space, np.array([owner]), torch.device("cpu"), np.sort(numbers))
    found = [(dead.edge, dead.operation, dead.feed) for dead in networks.duplicates.convolutions]
    assert sorted(found, key=str) == sorted(
        [
            (0, "nor_conv_1x1", None),
            (0, "nor_conv_3x3", None),
            (2, "nor_conv_3x3", None),
            *((2, "nor_conv_3x3", operation) for operation in OPERATIONS if operation != "none"),
        ],
        key=str,
    )


def test_a_proxy_that_cannot_see_duplicates_beside_gets_them_as_they_are(space, images):
    ours = scorer(space, ["params", "nwot"], images)
    number = space.parse("|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|none~1|none~2|")
    live = space.canonical(np.array([number]))
    assert ours.score(np.array([number]))["params"] > ours.score(live)["params"]


def test_duplicates_stay_in_one_chunk_unless_each_is_run_on_its_own(space):
    zen = PROXIES["zen"]
    families = [
        np.unique(space.canonical(chunk)) for chunk in Plan(space, [zen], Settings()).chunks(64)
    ]
    assert len(np.concatenate(families)) == 9445
    assert max(map(len, families)) <= 65
    one_by_one = Plan(space, [replace(zen, score_duplicates=None)], Settings()).chunks(64)
    assert max(map(len, one_by_one)) <= 65
