"""A metric from outside the package, as the documentation shows it."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from landscape.errors import DataError, DataMissingError, LandscapeError, OptionError
from landscape.scores import Metric
from proxies import PROXIES, Proxy, Scorer, Settings, get_proxy, register
from proxies.engine.weights import WeightBank
from proxies.passes import COUNT
from tests.proxies import plain
from tests.proxies.plain_proxies import loss_gradients

DOCUMENT = Path(__file__).parents[2] / "docs" / "proxies.md"


@pytest.fixture
def known():
    """Forget, in the end, what a test registers."""
    before = set(PROXIES)
    yield
    for name in set(PROXIES) - before:
        PROXIES.remove(name)


@pytest.fixture
def example(tmp_path):
    text = DOCUMENT.read_text(encoding="utf-8")
    (code,) = re.findall(r"<!-- example -->\n```python\n(.*?)```", text, flags=re.DOTALL)
    assert len(code.strip().splitlines()) <= 25
    file = tmp_path / "spread.py"
    file.write_text(code, encoding="utf-8")
    return file


def test_the_documented_example_works(known, example, space, some):
    from landscape.plugins import load_plugin

    load_plugin(example)
    names = ("logit_spread", "largest_gradient")
    settings = Settings(device="cpu", data="noise", batch_size=4, precision="double")
    scorer = Scorer(space, [get_proxy(name) for name in names], settings)
    scores = scorer.score(some[:3])
    images = torch.from_numpy(scorer.images.pixels).double()
    labels = torch.from_numpy(scorer.images.labels)
    for k, index in enumerate(some[:3]):
        network = plain.build(space.format(int(index)), settings.task, WeightBank(0), None)
        gradients = loss_gradients(network, images, labels)
        largest = sum(g.abs().max().item() for _, g in gradients)
        spread = network.double()(images).var().item()
        np.testing.assert_allclose(
            [scores[name][k] for name in names], [spread, largest], rtol=1e-6
        )


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        (lambda params: params[:1], r"torch\.\w+ of shape \(1,\)"),
        (lambda params: params[:, None], r"torch\.\w+ of shape \(2, 1\)"),
        (lambda params: params.double().mean(), r"torch\.\w+ of shape \(\)"),
        (lambda params: params > 0, "torch.bool"),
        (lambda params: params * 1j, "torch.complex"),
        (lambda params: params.tolist(), "list"),
        (lambda params: None, "NoneType"),
    ],
)
def test_scores_that_are_not_one_number_an_architecture_are_refused(wrong, found, space):
    proxy = Proxy(Metric("mine"), "-", reads=COUNT, score=lambda counted: wrong(counted.params))
    scorer = Scorer(space, [proxy], Settings(device="cpu"))
    with pytest.raises(DataError, match=rf"metric mine returned {found}.*shape \(2,\), one"):
        scorer.score(np.array([0, 15624]))


def test_a_name_is_given_once(known):
    proxy = Proxy(Metric("params"), "another", reads=COUNT, score=lambda counted: counted.params)
    with pytest.raises(OptionError, match="'params' is known already"):
        register(proxy)


@pytest.mark.parametrize("name", ["rank", "all", "index", "snip_std"])
def test_a_name_that_means_something_else_is_refused(known, name):
    proxy = Proxy(Metric(name), "another", reads=COUNT, score=lambda counted: counted.params)
    with pytest.raises(OptionError, match="choose another name"):
        register(proxy)


def test_a_file_that_fails_is_one_clear_line(tmp_path):
    from landscape.plugins import load_plugin

    file = tmp_path / "mine.py"
    with pytest.raises(DataMissingError, match=r"no file .*mine\.py"):
        load_plugin(file)
    file.write_text("1 / 0")
    with pytest.raises(LandscapeError, match="ZeroDivisionError: division by zero"):
        load_plugin(file)
    other = tmp_path / "mine.txt"
    other.write_text("")
    with pytest.raises(OptionError, match="expected a Python file"):
        load_plugin(other)
