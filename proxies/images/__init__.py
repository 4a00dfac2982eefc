"""The images that some proxies need; reading them needs no PyTorch."""

from __future__ import annotations

from proxies.images.batch import Images
from proxies.images.download import download
from proxies.images.find import list_images
from proxies.images.load import load_images
from proxies.images.npz import npz_dataset

__all__ = ["Images", "download", "list_images", "load_images", "npz_dataset"]
