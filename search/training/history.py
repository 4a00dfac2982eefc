"""What was seen of a network while it was trained."""

from __future__ import annotations

from dataclasses import asdict, dataclass

__all__ = ["Epoch"]


@dataclass(frozen=True)
class Epoch:
    """What one epoch of training showed.

    Attributes
    ----------
    train_loss, train_acc
        Of the training images while they were learnt from, accuracy in percent; NaN if the loss
        was no number any more.
    val_loss, val_acc
        Of the validation images after the epoch.
    seconds
        What the epoch took, validation included.
    """

    train_loss: float
    train_acc: float
    val_loss: float
    val_acc: float
    seconds: float

    @property
    def is_finite(self) -> bool:
        """Whether training can go on."""
        return self.train_loss - self.train_loss == 0

    def as_dict(self) -> dict[str, float]:
        """Return it by name."""
        return asdict(self)
