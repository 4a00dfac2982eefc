"""`viz.explore` serves the page of the command from a thread, until it is stopped."""

import urllib.error
import urllib.request
import webbrowser

import pytest

import landscape
import viz
from landscape.errors import OptionError
from tests.absent import absent

HILLS = landscape.Landscape(landscape.ProductSpace([3, 3]), [9, 1, 0, 1, 2, 1, 0, 1, 7])


@pytest.fixture(scope="module", autouse=True)
def _dash_there():
    try:
        import dash  # noqa: F401
    except ImportError:
        absent("dash is not installed: pip install -e '.[explore]'")


@pytest.fixture(scope="module")
def run(tmp_path_factory):
    return landscape.save(HILLS, tmp_path_factory.mktemp("hills"), pictures=False)


def answer(url):
    with urllib.request.urlopen(url, timeout=60) as response:
        return response.status, response.read()


def test_it_answers_until_it_is_stopped(run):
    explorer = viz.explore(run, port=0, no_browser=True)
    assert answer(explorer.url)[0] == 200
    assert f'href="{explorer.url}"' in explorer._repr_mimebundle_()["text/html"]
    explorer.stop()
    explorer.stop()
    explorer.wait()
    with pytest.raises(urllib.error.URLError):
        answer(explorer.url)
    assert "(stopped)" in explorer._repr_mimebundle_()["text/html"]
    assert repr(explorer) == f"Explorer({explorer.url!r}, stopped)"


def test_it_opens_the_browser_unless_told_not_to(run, monkeypatch):
    opened = []
    monkeypatch.setattr(webbrowser, "open", opened.append)
    with viz.explore(run.folder, port=0) as explorer:
        assert opened == [explorer.url]
    with viz.explore(run.folder, port=0, no_browser=True):
        assert len(opened) == 1


def test_the_port_is_free_again_where_the_block_ends(run):
    with viz.explore(run, port=0, no_browser=True) as explorer:
        port = int(explorer.url.rstrip("/").rpartition(":")[2])
        with pytest.raises(OptionError, match=f"port {port} cannot be had"):
            viz.explore(run, port=port, no_browser=True)
    viz.explore(run, port=port, no_browser=True).stop()


@pytest.mark.parametrize(
    ("options", "error", "told"),
    [
        ({"prot": 3}, TypeError, "has no option 'prot': did you mean 'port'?"),
        ({"port": "many"}, OptionError, "port 'many': expected a whole number"),
        ({"port": -1}, OptionError, "port -1 cannot be had"),
    ],
)
def test_wrong_use_is_one_clear_line(run, options, error, told):
    with pytest.raises(error, match=r"^[^\n]*$") as raised:
        viz.explore(run, no_browser=True, **options)
    assert told in str(raised.value)


def test_a_landscape_that_lies_nowhere_is_refused():
    with pytest.raises(
        OptionError, match=r"lies in no folder: leave it in one with landscape\.save"
    ):
        viz.explore(HILLS, no_browser=True)
