"""The networks of every space keep what `tests.proxies.networks_conformance` says."""

from __future__ import annotations

import pytest

from landscape.lazy import load_object
from landscape.spaces import SPACES
from tests.proxies.networks_conformance import NetworksConformance

SEEING = [
    record()
    for record in SPACES.here()
    if record.networks is not None
    and load_object(record.networks).sees == "images"
    and record.name != "nb101"  # whose tables take minutes; see test_nb101_networks
]


@pytest.mark.parametrize("space", SEEING, ids=lambda space: space.name, scope="class")
class TestNetworks(NetworksConformance):
    pass
