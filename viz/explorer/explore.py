"""`viz.explore`: a local page to look at saved runs."""

from __future__ import annotations

import threading
import webbrowser
from dataclasses import dataclass
from html import escape
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from landscape.errors import DataMissingError, OptionError
from landscape.options.base import takes
from landscape.options.explore import ExploreOptions
from landscape.runs.folders import fitting, folder_of

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from werkzeug.serving import BaseWSGIServer

__all__ = ["Explorer", "explore"]


@takes(ExploreOptions)
def explore(options: ExploreOptions) -> Explorer:
    """Look at saved runs in the browser: networks, fitness, basins, searches walking on them.

    The page is served by a thread of this program: the call returns at once, and ``.stop()`` ends
    it, as the end of the program does. ``.wait()`` blocks until then, which a script does and
    Ctrl-C ends; ``with viz.explore(...) as explorer:`` stops it where the block ends.

    In place of a folder a program can hand over a `landscape.LandscapeRun`, what
    `landscape.sample` returned, or a `search.SearchRun`.

    Returns
    -------
    Explorer
        What serves the page. A notebook shows a link; its address is ``.url``.

    Raises
    ------
    DataMissingError
        If Dash is not installed.
    OptionError
        If the port is taken, or a landscape lies in no folder.
    LandscapeError
        If a run cannot be read.

    Examples
    --------
    >>> import landscape, tempfile, viz
    >>> hills = landscape.Landscape(landscape.ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> run = landscape.save(hills, tempfile.mkdtemp(), pictures=False)
    >>> with viz.explore(run, port=0, no_browser=True) as explorer:
    ...     explorer.url.startswith("http://127.0.0.1:")
    True
    """
    if find_spec("dash") is None:
        raise DataMissingError(
            "the explorer needs Dash, which is not installed: pip install dash, or in a clone "
            'of the repository pip install -e ".[explore]"'
        )
    from viz.explorer.world import World

    world = World.open(
        _folder(run) for run in fitting(options.runs, "landscape", "sample", "search")
    )
    from viz.explorer.app import make_app  # slow to import: after what can be wrong with the runs
    from viz.explorer.server import HOST, listen, serve

    where = listen(options.port)
    try:
        server = serve(make_app(world), where)
    except BaseException:
        where.close()
        raise
    explorer = Explorer(f"http://{HOST}:{where.getsockname()[1]}/", server, where)
    if not options.no_browser:
        webbrowser.open(explorer.url)
    return explorer


def _folder(run: object) -> Path:
    folder = folder_of(run)
    if folder is None:
        raise OptionError(f"{run!r:.60} lies in no folder: leave it in one with landscape.save")
    return folder


@dataclass(eq=False)
class Explorer:
    """A page that is served to this machine, until it is stopped.

    Attributes
    ----------
    url
        Its address.

    Examples
    --------
    >>> import landscape, tempfile, viz
    >>> hills = landscape.Landscape(landscape.ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7])
    >>> run = landscape.save(hills, tempfile.mkdtemp(), pictures=False)
    >>> explorer = viz.explore(run, port=0, no_browser=True)
    >>> explorer.is_running
    True
    >>> explorer.stop()
    >>> explorer.is_running
    False
    """

    url: str
    _server: BaseWSGIServer
    _where: socket.socket

    def __post_init__(self) -> None:
        self._thread = threading.Thread(
            target=self._server.serve_forever, name=f"explorer at {self.url}", daemon=True
        )
        self._thread.start()

    @property
    def is_running(self) -> bool:
        """Whether the page is served."""
        return self._thread.is_alive()

    def wait(self) -> None:
        """Block until it is stopped; Ctrl-C raises `KeyboardInterrupt`, and the page stays."""
        self._thread.join()

    def stop(self) -> None:
        """End it; what has ended stays as it is."""
        if self.is_running:
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()
        self._where.close()

    def __enter__(self) -> Explorer:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def __repr__(self) -> str:
        return f"Explorer({self.url!r}{'' if self.is_running else ', stopped'})"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        text = escape(self.url)
        link = f'<a href="{text}" target="_blank" rel="noopener">{text}</a>'
        shown = link if self.is_running else f"{text} (stopped)"
        return {"text/html": f"Explorer: {shown}", "text/plain": repr(self)}
