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
        Ascending; NaN where the matrix is not finite, as for a network whose outputs are not.
    """
    is_known = kernel.isfinite().all(dim=2).all(dim=1)
    known = torch.where(is_known[:, None, None], kernel, torch.eye(kernel.shape[-1]).to(kernel))
    values = torch.where(is_known[:, None], torch.linalg.eigvalsh(known), torch.nan)
    rounding = kernel.shape[-1] * torch.finfo(kernel.dtype).eps * values[:, -1:]
    return torch.where(values <= rounding, 0, values)
