"""Who is answered, and what an answer may bring along."""

from __future__ import annotations

import http.client
import socket
from contextlib import closing

import pytest

from landscape.errors import OptionError

pytestmark = pytest.mark.usefixtures("dash_there")


def _ask(address, path="/", **headers):
    host, port = address.removeprefix("http://").split(":")
    with closing(http.client.HTTPConnection(host, int(port), timeout=60)) as connection:
        connection.putrequest("GET", path, skip_host=True)
        for name, value in ({"Host": f"{host}:{port}"} | headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()


@pytest.mark.parametrize("host", ["127.0.0.1:1", "localhost", "localhost:8050"])
def test_this_machine_is_answered_by_its_own_names(address, host):
    assert _ask(address, Host=host)[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "[::2]:80"])
def test_another_name_is_refused(address, host):
    status, _, content = _ask(address, Host=host)
    assert status >= 400
    assert b"dash" not in content.lower()


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/assets/explorer.js"])
def test_pages_of_other_sites_are_refused(address, path):
    assert _ask(address, path, Origin="https://evil.example")[0] == 403


def test_the_page_may_fetch_nothing_from_elsewhere(address):
    _, headers, content = _ask(address)
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert "connect-src 'self'" in headers["Content-Security-Policy"]
    assert b"https://" not in content.replace(b"https://dash-version.plotly.com", b"")


def test_dash_is_told_to_stay_quiet(address):
    content = _ask(address)[2]
    for setting in (b'"ui":false', b'"disable_version_check":true', b'"serve_locally":true'):
        assert setting in content.replace(b": ", b":")
    assert b"hot_reload" not in content


def test_the_server_is_bound_to_this_machine_and_takes_another_port():
    from viz.explorer.server import listen

    with closing(listen()) as first, closing(listen()) as second:
        assert {first.getsockname()[0], second.getsockname()[0]} == {"127.0.0.1"}
        assert first.getsockname()[1] != second.getsockname()[1]


def test_a_port_that_is_taken_is_said_in_one_line():
    from viz.explorer.server import listen

    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OptionError, match=f"port {port} cannot be had"):
            listen(port)


@pytest.mark.parametrize("port", [-1, 70_000])
def test_a_port_that_cannot_be_is_refused(port):
    from viz.explorer.server import listen

    with pytest.raises(OptionError, match=f"port {port} cannot be had"):
        listen(port)
