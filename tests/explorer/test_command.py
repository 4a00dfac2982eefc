"""What ``landscape explore`` says when it cannot begin, and how it begins and ends."""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys

import pytest

from landscape.errors import DataMissingError, OptionError
from viz import explore

_START = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job ignores it
from landscape.cli.commands.explore import explore
from landscape.cli.console import set_verbosity
from landscape.options.explore import ExploreOptions
set_verbosity(0)
explore(ExploreOptions(sys.argv[1:], port=0, no_browser=True))
"""


def test_without_dash_one_line_says_what_to_install(monkeypatch, folders):
    monkeypatch.setattr("viz.explorer.explore.find_spec", lambda name: None)
    with pytest.raises(DataMissingError, match=r'pip install -e "\.\[explore\]"'):
        explore(folders, no_browser=True)


@pytest.mark.usefixtures("dash_there")
def test_a_run_that_is_not_there_is_said_before_anything_is_served(tmp_path, folders):
    with pytest.raises(DataMissingError, match="no-such-run holds no run"):
        explore([*folders, tmp_path / "no-such-run"], no_browser=True)


@pytest.mark.usefixtures("dash_there")
def test_a_search_alone_is_refused(folders):
    with pytest.raises(OptionError, match="no landscape among"):
        explore(folders[-1:], no_browser=True)


@pytest.mark.usefixtures("dash_there")
def test_it_prints_its_address_answers_and_ends_by_ctrl_c(folders):
    with subprocess.Popen(
        [sys.executable, "-c", _START, *map(str, folders)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"CUDA_VISIBLE_DEVICES": ""},
    ) as run:
        try:
            address = run.stdout.readline().strip()
            assert address.startswith("http://127.0.0.1:")
            where = address.removeprefix("http://").rstrip("/")
            connection = http.client.HTTPConnection(where, timeout=60)
            connection.request("GET", "/")
            assert connection.getresponse().status == 200
            connection.close()
            run.send_signal(signal.SIGINT)
            stdout, stderr = run.communicate(timeout=60)
        finally:
            run.kill()
    assert run.returncode == 0
    assert stdout == ""
    assert stderr.splitlines() == ["Ctrl-C ends it"]
