"""Figures in files."""

from __future__ import annotations

import subprocess
import sys

import pytest

import viz
from landscape.errors import OptionError, OutputError
from tests.viz.networks import diamond
from viz import mlon_figure, save
from viz.look.look import SUFFIXES


@pytest.mark.parametrize("suffix", [*SUFFIXES, ".PNG"])
def test_saves_by_suffix_and_leaves_nothing_else(tmp_path, suffix):
    path = save(mlon_figure(diamond()), tmp_path / f"figure{suffix}")
    assert path.stat().st_size > 5_000
    assert list(tmp_path.iterdir()) == [path]


def test_replaces_a_file(tmp_path):
    (tmp_path / "figure.svg").write_text("old")
    save(mlon_figure(diamond()), str(tmp_path / "figure.svg"))
    assert (tmp_path / "figure.svg").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize("name", ["figure", "figure.gif", "figure.html.gz"])
def test_unknown_suffix_lists_the_known(tmp_path, name):
    with pytest.raises(OptionError, match=r"\.html, \.pdf, \.png, \.svg"):
        save(mlon_figure(diamond()), tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_unwritable_place(tmp_path):
    with pytest.raises(OutputError, match="missing"):
        save(mlon_figure(diamond()), tmp_path / "missing" / "figure.svg")


def test_folder_in_the_way(tmp_path):
    (tmp_path / "figure.svg").mkdir()
    with pytest.raises(OutputError, match=r"figure\.svg"):
        save(mlon_figure(diamond()), tmp_path / "figure.svg")
    assert [path.name for path in tmp_path.iterdir()] == ["figure.svg"]


def loaded_after(code):
    found = f"{code}; import sys; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    run = subprocess.run([sys.executable, "-c", found], check=True, capture_output=True, text=True)
    return set(run.stdout.split())


def test_import_loads_no_drawing_library():
    assert not loaded_after("import viz") & {"plotly", "matplotlib", "igraph", "numpy"}


def test_data_need_no_drawing_library():
    loaded = loaded_after("import viz; viz.mlon_figure; viz.MlonFigure; viz.save")
    assert not loaded & {"plotly", "matplotlib", "pyarrow", "torch"}


def test_all_names_exist():
    assert set(viz.__all__) <= set(dir(viz))
    assert all(getattr(viz, name).__doc__ for name in viz.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        viz.nothing  # noqa: B018
