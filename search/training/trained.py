"""A trained network, loaded to be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from landscape.datasets import Dataset
from landscape.errors import DataError, OptionError, UnknownNameError
from landscape.reason import reason
from landscape.spaces import get_space
from proxies.engine.device import choose_device, known_state
from search.training.batches import Batches
from search.training.checkpoint import read_checkpoint
from search.training.images import Part
from search.training.network import build_network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from search.training.checkpoint import Checkpoint
    from search.training.history import Epoch

__all__ = ["TrainedNetwork", "load_trained"]

_AT_ONCE = 256


class TrainedNetwork:
    """A network with trained weights.

    Parameters
    ----------
    module
        The network, images normalised in and logits out.
    task
        Classes and size of the images, and the constants that normalise them.
    checkpoint
        Where the weights come from.

    Attributes
    ----------
    module, task
        As given; the module is in evaluation mode.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Dataset
    >>> from search.training import Part, Recipe, Trainer, TrainingImages, load_trained
    >>> tones = np.repeat(np.array([0, 255], dtype=np.uint8), 8)  # black images, and white ones
    >>> some = Part(np.tile(tones[:, None, None, None], (1, 3, 8, 8)), tones.astype(int) // 255)
    >>> task = Dataset("tones", "Tones", classes=2, size=8, mean=(128.0,) * 3, std=(128.0,) * 3)
    >>> images = TrainingImages(task, train=some, val=some, test=some, source="tones")
    >>> folder, recipe = pathlib.Path(tempfile.mkdtemp()), Recipe(epochs=2, batch_size=8)
    >>> trainer = Trainer(get_space("nb201"), images, recipe, folder, device="cpu")
    >>> _ = trainer.train([3906], epochs=2)
    >>> network = load_trained(folder / "03906" / "epoch-00002.pt", device="cpu")
    >>> network.accuracy, network.predict(some.images[[0, 15]]).tolist()
    (100.0, [0, 1])
    """

    def __init__(
        self, module: torch.nn.Module, task: Dataset, checkpoint: Checkpoint, device: torch.device
    ) -> None:
        self.module, self.task = module.to(device).eval(), task
        self._checkpoint, self._device = checkpoint, device

    @property
    def space(self) -> str:
        """Name of the search space."""
        return str(self.about["space"])

    @property
    def architecture(self) -> str:
        """The architecture as its space writes it."""
        return str(self.about["architecture"])

    @property
    def history(self) -> tuple[Epoch, ...]:
        """What each epoch of training showed."""
        return self._checkpoint.history

    @property
    def accuracy(self) -> float:
        """Accuracy on the validation images in percent."""
        return self.history[-1].val_acc

    @property
    def test_accuracy(self) -> float | None:
        """Accuracy on the test images in percent; None if nobody looked."""
        return self._checkpoint.test_acc

    @property
    def about(self) -> dict[str, Any]:
        """Space, architecture, recipe, seed, and which images it was trained on."""
        return self._checkpoint.about

    @property
    def has_classes(self) -> bool:
        """Whether it tells classes, and not numbers."""
        return bool(self.about.get("targets", "classes") == "classes")

    def predict(self, images: NDArray[Any]) -> NDArray[Any]:
        """Return the most likely class of images, shape ``(n,)``; see `predict_proba`.

        Of a network that was trained for something else than classes, what it returns.
        """
        if self.has_classes:
            likely: NDArray[np.int64] = self.predict_proba(images).argmax(axis=1)
            return likely
        return self._outputs(images).numpy()

    def predict_proba(self, images: NDArray[Any]) -> NDArray[np.float32]:
        """Return the probability of each class.

        Parameters
        ----------
        images
            uint8, 0..255, shape ``(n, 3, size, size)``: normalised here. For a network that was
            trained on other examples, these, as they were in its data.

        Returns
        -------
        float32 of shape ``(n, classes)``

        Raises
        ------
        DataError
            If the images are of another type or shape.
        OptionError
            If there are no classes.
        """
        if not self.has_classes:
            raise OptionError(f"the network of {self.architecture} tells no classes: use predict")
        return self._outputs(images).softmax(dim=1).numpy()

    def _outputs(self, images: NDArray[Any]) -> torch.Tensor:
        """Return what the network returns, on the processor."""
        part = Part(self._checked(images), np.zeros(len(images), dtype=np.int64))
        with known_state(exact=False), torch.no_grad():
            batches = Batches(part, self.task, self._device).in_order(_AT_ONCE)
            found = [self.module(batch).cpu() for batch, _ in batches]
        return torch.cat(found) if found else torch.empty(0, self.task.classes)

    def _checked(self, images: NDArray[Any]) -> NDArray[Any]:
        images = np.asarray(images)
        if self.task.shape is not None:
            if images.shape[1:] != tuple(self.task.shape):
                raise DataError(
                    f"inputs have the shape {images.shape}: expected n × {self.task.shape}, as the "
                    "examples it was trained on"
                )
            return images.astype(np.float32 if images.dtype.kind == "f" else np.int64)
        one = (3, self.task.size, self.task.size)
        if images.dtype != np.uint8 or images.shape[1:] != one:
            raise DataError(
                f"images are {images.dtype} of shape {images.shape}: expected uint8, "
                f"n × 3 × {one[1]} × {one[2]}"
            )
        return images


def load_trained(path: Path | str, *, device: str = "auto") -> TrainedNetwork:
    """Return the network of a checkpoint, ready to predict.

    Parameters
    ----------
    path
        ``network.pt`` of ``landscape train``, ``best.pt`` of ``landscape search --train``, or any
        of their checkpoints.
    device
        ``auto`` (CUDA if there is one), ``cpu``, ``cuda`` or ``cuda:N``.

    Raises
    ------
    DataMissingError
        If there is no such file.
    DataError
        If it is damaged or no checkpoint. Only tensors and plain values are read: nothing in the
        file can run.
    OptionError
        If there is no such device.

    Examples
    --------
    From the command line: ``landscape search mf-nas --train`` leaves the winner in ``best.pt``.

    >>> import pathlib, tempfile
    >>> import numpy as np
    >>> from landscape import get_space
    >>> from proxies import Dataset
    >>> from search.training import Part, Recipe, Trainer, TrainingImages, load_trained
    >>> some = Part(np.zeros((4, 3, 8, 8), dtype=np.uint8), np.array([0, 0, 0, 1]))
    >>> task = Dataset("black", "Black", classes=2, size=8, mean=(128.0,) * 3, std=(128.0,) * 3)
    >>> images = TrainingImages(task, train=some, val=some, test=some, source="black")
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> trainer = Trainer(get_space("nb201"), images, Recipe(epochs=1), folder, device="cpu")
    >>> _ = trainer.train([0], epochs=1)
    >>> network = load_trained(folder / "00000" / "epoch-00001.pt", device="cpu")
    >>> network.architecture, network.predict_proba(some.images).shape
    ('|none~0|+|none~0|none~1|+|none~0|none~1|none~2|', (4, 2))
    """
    path = Path(path)
    checkpoint = read_checkpoint(path)
    about, on = checkpoint.about, choose_device(device)
    try:
        task = Dataset(**about["task"])
        task = task if task.shape is None else replace(task, shape=tuple(task.shape))
        module = build_network(get_space(about["space"]), int(about["configuration"]), task)
        module.load_state_dict(checkpoint.network)
    except UnknownNameError as error:
        raise UnknownNameError(
            f"{path} is of a space that is not known here: load what registers it, with "
            f"landscape.load_plugin ({error})"
        ) from error
    except (KeyError, TypeError, ValueError, IndexError, RuntimeError) as error:
        raise DataError(
            f"{path} does not describe its network ({reason(error)}): expected a file that "
            "landscape train or landscape search --train left"
        ) from error
    return TrainedNetwork(module, task, checkpoint, on)
