"""The paper: its record, and what its figures and tables share."""

from __future__ import annotations

from landscape.api.papers.registry import PAPERS, Paper

__all__ = ["DATASETS", "MF_NAS", "PROXIES", "TRAINED"]

MF_NAS = PAPERS.register(
    Paper(
        "mf-nas",
        "Efficient Multi-Fidelity NAS with Zero-Cost Proxy-Guided Local Search",
        "anonymous preprint, 2023; later at GECCO 2024",
        500,
        ("nb201", "nb101", "nbasr"),
    )
)

DATASETS = {"cifar10": "CIFAR-10", "cifar100": "CIFAR-100", "ImageNet16-120": "ImageNet16-120"}
"""Name → as the paper calls it."""

PROXIES = {
    "jacov": "Jacov",
    "plain": "Plain",
    "grasp": "Grasp",
    "fisher": "Fisher",
    "epe_nas": "EPE-NAS",
    "grad_norm": "Grad-norm",
    "snip": "Snip",
    "synflow": "Synflow",
    "l2_norm": "L2-norm",
    "zen": "Zen",
    "nwot": "NWOT",
    "params": "Params",
    "flops": "FLOPs",
}
"""Name of each proxy → as the paper calls it, in the order of its tables."""

TRAINED = {
    "val_acc": "Validation accuracy",
    "val_loss": "Validation loss",
    "train_loss": "Training loss",
}
"""Metrics of trained networks, at epoch 12 → as the paper calls them."""
