"""A folder that somebody else holds."""

import threading
from contextlib import contextmanager

from landscape.disk.files import locked
from landscape.errors import LandscapeError


@contextmanager
def held_elsewhere(folder):
    """Hold `folder` in another thread of this process, which is like another process."""
    held, done = threading.Event(), threading.Event()

    def hold():
        with locked(folder):
            held.set()
            done.wait()

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait()
    try:
        yield
    finally:
        done.set()
        thread.join()


def refused_elsewhere(folder):
    """Let another thread of this process ask for `folder`; return what was said against it."""
    said = []

    def enter():
        try:
            with locked(folder):
                said.append("")
        except LandscapeError as error:
            said.append(str(error))

    thread = threading.Thread(target=enter)
    thread.start()
    thread.join()
    return said[0]
