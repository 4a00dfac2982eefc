"""The explorer as a Dash application that talks to this machine only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dash import Dash, set_props

from landscape.errors import LandscapeError
from viz.explorer.callbacks import register_callbacks
from viz.explorer.gate import guard
from viz.explorer.layout import page

if TYPE_CHECKING:
    from viz.explorer.world import World

__all__ = ["make_app"]

_POLICY = "; ".join(
    (
        "default-src 'none'",
        # plotly's WebGL traces are compiled in the browser
        "script-src 'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' data: blob:",
        "worker-src 'self' blob:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


def make_app(world: World) -> Dash:
    """Return the application that shows a world.

    It asks nothing of any other machine, and tells the browser to refuse whatever would; requests
    under another name than this machine's are not answered, so that no page of another site can
    read along.

    Parameters
    ----------
    world
        What to show.
    """
    app = Dash(
        __name__,
        serve_locally=True,
        title="Landscape explorer",
        update_title="",
        add_log_handler=False,
        on_error=_tell,
        # what tells that controls of absent parts are not there
        suppress_callback_exceptions=True,
    )
    app.enable_dev_tools(
        debug=False,
        dev_tools_ui=False,
        dev_tools_props_check=False,
        dev_tools_serve_dev_bundles=False,
        dev_tools_hot_reload=False,
        dev_tools_disable_version_check=True,
    )
    app.server.after_request(_seal)
    app.layout = page(world)
    register_callbacks(app, world)
    guard(app, world)
    return app


def _tell(error: Exception) -> None:
    """Show what a run's files are refused for; anything else is a fault, and stays one."""
    if not isinstance(error, LandscapeError):
        raise error
    set_props("notice", {"children": str(error)})


def _seal(response: Any) -> Any:
    response.headers["Content-Security-Policy"] = _POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
