"""A server for one reader: bound to this machine, at a port that is free."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from werkzeug.serving import WSGIRequestHandler, make_server

from landscape.errors import OptionError

if TYPE_CHECKING:
    from dash import Dash
    from werkzeug.serving import BaseWSGIServer

__all__ = ["HOST", "listen", "serve"]

HOST = "127.0.0.1"
_USUAL_PORT = 8050
_log = logging.getLogger("landscape.explorer")


def listen(port: int | None = None) -> socket.socket:
    """Return a socket that is bound to this machine alone.

    Parameters
    ----------
    port
        Where; by default 8050, or any free port if that is taken.

    Raises
    ------
    OptionError
        If that port is taken, or not one this user may have.
    """
    if port is not None:
        try:
            return _bound(port)
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or "expected a number from 1 to 65535"
            raise OptionError(
                f"port {port} cannot be had ({reason}): give another --port, or none"
            ) from error
    try:
        return _bound(_USUAL_PORT)
    except OSError:
        return _bound(0)


def serve(app: Dash, where: socket.socket) -> BaseWSGIServer:
    """Return a server of the application, ready for ``serve_forever``; it logs no requests."""
    port = where.getsockname()[1]
    return make_server(
        HOST, port, app.server, threaded=True, request_handler=_Quiet, fd=where.fileno()
    )


def _bound(port: int) -> socket.socket:
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen(128)
    except BaseException:
        listening.close()
        raise
    return listening


class _Quiet(WSGIRequestHandler):
    def run_wsgi(self) -> None:
        """Answer a request; one for what is no address is refused before anybody reads it."""
        try:
            urlsplit(self.path)
        except ValueError:
            _log.warning("%s %.100r refused: no address", self.command, self.path)
            self.path = "/"  # which is read once more where the answer is noted
            self.send_error(400)
        else:
            super().run_wsgi()

    def log(self, type: str, message: str, *args: Any) -> None:
        """Say nothing of single requests."""
