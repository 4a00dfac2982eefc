"""Product spaces that come with a description: one ``.toml`` file each."""

from __future__ import annotations

import functools
from pathlib import Path

from landscape.spaces.registry import SPACES, SpaceRecord
from landscape.spaces.space_file import read_space

__all__: list[str] = []

for _file in sorted(Path(__file__).parent.glob("*.toml")):
    SPACES.register(SpaceRecord(_file.stem, functools.partial(read_space, _file)))
