"""Plugins: what a user's own file, or a package that is installed, adds to what is known by name.

A plugin registers spaces, proxies, searches, figures, benchmarks or analyses; see
`landscape.registry`. A file is loaded by ``landscape --load FILE`` or `load_plugin`. A package
names, under the entry points ``landscape.plugins``, a module whose import registers or a function
that does; it is loaded when names are listed, or one is asked for that is none of ours.
"""

from __future__ import annotations

import importlib.util
import logging
import sys
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from threading import RLock
from types import ModuleType
from typing import TYPE_CHECKING

from landscape.errors import DataMissingError, LandscapeError, OptionError
from landscape.lazy import hiding_told

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.metadata import EntryPoint
    from os import PathLike

__all__ = [
    "GROUP",
    "Plugin",
    "PluginFile",
    "attached",
    "load_installed",
    "load_module",
    "load_plugin",
    "loaded_files",
    "loading",
]

GROUP = "landscape.plugins"
"""The entry points of packages that are plugins."""

_log = logging.getLogger("landscape")


@dataclass(frozen=True)
class Plugin:
    """Who brings something.

    Attributes
    ----------
    name
        For people: the name of a file, or a package and its version.
    place
        The path of the file, or the entry point.
    """

    name: str
    place: str


@dataclass(frozen=True)
class PluginFile:
    """A file that was loaded, for another process to load as well.

    Attributes
    ----------
    place
        Its path where it was loaded.
    content
        What was in it.
    attached
        Path of each file that it names, as it names it → what was in that.
    """

    place: str
    content: bytes
    attached: dict[str, bytes] = field(default_factory=dict)

    def load(self, folder: Path) -> None:
        """Load it in this process: from its place if the same is there, else from `folder`.

        Raises
        ------
        LandscapeError
            See `load_plugin`.
        """
        path = Path(self.place)
        if not path.is_file() or path.read_bytes() != self.content:
            path = _unpacked(self.content, folder, path.name)
        unpacked = {
            name: _unpacked(content, folder, Path(name).name)
            for name, content in self.attached.items()
        }
        token = _SENT.set(unpacked)
        try:
            load_plugin(path)
        finally:
            _SENT.reset(token)
        # What is defined in it is known by where it was loaded first.
        sys.modules[_module_name(Path(self.place))] = sys.modules[_module_name(path)]


def _unpacked(content: bytes, folder: Path, name: str) -> Path:
    path = folder / sha256(content).hexdigest()[:16] / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


_FILES: dict[str, PluginFile] = {}
_ATTACHED: ContextVar[dict[str, bytes] | None] = ContextVar("attached", default=None)
_SENT: ContextVar[Mapping[str, Path] | None] = ContextVar("sent", default=None)
_LOADING: ContextVar[Plugin | None] = ContextVar("loading", default=None)
_INSTALLED = {"asked": False}
_LOCK = RLock()


def loading() -> Plugin | None:
    """Return the plugin that is being loaded; None if none is."""
    return _LOADING.get()


def attached(path: Path) -> Path:
    """Return where a file is that a plugin file names, and remember it, to be sent along with it.

    It may lie beside the plugin. Where that was sent to, it is what was sent.

    Parameters
    ----------
    path
        As it is named.
    """
    plugin, found = loading(), _ATTACHED.get()
    if plugin is None or found is None:
        return path
    sent, beside = (_SENT.get() or {}).get(str(path)), Path(plugin.place).parent / path
    place = next((one for one in (sent, path, beside) if one is not None and one.is_file()), None)
    if place is None:
        return path
    found[str(path)] = place.read_bytes()
    return place.resolve()


def load_plugin(path: str | PathLike[str]) -> None:
    """Load a Python file that registers something, as ``landscape --load FILE`` does.

    A file that is loaded again replaces what it registered before.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    DataMissingError, OptionError
        If there is no such file, or it is no Python file.
    LandscapeError
        If it raises anything; errors of this library come as they are.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from landscape import load_plugin
    >>> from landscape.spaces import SPACES
    >>> code = '''
    ... from landscape.spaces import SPACES, ProductSpace, SpaceRecord
    ... SPACES.register(SpaceRecord("coin", lambda: ProductSpace([2], name="coin")))
    ... '''
    >>> with TemporaryDirectory() as folder:
    ...     file = Path(folder) / "coin.py"
    ...     _ = file.write_text(code)
    ...     load_plugin(file)
    >>> SPACES["coin"]().size, SPACES.plugin_of("coin").name
    (2, 'coin.py')
    >>> SPACES.remove("coin")
    """
    load_module(path)


def load_module(path: str | PathLike[str]) -> ModuleType:
    """Load a Python file as `load_plugin` does, and return it as a module; see there."""
    file = attached(Path(path).expanduser())
    if not file.is_file():
        raise DataMissingError(
            f"no file {file}: expected a Python file that registers something of your own, see "
            "docs/extending.md"
        )
    name = _module_name(file)
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None:
        raise OptionError(f"{file}: expected a Python file, with a name that ends in .py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    named: dict[str, bytes] = {}
    token = _ATTACHED.set(named)
    try:
        with _brings(Plugin(file.name, str(file.resolve()))):
            spec.loader.exec_module(module)
    except LandscapeError:
        raise
    except Exception as error:
        raise LandscapeError(
            f"{file} could not be loaded ({type(error).__name__}: {error}): "
            "repair it; -vv shows where it failed"
        ) from error
    finally:
        _ATTACHED.reset(token)
    place = str(file.resolve())
    _FILES[place] = PluginFile(place, file.read_bytes(), named)
    return module


def loaded_files() -> list[PluginFile]:
    """Return the files that this process has loaded, in their order."""
    return list(_FILES.values())


def _module_name(file: Path) -> str:
    """Return what a loaded file is called as a module: no name that could hide another one.

    It has no dots, which would make it a part of a package: pickle would look for that.
    """
    return f"loaded:{file.resolve()}".replace(".", "\N{ONE DOT LEADER}")


def load_installed() -> None:
    """Load the plugins that are installed, once; one that fails is told of and left at that."""
    with _LOCK:  # another thread waits; a plugin that asks for a name does not start again
        if not _INSTALLED["asked"]:
            _INSTALLED["asked"] = True
            from importlib.metadata import entry_points  # every start would pay for it

            for point in entry_points(group=GROUP):
                _load_installed(point)


def _load_installed(point: EntryPoint) -> None:
    package = f"{point.dist.name} {point.dist.version}" if point.dist else point.name
    try:
        with _brings(Plugin(package, f"{point.name} = {point.value}")), hiding_told():
            brought = point.load()
            if callable(brought) and not isinstance(brought, ModuleType):
                brought()
    except (Exception, SystemExit) as error:  # a stranger's: whoever does not need it goes on
        said = str(error) if isinstance(error, LandscapeError) else f"{_kind(error)}: {error}"
        _log.warning(
            "plugin %s of %s could not be loaded (%s): repair it, or uninstall it",
            *(point.name, package, " ".join(said.split())),
        )
        _log.debug("where plugin %s failed:", point.name, exc_info=error)


def _kind(error: BaseException) -> str:
    return type(error).__name__


@contextmanager
def _brings(plugin: Plugin) -> Iterator[None]:
    token = _LOADING.set(plugin)
    try:
        yield
    finally:
        _LOADING.reset(token)
