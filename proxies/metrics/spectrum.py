"""Eigenvalues of the kernels between images."""

from __future__ import annotations

import torch

__all__ = ["eigenvalues"]


def eigenvalues(kernel: torch.Tensor) -> torch.Tensor:
    """Return the eigenvalues of positive semidefinite matrices, 0 where they are so to rounding.

    Parameters
    ----------
    kernel
        Shape ``(architectures, n, n)``.

    Returns
    -------
    tensor of shape (architectures, n)
        Ascending.
    """
    values = torch.linalg.eigvalsh(kernel)
    rounding = kernel.shape[-1] * torch.finfo(kernel.dtype).eps * values[:, -1:]
    return torch.where(values > rounding, values, 0)
