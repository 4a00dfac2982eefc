"""What the page does not ask for is refused in one line, and the page goes on working."""

from __future__ import annotations

import logging
import socket

import pytest

from viz.explorer import World

pytestmark = pytest.mark.usefixtures("dash_there")

_CALLS = "/_dash-update-component"
_HERE = {"Host": "127.0.0.1:8050"}
_JUNK = [True, -1, 0.5, 10**30, float("nan"), "", "r99", [], {}, [[]], {"id": "run"}, "٣"]


@pytest.fixture(scope="module")
def app(folders):
    from viz.explorer import make_app

    made = make_app(World.open(folders))
    made._setup_server()
    return made


@pytest.fixture
def ask(app):
    client = app.server.test_client()

    def post(body=None, **raw):
        return client.post(_CALLS, headers=_HERE, **(raw or {"json": body}))

    post.get = client.get
    return post


def _details(run="r0", chosen=5, **changes):
    """Return what the page asks for where an architecture is chosen."""
    told = (("chosen", "data", chosen), ("run", "value", run), ("theme", "data", "light"))
    inputs = [dict(zip(("id", "property", "value"), one, strict=True)) for one in told]
    about = {"output": "details-body.children", "inputs": inputs, "changedPropIds": ["chosen.data"]}
    return about | {"outputs": {"id": "details-body", "property": "children"}} | changes


def _is_refused(answer, caplog, code=400):
    text = answer.get_data(as_text=True)
    said = [record.getMessage() for record in caplog.records]
    one_line = text.count("\n") == 1 and len(said) == 1 and "\n" not in said[0]
    return answer.status_code == code and one_line and "Traceback" not in caplog.text


def test_what_the_page_asks_is_answered_without_a_word(ask, caplog):
    assert ask(_details()).status_code == 200
    assert not caplog.records


def test_an_output_of_several_callbacks_is_named_as_dash_does(app, ask, caplog):
    (output,) = [name for name in app.callback_map if name.startswith("..chosen.data@")
                 and name.endswith("notice.children..")]  # fmt: skip
    places = output.strip(".").split("...")
    outputs = [dict(zip(("id", "property"), one.split("."), strict=True)) for one in places]
    told = (("find", "value", "12"), ("run", "value", "r0"))
    inputs = [dict(zip(("id", "property", "value"), one, strict=True)) for one in told]
    body = {
        "output": output,
        "outputs": outputs,
        "inputs": inputs,
        "changedPropIds": ["find.value"],
    }
    state = [{"id": "space", "property": "value", "value": "nb201"}]
    assert ask(body | {"state": state}).status_code == 200
    assert not caplog.records


@pytest.mark.parametrize("data", [b"", b"{", b"[" * 100_000, b"\xff\xfe", b"null", b"3", b"{}"])
@pytest.mark.parametrize("kind", ["application/json", "text/plain"])
def test_what_is_no_request_of_dash_is_refused(ask, caplog, data, kind):
    assert _is_refused(ask(data=data, content_type=kind), caplog)
    assert ask(_details()).status_code == 200


@pytest.mark.parametrize(
    "changes",
    [
        {"output": "nothing.children"},
        {"output": "walk-said.children"},  # the browser's own
        {"output": ["a"]},
        {"inputs": []},
        {"inputs": [None, 3, {}]},
        {"inputs": None},
        {"state": [1]},
        {"outputs": {"id": "run", "property": "value"}},
        {"changedPropIds": ["run"]},
        {"changedPropIds": 3},
        {"run": None},
        {"run": "r99"},
        {"run": ["r0"]},
        {"chosen": "5"},
        {"chosen": -1},
    ],
)
def test_a_callback_that_the_page_does_not_make_is_refused(ask, caplog, changes):
    assert _is_refused(ask(_details(**changes)), caplog)


@pytest.mark.parametrize("junk", _JUNK, ids=repr)
def test_no_value_of_another_kind_is_a_fault(app, ask, caplog, junk):
    for output, known in app.callback_map.items():
        if "callback" not in known:
            continue
        inputs, state = ([{**one, "value": junk} for one in known[part]]
                         for part in ("inputs", "state"))  # fmt: skip
        body = {"output": output, "outputs": [], "inputs": inputs, "state": state}
        assert ask(body).status_code == 400, output
    assert "Traceback" not in caplog.text


def test_runs_of_different_spaces_are_not_looked_at_together(app, ask, caplog, world, monkeypatch):
    from viz.explorer.asked import Asked, NotAskedError

    outputs = {"id": "score-base", "property": "data"}
    told = (("run", "value", "r0"), ("other", "value", "r1"), ("theme", "data", "light"))
    inputs = [dict(zip(("id", "property", "value"), one, strict=True)) for one in told]
    body = {"output": "score-base.data", "outputs": outputs, "inputs": inputs}
    assert ask(body).status_code == 200
    asked = Asked(world, app.callback_map)
    asked.check(body)
    monkeypatch.setitem(world.landscapes["r1"].run.summary, "space", "sss")
    with pytest.raises(NotAskedError, match="different spaces"):
        asked.check(body)


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://[::1"}, {"Origin": "http://[x]"}, {"Host": ""}]
)
def test_an_address_that_is_none_is_no_fault(ask, caplog, headers):
    answer = ask.get("/", headers=_HERE | headers)
    assert answer.status_code in (400, 403)
    assert answer.get_data(as_text=True).count("\n") == 1
    assert "Traceback" not in caplog.text


def test_a_request_of_any_size_is_not_read(app, ask, caplog, monkeypatch):
    monkeypatch.setitem(app.server.config, "MAX_CONTENT_LENGTH", 1000)
    assert ask(data=b" " * 1001, content_type="application/json").status_code == 413


def test_a_script_that_dash_does_not_have_is_not_found(ask):
    assert ask.get("/_dash-component-suites/dash/no.js", headers=_HERE).status_code == 404


def test_a_fault_of_ours_is_one_line_and_its_traceback_for_who_asks(app, ask, caplog, monkeypatch):
    def broken(*_, **__):
        raise RuntimeError("no\nway")

    monkeypatch.setitem(app.callback_map["details-body.children"], "callback", broken)
    with caplog.at_level(logging.INFO):
        assert _is_refused(ask(_details()), caplog, 500)
    with caplog.at_level(logging.DEBUG, "landscape"):
        ask(_details())
    assert "Traceback" in caplog.text


def test_a_line_of_bytes_that_is_no_request_is_no_fault(address, capfd):
    host, port = address.removeprefix("http://").split(":")
    for line in (b"GET http://[::1/ HTTP/1.1", b"\x16\x03\x01"):
        with socket.create_connection((host, int(port)), timeout=60) as sent:
            sent.sendall(line + b"\r\nHost: " + f"{host}:{port}".encode() + b"\r\n\r\n")
            assert b"400" in sent.recv(4096)
    assert "Traceback" not in capfd.readouterr().err
