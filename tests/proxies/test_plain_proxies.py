"""The plain proxies against identities that hold whatever computes them."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from torch import nn
from torch.func import functional_call, jacrev
from torch.nn.functional import avg_pool2d, conv2d, cross_entropy, relu

from landscape.spaces import NB201
from proxies import Dataset
from proxies.engine.weights import WeightBank
from tests.proxies import plain, plain_proxies
from tests.proxies.conftest import KINDS
from tests.proxies.plain import Network
from tests.proxies.plain_proxies import PLAIN, Case

TASK = Dataset("tiny", "Tiny", classes=10, size=8)
NO_PATH = ("nothing", "no path")


def batch(n: int = 4) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(4)
    images = torch.randn(n, 3, TASK.size, TASK.size, generator=generator, dtype=torch.float64)
    return images, torch.arange(n) // 2


def case(kind: str, n: int = 4, bank: WeightBank | None = None) -> Case:
    space = NB201()
    index = space.parse(KINDS[kind])
    return plain_proxies.case_of(space, index, TASK, bank or WeightBank(1), *batch(n))


def network_of(kind: str) -> Network:
    return plain.prepared(case(kind).network, batch()[0])


@pytest.mark.parametrize("kind", ["all 3×3", "dead middle", "one skip"])
def test_plain_is_the_sum_of_outputs_times_their_gradients_in_layers_without_bias(kind):
    network, (images, labels) = network_of(kind), batch()
    calls = plain.record(network.weighted().values())
    loss = cross_entropy(network(images), labels)
    gradients = torch.autograd.grad(loss, [call.out for call in calls])
    unbiased = [c.out - c.module.bias if c.module.bias is not None else c.out for c in calls]
    expected = sum((y * d).sum().item() for y, d in zip(unbiased, gradients, strict=True))
    assert PLAIN["plain"](case(kind)) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("kind", KINDS)
def test_snip_is_at_least_the_size_of_plain(kind):
    assert PLAIN["snip"](case(kind)) >= abs(PLAIN["plain"](case(kind)))


def test_grad_norm_is_that_of_a_doubled_batch():
    network, (images, labels) = network_of("all skips"), batch()
    twice = plain_proxies.grad_norm(network, images.repeat(2, 1, 1, 1), labels.repeat(2))
    assert twice == pytest.approx(PLAIN["grad_norm"](case("all skips")), rel=1e-9)


def test_a_layer_before_normalisation_doubled_halves_its_part_of_grad_norm():
    network, (images, labels) = network_of("all skips"), batch()
    before = plain_proxies.grad_norm(network, images, labels)
    loss = cross_entropy(network(images), labels)
    part = torch.autograd.grad(loss, network.stem[0].weight)[0].norm().item()
    network.stem[0].weight.data *= 2
    after = plain_proxies.grad_norm(network, images, labels)
    assert before - after == pytest.approx(part / 2, rel=1e-3)


@pytest.mark.parametrize("kind", ["one skip", "dead middle", "nothing"])
def test_fisher_is_the_squared_gradient_of_gates_on_every_channel_of_every_image(kind):
    network, (images, labels) = network_of(kind), batch()
    fans, gates = [], []

    def gate(layer: nn.Module, given: object, out: torch.Tensor) -> torch.Tensor:
        ones = torch.ones(out.shape[:2] + (1,) * (out.dim() - 2), dtype=out.dtype)
        fans.append(layer.weight[0].numel())
        gates.append(ones.requires_grad_())
        return out * gates[-1]

    for layer in network.weighted().values():
        layer.register_forward_hook(gate)
    gradients = torch.autograd.grad(cross_entropy(network(images), labels), gates)
    expected = sum(
        fan / 2 * g.square().sum().item() / len(images)
        for fan, g in zip(fans, gradients, strict=True)
    )
    assert PLAIN["fisher"](case(kind)) == pytest.approx(expected, rel=1e-9)
    assert expected > 0


@pytest.mark.parametrize("kind", ["one skip", "all skips", "dead middle"])
def test_grasp_is_the_slope_of_the_squared_gradient_along_the_weights(kind):
    images, labels = batch()

    def squared(t: float) -> float:
        network = network_of(kind)
        weights = plain.weights_of(network)
        for weight in weights:
            weight.data *= math.exp(t)
        gradients = torch.autograd.grad(cross_entropy(network(images), labels), weights)
        return sum(g.square().sum().item() for g in gradients)

    step = 1e-6
    slope = (squared(step) - squared(-step)) / (2 * step)
    assert PLAIN["grasp"](case(kind)) == pytest.approx(-slope / 2, rel=1e-4)


@pytest.mark.parametrize("kind", NO_PATH)
def test_without_a_path_every_proxy_has_its_worst_value(kind):
    scores = {name: function(case(kind)) for name, function in PLAIN.items()}
    worst = dict.fromkeys(("jacov", "epe_nas", "synflow", "synflow_rb", "zen"), -math.inf)
    worst |= dict.fromkeys(("ntk", "ntk_rb", "ni_eta"), math.inf)
    zero = ("grad_norm", "plain", "snip", "grasp", "logsynflow", "logsynflow_rb", "ni_na")
    worst |= dict.fromkeys(zero, 0.0)
    assert {name: scores[name] for name in worst} == worst
    assert scores["fisher"] > 0  # the classifier's bias


def test_nwot_is_minus_infinity_unless_dead_branches_tell_images_apart():
    assert PLAIN["nwot"](case("nothing")) == -math.inf
    assert PLAIN["nwot"](case("no path")) > 0


def test_jacov_of_uncorrelated_gradients_by_hand():
    rows = torch.tensor([[1.0, -1, 0, 0], [0, 0, 1, -1]], dtype=torch.float64)
    expected = -2 * (math.log(1 + 1e-5) + 1 / (1 + 1e-5))
    assert plain_proxies.jacov_of(rows) == pytest.approx(expected)


def test_the_jacobian_is_the_slope_of_the_summed_logits():
    network, (images, _) = network_of("dead middle"), batch()
    step = torch.zeros_like(images)
    step[1, 2, 3, 4] = 1e-6
    slope = (network(images + step).sum() - network(images - step).sum()).item() / 2e-6
    entry = plain_proxies.jacobian(network, images).view_as(images)[1, 2, 3, 4].item()
    assert entry == pytest.approx(slope, rel=1e-4)


ROWS = torch.tensor(
    [[1, 2, 3, 4], [1, 2, 4, 3], [4, 1, 2, 3], [1, 2, 3, 5], [3, 0, 0, 1]], dtype=torch.float64
)
"""Correlations: 0.8 between the first two, −0.6 between the first and the third."""


def test_epe_nas_of_few_classes_by_hand():
    alone = math.log(1 + 1e-5)
    pair = 2 * alone + 2 * math.log(0.8 + 1e-5)
    found = plain_proxies.epe_of(ROWS[:3], torch.tensor([7, 7, 2]), classes=100)
    assert found == pytest.approx(alone - pair, rel=1e-12)


def test_epe_nas_of_many_classes_leaves_out_a_class_seen_once():
    rows, labels = ROWS[[0, 1, 0, 3, 4]], torch.tensor([5, 5, 9, 9, 3])
    r = torch.corrcoef(ROWS[[0, 3]])[0, 1].item()
    alone = math.log(1 + 1e-5)
    first, second = (alone + math.log(c + 1e-5) for c in (0.8, r))  # halves: two images each
    found = plain_proxies.epe_of(rows, labels, classes=101)
    assert found == pytest.approx(2 * abs(first - second) / 2, rel=1e-12)


def test_agreements_count_units_of_equal_sign():
    codes = torch.randint(-2, 3, (3, 7), generator=torch.Generator().manual_seed(0))
    kernel = plain_proxies.agreements([codes[:, :4].double(), codes[:, 4:].double()])
    for i in range(3):
        for j in range(3):
            equal = sum(bool(codes[i, k] > 0) == bool(codes[j, k] > 0) for k in range(7))
            assert kernel[i, j] == equal


def test_the_log_determinant_by_hand():
    kernel = torch.tensor([[5.0, 2], [2, 3]], dtype=torch.float64)
    assert plain_proxies.log_determinant(kernel) == pytest.approx(math.log(11))
    assert plain_proxies.log_determinant(torch.full((3, 3), 1e6).double()) == -math.inf


@pytest.mark.parametrize(("kind", "on_edges"), [("all skips", 0), ("dead operations", 2)])
def test_nwot_reads_every_relu_once_and_its_variant_those_in_blocks_twice(kind, on_edges):
    network, (images, _) = network_of(kind), batch()
    sizes = {}
    for twice in (False, True):
        copied = copy.deepcopy(network)
        calls = plain.record(plain_proxies.relus(copied, twice=twice))
        copied(images)
        sizes[twice] = sum(call.given[0].numel() for call in calls)
    # Units of a stage's map: 16·8², 32·4², 64·2².
    blocks = 5 * on_edges * (1024 + 512 + 256) + (1024 + 512) + (512 + 256)
    assert sizes == {False: blocks + 256, True: 2 * blocks + 256}


@pytest.mark.parametrize("normalised", [False, True])
def test_every_path_of_the_linear_network_passes_the_stem(normalised):
    network = network_of("all 3×3").eval()
    flow = plain_proxies.linear_flow(network, TASK.size, normalised=normalised)
    weight, gradient = flow[0]
    if normalised:
        for parameter in network.parameters():
            parameter.data.abs_()
        total = network.pooled(torch.ones_like(batch()[0][:1])).sum()
    else:
        last, gradient_of_last = flow[1]  # the classifier, whose bias flows from nowhere
        total = (last * gradient_of_last).sum()
    assert (weight * gradient).sum().item() == pytest.approx(total.item(), rel=1e-9)


def test_synflow_is_the_logarithm_of_the_same_flow():
    flow = plain_proxies.linear_flow(network_of("dead middle"), TASK.size, normalised=False)
    raw = sum((w * g).sum().item() for w, g in flow)
    assert PLAIN["synflow"](case("dead middle")) == pytest.approx(math.log(raw), rel=1e-9)
    assert 0 < PLAIN["logsynflow"](case("dead middle")) < raw


def test_the_norm_of_the_weights_sees_dead_operations():
    assert PLAIN["l2_norm"](case("nothing")) == PLAIN["l2_norm"](case("all skips"))
    assert PLAIN["l2_norm"](case("no path")) > PLAIN["l2_norm"](case("nothing"))


@pytest.mark.parametrize(
    ("kind", "expected"),
    [("one skip", 2), ("all skips", 4 / 6), ("all 3×3", 0), ("dead middle", 0)],
)
def test_skip_by_hand(kind, expected):
    assert PLAIN["skip"](case(kind)) == pytest.approx(expected)


def test_zen_of_cells_that_do_nothing_but_pass_on_by_hand():
    ours = case("one skip")
    bank, parts, variances = ours.bank, [], {}

    def weight(place: str, *shape: int) -> torch.Tensor:
        return bank.draw_normal(place, shape).double()

    def normalise(place: str, x: torch.Tensor) -> torch.Tensor:
        flat = x.transpose(0, 1).flatten(1)
        variances.setdefault(place, []).append(flat.var(1))  # unbiased
        mean, variance = flat.mean(1), flat.var(1, correction=0)
        return (x - mean.view(-1, 1, 1)) / (variance + 1e-5).sqrt().view(-1, 1, 1)

    x, x2 = ours.noise("zen.x"), ours.noise("zen.x2")
    for images in (x, x + 0.01 * x2):
        h = normalise("stem", conv2d(images, weight("stem", 16, 3, 3, 3), padding=1))
        for stage, c in ((1, 32), (2, 64)):
            place = f"stage{stage}.reduction"
            a = conv2d(relu(h), weight(f"{place}.a", c, c // 2, 3, 3), stride=2, padding=1)
            a = relu(normalise(f"{place}.a", a))
            b = normalise(f"{place}.b", conv2d(a, weight(f"{place}.b", c, c, 3, 3), padding=1))
            h = b + conv2d(avg_pool2d(h, 2), weight(f"{place}.shortcut", c, c // 2, 1, 1))
        parts.append(relu(normalise("last", h)))
    expected = math.log((parts[0] - parts[1]).abs().sum().item() / len(x))
    for first, second in variances.values():
        running = 0.9 * (0.9 + 0.1 * first) + 0.1 * second
        expected += math.log(math.sqrt(running.mean().item()))
    assert PLAIN["zen"](ours) == pytest.approx(expected, rel=1e-6)


def test_noise_immunity_is_the_error_before_the_three_poolings_of_cells_that_pass_on():
    ours, network = case("one skip"), network_of("one skip")
    first, second = (block for block in network.blocks if isinstance(block, plain.Reduction))

    def maps(images: torch.Tensor) -> list[torch.Tensor]:
        stem = network.stem(images)
        return [stem, first(stem), network.relu(network.last(second(first(stem))))]

    pairs = zip(maps(ours.images), maps(ours.images + ours.noise("ni.noise")), strict=True)
    total = sum(((a - b) ** 2).mean().item() for a, b in pairs)
    assert PLAIN["ni_eta"](ours) == pytest.approx(math.log(total), rel=1e-9)


def test_no_noise_is_as_bad_as_no_path():
    ours = case("all pooling")
    eta = plain_proxies.ni_eta(ours.network, ours.images, 0 * ours.images, ours.live)
    assert eta == math.inf
    assert plain_proxies.ni_na(ours.network, ours.images, 0 * ours.images, ours.live) == 0


@pytest.mark.parametrize(
    ("kind", "convolutions", "poolings"), [("one skip", 7, 3), ("all pooling", 7, 93)]
)
def test_noise_immunity_counts_by_hand(kind, convolutions, poolings):
    ours = case(kind)
    eta = PLAIN["ni_eta"](ours)
    assert eta > 0
    channels = 3 + (16 + 32 + 16) + (32 + 64 + 32)  # convolutions of stem and reductions
    channels += 16 + 32 + 64 + (poolings - 3) // 3 * (16 + 32 + 64)
    ratio = convolutions / poolings
    assert PLAIN["ni_na"](ours) == pytest.approx(math.log(channels * ratio / eta))
    channels, ratio = channels + 16 + 32 + 32 + 64, (convolutions + 4) / poolings
    assert PLAIN["ni_na_rb"](ours) == pytest.approx(math.log(channels * ratio / eta))


def test_noise_immunity_counts_live_convolutions_only():
    ours = case("longest chain")
    found = plain_proxies.live_convolutions(ours.network, ours.live, wrappers=False)
    assert len(found) == 7 + 15 * 2
    dead = case("dead operations")
    assert len(plain_proxies.live_convolutions(dead.network, dead.live, wrappers=False)) == 7


@pytest.mark.parametrize("kind", ["all 3×3", "dead middle"])
def test_a_frozen_network_says_of_its_batch_what_it_says_in_training(kind):
    network, (images, _) = network_of(kind), batch()
    frozen = plain_proxies.frozen(network, images)
    torch.testing.assert_close(frozen(images), network(images))
    torch.testing.assert_close(frozen(images[:1]), network(images)[:1])


def explicit_condition_number(network: Network, images: torch.Tensor) -> float:
    weights = {k: v.detach() for k, v in network.named_parameters() if k.endswith("weight")}
    jacobian = jacrev(lambda w: functional_call(network, w, (images,)).sum(1))(weights)
    rows = torch.cat([block.flatten(1) for block in jacobian.values()], dim=1)
    singular = torch.linalg.svdvals(rows)
    return (singular[0] / singular[-1]).item() ** 2


@pytest.mark.parametrize("kind", ["one skip", "dead middle"])
def test_ntk_is_the_condition_number_of_an_explicit_jacobian(kind):
    network, (images, _) = network_of(kind), batch()
    for bn in plain.normalisations(network):
        bn.momentum = 1.0
    calls = plain.record(plain.normalisations(network))
    network(images)
    for bn, given, _ in calls:
        n = given[:, 0].numel()
        bn.running_var *= (n - 1) / n
    network.eval()
    expected = explicit_condition_number(network, images)
    assert PLAIN["ntk"](case(kind)) == pytest.approx(expected, rel=1e-6)


def test_ntk_rb_differentiates_the_statistics_of_the_batch():
    network, (images, _) = network_of("one skip"), batch()
    for bn in plain.normalisations(network):
        bn.track_running_stats = False  # jacrev cannot write them
        bn.running_mean = bn.running_var = None
    network.forward = network.pooled
    expected = explicit_condition_number(network, images)
    assert PLAIN["ntk_rb"](case("one skip")) == pytest.approx(expected, rel=1e-6)
    assert PLAIN["ntk"](case("one skip")) != pytest.approx(expected, rel=1e-2)


def test_an_image_seen_twice_makes_the_tangent_kernel_singular():
    network, (images, labels) = network_of("one skip"), batch()
    images[3] = images[0]
    assert plain_proxies.ntk(network, images, labels) == math.inf


def test_scores_leave_the_network_as_it_was_and_come_again():
    ours = case("dead operations")
    before = copy.deepcopy(ours.network.state_dict())
    first = {name: function(ours) for name, function in PLAIN.items()}
    torch.testing.assert_close(ours.network.state_dict(), before, rtol=0, atol=0)
    assert {name: function(ours) for name, function in PLAIN.items()} == first


def test_dead_operations_with_weights_of_their_own_change_only_what_sees_them():
    bank = WeightBank(2, independent=True)
    dead, alive = case("dead operations", bank=bank), case("one skip", bank=bank)
    same = {n for n, f in PLAIN.items() if math.isclose(f(dead), f(alive), rel_tol=1e-9)}
    assert PLAIN.keys() - same == {"params", "flops", "l2_norm", "nwot", "nwot_rb", "zen"}


def test_a_score_by_name_is_that_of_its_case(space):
    images, labels = batch()
    index = space.parse(KINDS["one skip"])
    found = plain_proxies.score("snip", space, index, TASK, WeightBank(1), images, labels)
    assert found == PLAIN["snip"](case("one skip"))
