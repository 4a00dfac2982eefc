"""Recipes of one's own: a function, in a file or registered, in place of parts of the usual one."""

import math
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

import landscape
import search
from landscape import load_plugin
from landscape.errors import DataError, LandscapeError, OptionError
from search.training import Recipe, own_recipe
from tests.cli.command import inside
from tests.registered import forgotten

RECIPE = '''
from dataclasses import replace
import torch
from search.training import register_recipe

def adam(network):
    plain = [p for p in network.parameters() if p.ndim < 2]
    rest = [p for p in network.parameters() if p.ndim >= 2]
    return torch.optim.Adam([{"params": rest}, {"params": plain, "lr": 0.002}], lr=0.01)

def noisy(images, rng):
    return images ^ torch.from_numpy(rng.integers(0, 2, images.shape).astype("uint8"))

def recipe(usual):
    """Adam with a line for a schedule, and the last bit of images by chance."""
    line = lambda epoch: 1 - epoch / usual.epochs
    return replace(usual, optimizer=adam, schedule=line, augmentation=noisy)

register_recipe("adam-line", recipe, source="an example")
'''
ARCH = "8:8:8:8:8"


@pytest.fixture
def file(tmp_path):
    (tmp_path / "mine.py").write_text(RECIPE)
    with forgotten():
        yield tmp_path / "mine.py"


def run_with(make_trainer, recipe, number, **how):
    trainer = make_trainer(**how)
    trainer.recipe = recipe
    return trainer, trainer.train([number], recipe.epochs)[number]


def test_every_part_takes_the_place_of_the_usual_one(file, make_trainer, small, monkeypatch):
    recipe = own_recipe(f"{file}:recipe", Recipe(epochs=2, batch_size=64))
    rates, step = [], torch.optim.Adam.step

    def seen(optimizer, *given):
        rates.append([group["lr"] for group in optimizer.param_groups])
        return step(optimizer, *given)

    monkeypatch.setattr(torch.optim.Adam, "step", seen)
    run_with(make_trainer, recipe, small[0])
    batches = len(rates) // 2
    expected = [[0.01 * share, 0.002 * share] for share in 1 - np.arange(len(rates)) / batches / 2]
    assert np.allclose(rates, expected)


def test_functions_that_do_what_is_usual_give_the_same_to_the_last_bit(make_trainer, small):
    def sgd(network):
        return torch.optim.SGD(
            network.parameters(), lr=0.02, momentum=0.9, weight_decay=5e-4, nesterov=True
        )

    usual = make_trainer("usual").recipe
    same = replace(
        usual,
        optimizer=sgd,
        schedule=lambda epoch: (1 + math.cos(math.pi * epoch / usual.epochs)) / 2,
        augmentation=lambda images, rng: images,
    )
    found, expected = (
        run_with(make_trainer, recipe, small[0], folder=name)[1]
        for name, recipe in (("own", same), ("usual", usual))
    )
    assert [replace(epoch, seconds=0) for epoch in found] == [
        replace(epoch, seconds=0) for epoch in expected
    ]


def test_training_goes_on_with_an_optimizer_of_ones_own_as_if_never_stopped(
    file, make_trainer, small
):
    recipe = own_recipe(f"{file}:recipe", Recipe(epochs=3, batch_size=64))
    _, whole = run_with(make_trainer, recipe, small[0], folder="whole")
    stopped = make_trainer("stopped")
    stopped.recipe = recipe
    stopped.train([small[0]], 1)
    _, resumed = run_with(make_trainer, recipe, small[0], folder="stopped")
    assert [replace(epoch, seconds=0) for epoch in resumed] == [
        replace(epoch, seconds=0) for epoch in whole
    ]


def test_a_recipe_is_known_by_name_and_source(file):
    usual = Recipe(epochs=2)
    told = own_recipe(f"{file}:recipe", usual).settings()
    assert told["made_by"]["name"] == "mine.py:recipe"
    assert told["optimizer"] == {**told["made_by"], "name": "mine.py:adam"}
    file.write_text(RECIPE.replace("0.002", "0.003"))
    other = own_recipe(f"{file}:recipe", usual).settings()
    assert other["made_by"]["source"] != told["made_by"]["source"]
    assert "made_by" not in usual.settings()
    assert own_recipe("NAS-Bench-201", usual) is usual


def test_an_edited_recipe_is_another_training(file, digits, tmp_path):
    how = {"space": "sss", "data": digits, "epochs": 1, "out": tmp_path / "run", "device": "cpu"}
    run = landscape.train(ARCH, **how, recipe=f"{file}:recipe")
    assert run.summary["options"]["recipe"] == "mine.py:recipe"
    assert landscape.load(run.folder) == run
    again = inside("--load", file, "train", ARCH, "--recipe", f"{file}:recipe", "--epochs=1",
                   *("--space=sss", "--data", digits, "--device=cpu", "--out", run.folder),
                   cwd=tmp_path)  # fmt: skip
    assert "the network is trained already" in again.stderr
    file.write_text(RECIPE + "\n")
    with pytest.raises(DataError, match=r"another training: recipe\.optimizer\.source is"):
        landscape.train(ARCH, **how, recipe=f"{file}:recipe")


def test_a_search_takes_one_by_the_name_it_was_registered_under(file, digits, tmp_path):
    load_plugin(file)
    listed = landscape.available("recipes").table()
    assert listed["name"].tolist() == ["nas-bench-201", "adam-line"]
    assert listed["from"].tolist()[1] == "mine.py"
    run = search.search(
        "random-search", space="sss", train=True, data=digits, epoch=1, budget="1e",
        recipe="Adam line", device="cpu", out=tmp_path / "run",
    )  # fmt: skip
    assert run.summary["settings"]["training"]["recipe"]["made_by"]["name"] == "mine.py:recipe"
    with pytest.raises(OptionError, match="recipe='adam-line': says how networks are trained"):
        search.search("random-search", space="sss", budget=5, recipe="adam-line", proxy="params")


def shorter(usual):
    return replace(usual, epochs=1)


def nothing(usual):
    return None


def broken(usual):
    raise RuntimeError("no such\nthing")


def no_optimizer(usual):
    return replace(usual, optimizer=lambda network: "sgd")


def no_rate(usual):
    return replace(usual, schedule=lambda epoch: math.nan)


def no_images(usual):
    return replace(usual, augmentation=lambda images, rng: images[:1])


def failing_images(usual):
    return replace(usual, augmentation=lambda images, rng: images.no_such_thing)


@pytest.mark.parametrize(
    ("recipe", "complaint"),
    [
        ("adam", "unknown recipe 'adam': .*known are nas-bench-201"),
        ("none.py:recipe", "no file none.py"),
        ("mine.py:other", "mine.py has no function 'other'"),
        ("mine.py:", "expected FILE.py:FUNCTION"),
        (3.5, "unknown recipe '3.5'"),
        (nothing, r"nothing returns None: expected a search\.training\.Recipe"),
        (broken, r"broken failed \(RuntimeError: no such thing\): repair it"),
        (shorter, "epochs=2: recipe shorter has 1; leave epochs= out"),
        (no_optimizer, r"the optimizer of the recipe is 'sgd': expected a torch\.optim"),
        (no_rate, "the schedule of the recipe returns nan after 0 epochs"),
        (no_images, r"returns \(1, 3, 8, 8\): expected a tensor of shape \(180, 3, 8, 8\)"),
        (failing_images, r"the augmentation of the recipe failed \(AttributeError"),
    ],
)  # fmt: skip
def test_what_makes_no_recipe_is_one_line(file, digits, monkeypatch, recipe, complaint):
    monkeypatch.chdir(file.parent)
    with pytest.raises(LandscapeError, match=complaint) as refused:
        landscape.train(ARCH, space="sss", data=digits, epochs=2, recipe=recipe, device="cpu")
    assert "\n" not in str(refused.value)


def test_a_search_is_told_of_a_schedule_that_ends_before_its_last_rung(digits):
    with pytest.raises(LandscapeError, match="shorter has 1 epochs: expected at least 2"):
        search.search("successive-halving", space="sss", train=True, data=digits, rungs=[1, 2],
                      k=1, recipe=shorter, device="cpu")  # fmt: skip


def test_the_recipe_of_the_page_is_one(digits, tmp_path):
    page = Path(__file__).parents[3] / "docs" / "training.md"
    text = page.read_text(encoding="utf-8")
    (code,) = re.findall(r"<!-- example -->\n```python\n(.*?)```", text, flags=re.DOTALL)
    (tmp_path / "mine.py").write_text(code, encoding="utf-8")
    with forgotten():
        recipe = own_recipe(f"{tmp_path / 'mine.py'}:recipe", Recipe(epochs=2))
        assert own_recipe("adam-line", Recipe(epochs=2)).made_by == recipe.made_by
    varied = recipe.augmentation(torch.ones(2, 3, 8, 8), np.random.default_rng(0))
    assert varied.sum().item() == 2 * 3 * (64 - 9)
    assert recipe.rate(1) == 0.05
    run = landscape.train(
        ARCH, space="sss", data=digits, epochs=1, device="cpu", out=tmp_path / "run",
        recipe=f"{tmp_path / 'mine.py'}:recipe",
    )  # fmt: skip
    assert run.summary["settings"]["recipe"]["optimizer"]["name"] == "mine.py:adam"


def test_a_function_without_source_is_refused():
    scope = {}
    exec("def recipe(usual): return usual", scope)
    with pytest.raises(OptionError, match="the source of recipe cannot be read"):
        own_recipe(scope["recipe"], Recipe(epochs=1))
