"""Networks, losses and data of one's own are trained as those of published spaces are."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import torch
from torch import nn

import landscape
import search
from landscape import Variable, load_plugin, register_space
from landscape.errors import DataError, LandscapeError, OptionError
from landscape.spaces import FileSpace
from proxies.images import npz_dataset
from search.training import Recipe, Trainer, load_trained, training_images
from search.training.workers import Workers
from tests.cli.command import inside
from tests.registered import forgotten

SPACE = '''
import numpy as np
import torch
from torch import nn
from landscape import Variable, register_space
from landscape.spaces import FileSpace

def space():
    return FileSpace(
        [Variable("depth", ("1", "2")), Variable("width", ("4", "16")),
         Variable("dropout", ("0", "0.5"))],
        pattern="{}-{}-{}",
        name="mlps",
    )

def linear(chosen, task):
    width = int(chosen["width"])
    return nn.Sequential(nn.Linear(task.shape[0], width), nn.Linear(width, task.classes))

def build(chosen, task):
    layers, width = [], task.shape[0]
    for _ in range(int(chosen["depth"])):
        layers += [nn.Linear(width, int(chosen["width"])), nn.ReLU()]
        layers += [nn.Dropout(float(chosen["dropout"]))]
        width = int(chosen["width"])
    return nn.Sequential(*layers, nn.Linear(width, task.classes))

def heights():
    """Return points of a plane, and how high a hill is there."""
    points = np.random.default_rng(0).uniform(-1, 1, (200, 2)).astype("float32")
    return points, (points ** 2).sum(axis=1, keepdims=True)

register_space(space, network=build, input=heights, loss=nn.functional.mse_loss)
register_space(
    lambda: FileSpace([Variable("width", ("4", "16"))], pattern="{}", name="classifiers"),
    network=linear,
)
'''


@pytest.fixture(scope="module", autouse=True)
def here(tmp_path_factory):
    """A folder with a file that registers two spaces, which are known, and data for them."""
    here = tmp_path_factory.mktemp("own")
    (here / "mine.py").write_text(SPACE)
    rng = np.random.default_rng(0)
    targets = np.arange(120) % 3
    inputs = rng.normal(size=(120, 5)) + 3 * targets[:, None]
    np.savez(here / "rows.npz", inputs=inputs, targets=targets)
    np.savez(here / "held.npz", inputs=inputs, targets=targets, test_inputs=inputs[:9] + 0.1,
             test_targets=targets[:9])  # fmt: skip
    np.savez(here / "numbers.npz", inputs=inputs, targets=inputs[:, :2])
    with forgotten():
        load_plugin(here / "mine.py")
        yield here


@pytest.fixture(autouse=True)
def _at_home(here, monkeypatch):
    monkeypatch.chdir(here)


def without_clock(histories):
    return {
        number: [str(replace(epoch, seconds=0)) for epoch in history]  # NaN is no equal of itself
        for number, history in histories.items()
    }


def trainer_of(name, folder, seed=0):
    space, recipe = landscape.get_space(name), Recipe(epochs=3, batch_size=16, augment=())
    record = landscape.spaces.SPACES[name]
    data = Path("rows.npz") if name == "classifiers" else None
    task = npz_dataset(data) if data else landscape.datasets.get_dataset("cifar10")
    images = training_images(task, data=data, seed=seed, give=record.input)
    return Trainer(space, images, recipe, folder, seed=seed, device="cpu")


def by_hand(trainer, number, epochs):
    """Train a network as plainly as can be; return its weights."""
    from proxies.modules.build import build_module
    from search.training.chance import chance

    images, recipe = trainer.images, trainer.recipe
    network = build_module(trainer.space, number, images.task, seed=f"training/0/{number}")
    optimizer = torch.optim.SGD(network.parameters(), lr=recipe.learning_rate,
                                momentum=0.9, weight_decay=5e-4, nesterov=True)  # fmt: skip
    count = round(len(images.train) / recipe.batch_size)
    for epoch in range(epochs):
        order = chance("epoch", 0, number, epoch).permutation(len(images.train))
        for batch, rows in enumerate(np.split(order, range(16, len(order), 16))):
            optimizer.param_groups[0]["lr"] = recipe.rate(epoch + batch / count)
            optimizer.zero_grad()
            given, wanted = (torch.from_numpy(part[rows]) for part in
                             (images.train.images, images.train.labels))  # fmt: skip
            loss = nn.functional.mse_loss if wanted.is_floating_point() else (
                nn.functional.cross_entropy)  # fmt: skip
            loss(network(given), wanted).backward()
            optimizer.step()
    return network.state_dict()


@pytest.mark.parametrize(("name", "architecture"), [("mlps", "1-4-0"), ("classifiers", "16")])
def test_a_plain_loop_gives_the_same_weights(tmp_path, name, architecture):
    trainer = trainer_of(name, tmp_path)
    number = trainer.space.parse(architecture)
    trainer.train([number], 3)
    found = trainer.checkpoint(number).network
    expected = by_hand(trainer, number, 3)
    assert found.keys() == expected.keys()
    for key, weight in expected.items():
        torch.testing.assert_close(found[key], weight)


def test_the_result_depends_on_nothing_that_is_trained_besides(tmp_path, monkeypatch):
    monkeypatch.setattr(Workers, "count", 3)
    monkeypatch.setattr(torch, "set_num_threads", lambda count: None)
    together, alone = trainer_of("mlps", tmp_path / "all"), trainer_of("mlps", tmp_path / "one")
    before = torch.get_rng_state()
    everything = without_clock(together.train(list(range(8)), 3))
    one_by_one = {}
    for number in reversed(range(8)):
        torch.manual_seed(number)
        alone.train([number], 1)
        one_by_one |= trainer_of("mlps", tmp_path / "one").train([number], 3)
    assert without_clock(one_by_one) == everything
    torch.set_rng_state(before)
    together.test(3)
    assert torch.equal(torch.get_rng_state(), before)
    other = trainer_of("mlps", tmp_path / "other", seed=1)
    assert without_clock(other.train([0], 3))[0] != everything[0]


def test_a_function_of_classes_is_trained_from_the_command_line(here, tmp_path):
    done = inside("--load", "mine.py", "train", "16", "--space=classifiers", "--data=rows.npz",
                  "--epochs=4", "--train-batch=16", "--device=cpu", "--out", tmp_path,
                  cwd=here)  # fmt: skip
    assert done.code == 0, done.stderr
    assert "trained on cpu with 72 examples of rows.npz, validated on 24" in done.stderr
    run = landscape.load(tmp_path)
    assert run.results["test_acc"] > 60
    assert run.summary["settings"]["inputs"] == "float32 (5,)"
    assert run.summary["settings"]["network"]["name"] == "mine.py:linear"
    data = np.load("rows.npz")
    assert (run.network("cpu").predict(data["inputs"]) == data["targets"]).mean() > 0.6
    with pytest.raises(DataError, match=r"inputs have the shape \(3, 4\): expected n × \(5,\)"):
        run.network("cpu").predict(np.zeros((3, 4)))


def test_test_examples_of_a_file_are_the_test(tmp_path):
    run = landscape.train("16", space="classifiers", data="held.npz", epochs=1, device="cpu",
                          out=tmp_path)  # fmt: skip
    assert run.summary["settings"]["images"] == {"train": 96, "val": 24, "test": 9}


def test_numbers_are_learnt_by_a_loss_of_ones_own(tmp_path):
    run = landscape.train("2-16-0", space="mlps", epochs=6, train_batch=8, device="cpu",
                          learning_rate=0.05, out=tmp_path)  # fmt: skip
    assert np.isnan(run.results["test_acc"])
    assert run.results["test_loss"] < 0.1
    assert run.history["val_acc"].isna().all()
    assert landscape.load(tmp_path) == run
    network = load_trained(tmp_path / "network.pt", device="cpu")
    assert network.predict(np.array([[0.0, 0.0], [1.0, 1.0]])).shape == (2, 1)
    with pytest.raises(OptionError, match="tells no classes: use predict"):
        network.predict_proba(np.zeros((1, 2)))
    panels = landscape.load(tmp_path)._repr_mimebundle_()
    assert panels


def test_a_search_compares_them_by_their_loss_and_says_so(here, tmp_path):
    done = inside("--load", "mine.py", "search", "random-search", "--space=mlps", "--train",
                  "--epoch=2", "--budget=6e", "--device=cpu", "--out", tmp_path,
                  cwd=here)  # fmt: skip
    assert done.code == 0, done.stderr
    assert "have a loss of their own, and are compared by val_loss; --metric" in done.stderr
    run = landscape.load(tmp_path)
    best = run.summary["best"]
    history = pd.read_csv(tmp_path / "history.csv").groupby("configuration")["val_loss"].last()
    assert best["val_loss"] == pytest.approx(history.min())
    assert done.screen["test loss"].startswith(f"{best['test_loss']:.6g}, ")
    assert run.best_network("cpu").architecture == best["architecture"]
    with pytest.raises(OptionError, match="val_acc: heights has targets that are no classes"):
        search.search("random-search", space="mlps", train=True, budget="2e", metric="val_acc")


def torch_set():
    points = torch.linspace(-1, 1, 40)[:, None]
    return torch.utils.data.TensorDataset(points, 2 * points)


def torch_loader():
    return torch.utils.data.DataLoader(torch_set(), batch_size=7, shuffle=True)


@pytest.mark.parametrize("give", [torch_set, torch_loader])
def test_datasets_and_loaders_of_pytorch_are_taken_whole(tmp_path, give):
    lines = FileSpace([Variable("bias", ("no", "yes"))], pattern="{}", name="lines")
    with forgotten():
        register_space(
            lines,
            network=lambda chosen: nn.Linear(1, 1, bias=chosen["bias"] == "yes"),
            input=give,
            loss=nn.functional.mse_loss,
        )
        run = landscape.train("no", space="lines", epochs=20, train_batch=4, device="cpu",
                              out=tmp_path)  # fmt: skip
    assert run.summary["settings"]["images"] == {"train": 24, "val": 8, "test": 8}
    weights = torch.load(tmp_path / "weights.pt", weights_only=True)
    assert weights["weight"].item() == pytest.approx(2, abs=0.1)
    again = training_images(landscape.datasets.get_dataset("cifar10"), data=None, seed=0, give=give)
    assert run.summary["settings"]["data_digest"] == again.digest


def three():
    return np.zeros((30, 2), np.float32), np.arange(30) % 3


CLASSES = {"input": three, "loss": None}


class Silent(nn.Linear):
    def forward(self, inputs):
        return None


@pytest.mark.parametrize(
    ("network", "given", "complaint"),
    [
        (lambda chosen: 3, {}, "is 3: expected its builder to return a torch.nn.Module"),
        (lambda chosen: 1 / 0, {}, "could not be built"),
        (lambda chosen: nn.Linear(4, 1), {}, r"the network of .* failed \(RuntimeError: mat1"),
        (lambda chosen: Silent(2, 1), {}, "returns a NoneType for .* examples: expected a tensor"),
        (lambda chosen: nn.Linear(2, 1), {"loss": None}, "and no classes: register the space with"),
        (
            lambda chosen: nn.Linear(2, 1),
            {"loss": lambda a, b: a - b},
            "the loss of .* is float32 of",
        ),
        (lambda chosen: nn.Linear(2, 1), {"loss": lambda a: a}, r"the loss of .* failed \(TypeErr"),
        (lambda chosen: nn.Linear(2, 1), {"loss": "math:pi"}, "is 3.14.*: expected a function"),
        (lambda chosen: nn.Linear(2, 1), {"input": (2,)}, r"examples of shape \(2,\), of which"),
        (lambda chosen: nn.Linear(2, 1), {"input": lambda: 3}, "returned int: expected a dataset"),
        (lambda chosen: nn.Linear(2, 1), {"input": lambda: 1 / 0}, r"\(\) failed \(ZeroDiv"),
        (lambda chosen: nn.Linear(2, 2), CLASSES, r"\(.*, 2\): expected a number for each of 3"),
        (lambda chosen: nn.Identity(), CLASSES, "the network has no weights to learn"),
        (lambda chosen: nn.Linear(2, 1), {"augment": "flip"}, "inputs of your own, which are trai"),
    ],
)
def test_what_cannot_be_trained_is_one_line(tmp_path, network, given, complaint):
    options = {"loss": nn.functional.mse_loss, "input": lambda: heights(), **given}
    augment = options.pop("augment", None)
    space = FileSpace([Variable("a", ("x", "y"))], pattern="{}", name="broken")
    with forgotten():
        register_space(space, network=network, **options)
        with pytest.raises(LandscapeError, match=complaint) as refused:
            landscape.train("x", space="broken", epochs=1, device="cpu", augment=augment)
    assert "\n" not in str(refused.value)


def heights():
    points = np.linspace(-1, 1, 40, dtype=np.float32).reshape(20, 2)
    return points, points[:, :1]


def test_images_for_a_published_space_are_asked_for_where_there_are_rows():
    with pytest.raises(OptionError, match=r"rows\.npz has inputs and targets, and networks of NAS"):
        landscape.train(0, data="rows.npz", epochs=1, device="cpu")
