"""What holds for every proxy, and how the scorer uses batches, seeds and memory."""

from __future__ import annotations

import gc
import subprocess
import sys

import numpy as np
import pytest
import torch

from landscape.disk.work_folder import Parts
from landscape.errors import LandscapeError, OptionError, UnknownNameError
from landscape.spaces import ProductSpace
from proxies import PROXIES, Dataset, Scorer, Settings, get_proxy
from proxies.engine.device import choose_device, in_halves
from proxies.engine.tracing import Node
from proxies.engine.weights import WeightBank
from proxies.networks.nb201 import NB201Networks


def scorer(space, name, **settings) -> Scorer:
    return Scorer(space, [get_proxy(name)], Settings(device="cpu", **settings))


def test_repeats_give_the_mean_and_the_spread(space, some):
    some = some[space.connected(some)]
    columns = scorer(space, "synflow", repeats=3).score(some)
    banks = [scorer(space, "synflow", repeats=k).score(some)["synflow"] for k in (1, 2, 3)]
    second = 2 * banks[1] - banks[0]
    third = 3 * banks[2] - banks[0] - second
    np.testing.assert_allclose(columns["synflow"], np.mean([banks[0], second, third], axis=0))
    expected = np.std([banks[0], second, third], axis=0, ddof=1)
    np.testing.assert_allclose(columns["synflow_std"], expected, rtol=1e-6)


def test_repeats_of_minus_infinity_have_no_spread(space):
    columns = scorer(space, "synflow", repeats=2).score(np.array([0]))
    assert columns["synflow"] == -np.inf
    assert np.isnan(columns["synflow_std"])


def test_proxies_that_share_a_pass_run_it_once(space, some, monkeypatch):
    runs = []
    original = NB201Networks.run
    monkeypatch.setattr(
        NB201Networks, "run", lambda self, *args: (runs.append(len(self)), original(self, *args))[1]
    )
    proxies = [get_proxy("params"), get_proxy("flops")]
    Scorer(space, proxies, Settings(device="cpu")).score(some[:1])
    assert runs == [1]


def test_only_canonical_architectures_are_evaluated_where_that_is_enough(space):
    assert len(scorer(space, "synflow").configurations) == 9445
    assert len(scorer(space, "params").configurations) == 15625


def test_duplicates_get_the_score_of_their_canonical_architecture(space):
    canonical = scorer(space, "synflow")
    indices = canonical.configurations
    column = canonical.spread(indices, {"synflow": indices.astype(float)})["synflow"]
    np.testing.assert_array_equal(column, space.canonical(np.arange(space.size)))


def test_architectures_that_were_not_scored_are_missing(space):
    plan = scorer(space, "params")
    column = plan.spread(np.array([3, 5]), {"params": np.array([0.3, 0.5])})["params"]
    assert column[[3, 5]].tolist() == [0.3, 0.5]
    assert np.count_nonzero(np.isnan(column)) == space.size - 2


def test_the_type_of_the_seed_does_not_matter(space, some):
    ours = scorer(space, "synflow", seed=2).score(some[-2:])["synflow"]
    numpys = scorer(space, "synflow", seed=np.int64(2)).score(some[-2:].tolist())["synflow"]
    np.testing.assert_array_equal(ours, numpys)


def test_metrics_do_not_depend_on_what_else_is_asked_for(space, some):
    proxies = [get_proxy("synflow"), get_proxy("params")]
    settings = Settings(device="cpu", init="independent")
    together = Scorer(space, proxies, settings).score(some)
    for proxy in proxies:
        alone = Scorer(space, [proxy], settings).score(some)
        np.testing.assert_allclose(together[proxy.metric.name], alone[proxy.metric.name], rtol=1e-6)


def test_nothing_asked_for_is_nothing_scored(space):
    assert scorer(space, "synflow").score(np.array([], dtype=int))["synflow"].shape == (0,)


def test_chunks_cover_the_configurations_in_order(space):
    one = scorer(space, "synflow")
    chunks = one.chunks(1000)
    np.testing.assert_array_equal(np.concatenate(chunks), one.configurations)
    assert 900 < min(map(len, chunks)) <= max(map(len, chunks)) < 1100


def test_the_identity_names_what_changes_a_score_and_nothing_else(space):
    def identity(name, **settings):
        plan = scorer(space, name, **settings)
        return plan.identity(plan.proxies[0])

    assert identity("synflow", seed=1) != identity("synflow")
    assert identity("synflow", init="independent") != identity("synflow")
    assert identity("synflow", precision="double") != identity("synflow")
    assert identity("synflow", dataset="cifar100") != identity("synflow")
    assert identity("synflow", at_once=3) == identity("synflow")
    assert identity("synflow", batch_size=3) == identity("synflow")
    assert identity("params", seed=1) == identity("params")
    assert identity("params", dataset="cifar100") != identity("params")
    assert identity("skip", dataset="cifar100") == identity("skip")
    assert identity("zen", batch_size=3) != identity("zen")
    noise = identity("snip", data="noise")
    assert noise != identity("snip", data="noise", batch_size=3)
    assert noise["data"] == "noise"


def test_only_what_is_wanted_is_evaluated(space, some):
    settings = Settings(device="cpu")
    plan = Scorer(space, [get_proxy("synflow"), get_proxy("params")], settings, only=some)
    expected = np.union1d(some, space.canonical(some))
    np.testing.assert_array_equal(np.sort(plan.configurations), expected)
    whole = plan.spread(plan.configurations, plan.score(plan.configurations))
    for column in whole.values():
        np.testing.assert_array_equal(np.flatnonzero(~np.isnan(column)), some)
    alone = Scorer(space, [get_proxy("synflow")], settings).score(some)["synflow"]
    np.testing.assert_allclose(whole["synflow"][some], alone, rtol=1e-6)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (np.array([True, False]), "bool of shape"),
        ([0.7, 5.2], "float64 of shape"),
        ([[1, 2]], "of shape"),
        ([3, 99999], "no configuration 99999: expected configuration numbers, 0 to 15624"),
        ([-1], "no configuration -1"),
    ],
)
def test_only_numbers_of_configurations_are_scored(space, given, message):
    with pytest.raises(OptionError, match=message):
        Scorer(space, [get_proxy("params")], Settings(device="cpu"), only=given)
    with pytest.raises(OptionError, match=message):
        scorer(space, "params").score(given)


def test_no_proxy_is_nothing_to_score(space):
    with pytest.raises(OptionError, match="expected at least one proxy"):
        Scorer(space, [], Settings(device="cpu"))


@pytest.mark.parametrize(("classes", "size"), [(1, 32), (10, 30), (10, 0)])
def test_a_task_that_no_network_fits_is_refused(classes, size):
    with pytest.raises(OptionError, match="expected two classes or more, and a size divisible"):
        Settings(Dataset("mine", "Mine", classes=classes, size=size))


def test_images_at_hand_are_not_read_again(space, some):
    settings = Settings(device="cpu", data="noise", batch_size=4)
    first = Scorer(space, [get_proxy("snip")], settings)
    again = Scorer(space, [get_proxy("snip")], settings, images=first.images)
    assert again.images is first.images
    assert again.identity(again.proxies[0]) == first.identity(first.proxies[0])


def test_chunks_do_not_depend_on_the_number_of_threads(space):
    one = scorer(space, "synflow")
    before = torch.get_num_threads()
    lengths = []
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            lengths.append([len(chunk) for chunk in one.chunks()])
    finally:
        torch.set_num_threads(before)
    assert lengths[0] == lengths[1]


def test_weights_of_one_shape_may_have_different_bounds():
    bank = WeightBank(0)
    few, many = (bank.weight("bias", (120,), np.array([0]), fan_in=n) for n in (4, 16))
    torch.testing.assert_close(few, 2 * many)


def test_a_batch_too_large_for_memory_is_halved_until_it_fits():
    asked = []

    def work(indices):
        asked.append(len(indices))
        if len(indices) > 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return indices

    results = in_halves(work, np.arange(10))
    np.testing.assert_array_equal(np.concatenate(results), np.arange(10))
    assert asked == [10, 5, 3, 2, 5, 3, 2]


def test_one_architecture_too_large_for_memory_is_an_error_that_says_so():
    def work(indices):
        raise RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory")

    with pytest.raises(LandscapeError, match="not enough memory to evaluate one architecture"):
        in_halves(work, np.arange(4))


def test_other_failures_are_not_taken_for_a_lack_of_memory():
    def work(indices):
        raise RuntimeError("expected scalar type Float")

    with pytest.raises(RuntimeError, match="scalar type"):
        in_halves(work, np.arange(4))


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"seed": -1}, "seed -1: expected a whole number, at least 0"),
        ({"seed": 1.5}, "seed 1.5: expected a whole number, at least 0"),
        ({"seed": True}, "seed True: expected a whole number, at least 0"),
        ({"repeats": 0}, "repeats 0: expected a whole number, at least 1"),
        ({"at_once": 0}, "at_once 0: expected a whole number, at least 1"),
        ({"batch_size": 1}, "batch_size 1: expected a whole number, at least 2"),
        ({"device": "gpu"}, "unknown device 'gpu': expected auto, cpu, cuda or cuda:N"),
        ({"device": "cpu:1"}, "unknown device 'cpu:1': expected auto, cpu, cuda or cuda:N"),
    ],
)
def test_impossible_settings_are_refused(settings, message):
    with pytest.raises(OptionError, match=message):
        Settings(**settings)


def test_unknown_names_suggest_the_nearest():
    with pytest.raises(UnknownNameError, match="did you mean 'cifar100'"):
        Settings(dataset="cifar-1000")
    with pytest.raises(UnknownNameError, match="precision 'half': known are double, single"):
        Settings(precision="half")
    with pytest.raises(UnknownNameError, match="initialisation 'both': known are independent, sha"):
        Settings(init="both")
    with pytest.raises(UnknownNameError, match="did you mean 'ImageNet16-120'"):
        Settings(dataset="imagenet16")
    with pytest.raises(UnknownNameError, match="did you mean 'synflow'"):
        get_proxy("synflo")


def test_names_are_found_whatever_their_case_and_separators():
    written = Settings("CIFAR-100", init="Independent", precision="DOUBLE", device="CPU")
    assert written == Settings("cifar100", init="independent", precision="double", device="cpu")
    assert get_proxy("Grad-Norm") is get_proxy("grad_norm")


def test_a_device_the_machine_lacks_is_refused(monkeypatch):
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 1)
    with pytest.raises(OptionError, match="no device 'cuda:1': PyTorch sees 1 CUDA"):
        choose_device("cuda:1")
    assert choose_device("cpu") == torch.device("cpu")


def test_what_has_to_be_scored_is_known_without_pytorch():
    code = (
        "import sys; from landscape import get_space; "
        "from proxies import Plan, Settings, get_proxy; "
        "Plan(get_space('nb201'), [get_proxy('synflow')], Settings()).chunks(); "
        "sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_space_without_known_networks_is_refused():
    with pytest.raises(OptionError, match=r"no proxy can score toy.*--scores FILE"):
        Scorer(ProductSpace([2, 3], name="toy"), [get_proxy("params")], Settings())


def test_a_batch_leaves_nothing_behind_that_waits_for_the_garbage_collector(space):
    proxies = [proxy for proxy in PROXIES.values() if not proxy.is_variant]
    settings = Settings(dataset="ImageNet16-120", device="cpu", data="noise", batch_size=2)
    one = Scorer(space, proxies, settings)
    gc.collect()
    gc.disable()
    try:
        one.score(space.sample(np.random.default_rng(0), 2))
        left = [found for found in gc.get_objects() if type(found) is Node]
    finally:
        gc.enable()
    assert not left


# -- stops --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def many(space):
    """Architectures whose evaluation takes several batches, some with dead operations."""
    return np.unique(space.sample(np.random.default_rng(8), 24))


def several(space) -> Scorer:
    """Passes of several kinds, under several repeats."""
    proxies = [get_proxy(name) for name in ("synflow", "params", "l2_norm")]
    return Scorer(
        space,
        proxies,
        Settings(dataset="ImageNet16-120", device="cpu", repeats=2, batch_size=4, at_once=5),
    )


def test_progress_is_told_batch_by_batch(space, many):
    parts, shares = Parts(), []
    parts.on_advance = lambda: shares.append(parts.share)
    several(space).score(many, parts)
    assert len(shares) > 10
    assert shares == sorted(shares)
    assert 0 < shares[0] < 0.2
    assert shares[-1] == pytest.approx(1)


def test_passes_go_on_side_by_side(space, many, monkeypatch):
    passes, evaluate = [], Scorer._evaluate
    monkeypatch.setattr(torch, "get_num_threads", lambda: 1)
    monkeypatch.setattr(
        Scorer, "_evaluate", lambda *given: (passes.append(given[2].names), evaluate(*given))[1]
    )
    several(space).score(many)
    half = len(passes) // 2
    for each in set(passes):
        if passes.count(each) > 3:
            assert abs(passes[:half].count(each) - passes.count(each) / 2) <= 2


def test_a_stop_keeps_finished_batches_and_changes_no_bit(space, many, monkeypatch, tmp_path):
    whole = several(space).score(many)
    evaluate, evaluated = Scorer._evaluate, []

    def counted(self, contexts, job, indices):
        if len(evaluated) == 7:
            raise KeyboardInterrupt
        evaluated.append(indices.tolist())
        return evaluate(self, contexts, job, indices)

    monkeypatch.setattr(Scorer, "_evaluate", counted)
    with pytest.raises(KeyboardInterrupt), Parts(tmp_path / "a.part") as parts:
        several(space).score(many, parts)
    share = Parts(tmp_path / "a.part").share
    assert 0 < share < 1
    again = []
    monkeypatch.setattr(
        Scorer, "_evaluate", lambda *given: (again.append(given[-1].tolist()), evaluate(*given))[1]
    )
    resumed = several(space).score(many, Parts(tmp_path / "a.part"))
    assert {name: column.tobytes() for name, column in resumed.items()} == {
        name: column.tobytes() for name, column in whole.items()
    }
    finished = len(several(space)._jobs(many, piece=0)) - len(again)
    assert finished == 7
