"""Messages and progress are shown where the work is done: in a notebook, a log, or by who asks."""

import logging

import pytest

from landscape import reporter
from landscape.reporter import progress, say, show_progress_by, warn


class Page:
    """The outputs of a notebook's cell."""

    def __init__(self):
        self.shown, self.bars = [], []

    def display(self, data, *, raw, display_id):
        assert display_id
        self.update(data, raw=raw)
        return self

    def update(self, data, *, raw):
        assert raw
        self.shown.append(data["text/plain"])
        self.bars.append(data.get("text/html"))


@pytest.fixture
def page(monkeypatch):
    page = Page()
    monkeypatch.setattr(reporter, "_shown", {"by": None})
    monkeypatch.setattr(reporter, "_display", lambda: page.display)
    return page


def silenced(monkeypatch):
    """Return the log as a program finds it that has set up nothing: without pytest's handlers."""
    log = logging.getLogger("landscape")
    monkeypatch.setattr(log, "propagate", False)
    monkeypatch.setattr(log, "handlers", [])
    monkeypatch.setattr(log, "level", logging.NOTSET)
    return log


def test_a_notebook_shows_progress_as_a_bar_that_is_gone_in_the_end(page):
    now = iter(range(100))
    with progress(10, 0, "counting", "sheep", clock=lambda: next(now)) as update:
        update(5, "two are black")
    assert page.shown[0] == "counting …"
    assert page.shown[1].startswith("counting: 5 of 10 sheep, ")
    assert page.shown[1].endswith("left, two are black")
    assert page.shown[2:] == [""]
    begun, half, gone = page.bars
    assert '<progress value="0" max="10" ' in begun
    assert half == f'<progress value="5" max="10" aria-label="counting"></progress> {page.shown[1]}'
    assert gone is None


def test_where_nobody_knows_how_much_there_is_no_time_left(page):
    now = iter(range(100))
    with progress(0, 0, "counting", "sheep", clock=lambda: next(now)) as update:
        update(5, "two are black")
    assert page.shown[1].startswith("counting: 5 sheep, ")
    assert page.shown[1].endswith(" sheep/s, two are black")
    assert page.bars[1].startswith('<progress aria-label="counting">')


def test_a_notebook_is_not_flooded(page):
    with progress(1000, 0, clock=lambda: 7.0) as update:
        for done in range(1000):
            update(done)
    assert page.shown == ["scoring …", ""]


def test_messages_are_shown_on_stderr(monkeypatch, capsys):
    silenced(monkeypatch)
    say("reading")
    warn("little is known")
    assert capsys.readouterr().err == "reading\nlittle is known\n"


def test_a_program_that_set_up_its_log_keeps_it(page, monkeypatch, capsys):
    silent = silenced(monkeypatch)
    silent.addHandler(logging.NullHandler())
    say("reading")
    assert capsys.readouterr().err == ""
    assert len(silent.handlers) == 1


def test_somebody_else_may_show_progress(page):
    seen = []

    class Shown:
        def __init__(self, pace, what):
            seen.append((what, pace.total, pace.done))

        def __enter__(self):
            return lambda n_done, more="": seen.append(n_done)

        def __exit__(self, *_):
            seen.append("end")

    show_progress_by(Shown)
    with progress(3, 1, "counting") as update:
        update(2)
    assert seen == [("counting", 3, 1), 2, "end"]
    assert page.shown == []
