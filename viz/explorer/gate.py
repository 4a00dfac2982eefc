"""Who is answered, and what: the page's own requests, from this machine; the rest in one line."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from dash.exceptions import DependencyException
from flask import Response, request
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    NotFound,
    UnsupportedMediaType,
)

from viz.explorer.asked import Asked, NotAskedError

if TYPE_CHECKING:
    from dash import Dash

    from viz.explorer.world import World

__all__ = ["guard"]

_HERE = ("127.0.0.1", "localhost")
_CALLS = "/_dash-update-component"
_LARGEST = 256 * 2**20  # bytes of a request: to be exported, figures are sent back
_FAULT = 500
_UNREADABLE = (BadRequest, UnsupportedMediaType, RecursionError, OSError, ValueError)
_log = logging.getLogger("landscape.explorer")


def guard(app: Dash, world: World) -> None:
    """Let an application answer only what the page of a world asks from this machine.

    What else is asked gets one line as its answer, and one in the log. A fault of our own gets its
    traceback there, too, where details are logged.

    Parameters
    ----------
    app
        With all its callbacks.
    world
        What it shows.
    """
    asked = Asked(world, app.callback_map)

    def check() -> None:
        _refuse_strangers()
        if request.path == _CALLS:
            asked_for = _body()
            try:
                asked.check(asked_for)
            except NotAskedError as error:
                raise BadRequest(str(error)) from error

    app.server.config["MAX_CONTENT_LENGTH"] = _LARGEST
    app.server.before_request(check)
    app.server.register_error_handler(Exception, _answer)


def _refuse_strangers() -> None:
    """Refuse whoever calls this machine by another name than its own, or from another page."""
    origin = request.headers.get("Origin")
    try:
        names = [urlsplit(f"//{request.host}").hostname]
        if origin is not None:
            names.append(urlsplit(origin).hostname)
    except ValueError as error:
        raise BadRequest(f"no such place: Host {request.host!r}, Origin {origin!r}") from error
    if not all(name in _HERE for name in names):
        raise Forbidden("the explorer answers 127.0.0.1 and localhost only")


def _body() -> Any:
    """Return what a request brings, read as JSON."""
    try:
        return request.get_json()
    except _UNREADABLE as error:
        raise BadRequest("the request is no JSON that can be read") from error


def _answer(error: Exception) -> Response:
    """Answer in one line, and log one."""
    if isinstance(error, DependencyException):  # of a script that Dash does not have
        error = NotFound()
    if isinstance(error, HTTPException):
        code, said = error.code or _FAULT, error.description or error.name
    else:
        code, said = _FAULT, f"a fault of the explorer: {type(error).__name__}: {error}"
    line = " ".join(said.split())[:300]
    if code == _FAULT:
        _log.error("%s %.100r: %s", request.method, request.path, line)
        _log.debug("where it happened", exc_info=error)
    elif code != BadRequest.code:
        _log.debug("%s %.100r refused: %s", request.method, request.path, line)
    else:
        _log.warning("%s %.100r refused: %s", request.method, request.path, line)
    return Response(line + "\n", code, mimetype="text/plain")
