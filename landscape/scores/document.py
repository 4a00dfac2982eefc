"""The JSON document in a score file's metadata: what the columns mean and how they were made."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from landscape.errors import DataError
from landscape.scores.metric import Metric
from landscape.scores.settings import JSON, canonical_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FORMAT", "METADATA_KEY", "Document"]

FORMAT = 1
"""Version of the file format; a file of a later version is refused."""

METADATA_KEY = b"nas-landscape"
"""Key of the document in the metadata of a score file."""


@dataclass(frozen=True)
class Document:
    """What a score file says of itself.

    Attributes
    ----------
    space
        Name of the space.
    metrics
        Name of each column → its meaning.
    settings, provenance
        See `ScoreTable`.
    """

    space: str
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    settings: Mapping[str, JSON] = field(default_factory=dict)
    provenance: Mapping[str, JSON] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the document as one JSON text, the same for the same content."""
        return canonical_json(
            {
                "format": FORMAT,
                "space": self.space,
                "metrics": {name: _fields(metric) for name, metric in self.metrics.items()},
                "settings": dict(self.settings),
                "provenance": dict(self.provenance),
            }
        )

    @classmethod
    def from_metadata(cls, metadata: Mapping[bytes, bytes], path: Path) -> Document:
        """Read the document in the metadata of the file `path`.

        Raises
        ------
        DataError
            If there is none, or it is of a later format, or makes no sense.
        """
        if METADATA_KEY not in metadata:
            raise DataError(
                f"{path} was not written by this toolkit: expected {METADATA_KEY.decode()!r} in "
                "its metadata; give it as a table of your own, with --scores FILE --metric COLUMN"
            )
        try:
            content = json.loads(metadata[METADATA_KEY])
            is_later = content["format"] > FORMAT
            document = None if is_later else cls._from_json(content)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError(
                f"{path} describes its columns in a way that makes no sense "
                f"({type(error).__name__}: {error}): delete it and score again"
            ) from error
        if document is None:
            raise DataError(
                f"{path} has format {content['format']}, this version reads up to {FORMAT}: "
                "upgrade nas-landscape, or score again into another --out"
            )
        return document

    @classmethod
    def _from_json(cls, content: Mapping[str, Any]) -> Document:
        metrics = {n: Metric(name=n, **fields) for n, fields in content["metrics"].items()}
        return cls(
            content["space"], metrics, dict(content["settings"]), dict(content["provenance"])
        )


def _fields(metric: Metric) -> dict[str, JSON]:
    return {name: value for name, value in asdict(metric).items() if name != "name"}
