"""The JSON document in a score file's metadata: what the columns mean and how they were made."""

from __future__ import annotations

import json
import operator
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from landscape.disk.canonical import JSON, canonical_json
from landscape.errors import DataError
from landscape.scores.metric import Metric

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

__all__ = ["FORMAT", "METADATA_KEY", "Document"]

FORMAT = 2
"""Version of the file format; a file of another version is refused."""

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
    rows
        Number of configurations there are rows of; None if that is all of the space.
    """

    space: str
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    settings: Mapping[str, Mapping[str, JSON]] = field(default_factory=dict)
    provenance: Mapping[str, JSON] = field(default_factory=dict)
    rows: int | None = None

    def to_json(self) -> str:
        """Return the document as one JSON text, the same for the same content."""
        return canonical_json(
            {
                "format": FORMAT,
                "space": self.space,
                "metrics": {name: _fields(metric) for name, metric in self.metrics.items()},
                "settings": {name: dict(made) for name, made in self.settings.items()},
                "provenance": dict(self.provenance),
                "rows": self.rows,
            }
        )

    @classmethod
    def from_metadata(cls, metadata: Mapping[bytes, bytes], path: Path) -> Document:
        """Read the document in the metadata of the file `path`.

        Raises
        ------
        DataError
            If there is none, or it is of another format, or makes no sense.
        """
        if METADATA_KEY not in metadata:
            raise DataError(
                f"{path} was not written by this toolkit: expected {METADATA_KEY.decode()!r} in "
                "its metadata; give it as a table of your own, with --scores FILE --metric COLUMN"
            )
        try:
            content = json.loads(metadata[METADATA_KEY])
            found = content["format"]
            is_later = found > FORMAT
            document = cls._from_json(content) if found == FORMAT else None
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise DataError(
                f"{path} describes its columns in a way that makes no sense "
                f"({type(error).__name__}: {error}): delete it and score again"
            ) from error
        if document is None:
            advice = (
                "upgrade nas-landscape, or score again into another --out"
                if is_later
                else "delete it and score again"
            )
            raise DataError(f"{path} has format {found}, this version reads {FORMAT}: {advice}")
        return document

    @classmethod
    def _from_json(cls, content: Mapping[str, Any]) -> Document:
        metrics = {n: Metric(name=n, **fields) for n, fields in content["metrics"].items()}
        settings = {n: dict(made) for n, made in content["settings"].items()}
        if not settings.keys() <= metrics.keys():
            raise ValueError(f"settings of {', '.join(settings)}")
        rows = content["rows"]
        rows = rows if rows is None else operator.index(rows)
        return cls(content["space"], metrics, settings, dict(content["provenance"]), rows)


def _fields(metric: Metric) -> dict[str, JSON]:
    return {name: value for name, value in asdict(metric).items() if name != "name"}
