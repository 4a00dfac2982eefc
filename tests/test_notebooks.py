"""The notebooks run from a clean kernel, and are kept without outputs."""

from __future__ import annotations

from pathlib import Path

import nbclient
import nbformat
import pytest

from tests.cli.command import inside

NOTEBOOKS = sorted((Path(__file__).parents[1] / "notebooks").glob("*.ipynb"))
TRAINED = [
    "imagenet16_test_acc_200ep=test_acc,hp=200,epoch=200,dataset=ImageNet16-120",
    "imagenet16_valid_acc_12ep=val_acc,hp=12,epoch=12,dataset=ImageNet16-120",
    "imagenet16_valid_acc_200ep=val_acc,hp=200,epoch=200,dataset=ImageNet16-120",
]
# The kernel's machinery, not ours: asyncio and sockets it leaves to the garbage collector.
pytestmark = pytest.mark.filterwarnings("default")


def run(path, folder, *, weights="independent"):
    """Run a notebook in a folder, and return what its cells said: text, and kinds of pictures.

    With ``weights="shared"`` it draws none for single architectures, which is a minute of work.
    """
    notebook = nbformat.read(path, as_version=4)
    for cell in notebook.cells:
        cell.source = cell.source.replace('"independent"', f'"{weights}"')
    resources = {"metadata": {"path": folder}}
    nbclient.NotebookClient(notebook, timeout=300, resources=resources).execute()
    outputs = [out for cell in notebook.cells for out in cell.get("outputs", ())]
    shown = [set(out.get("data", {})) for out in outputs]
    pictures = [kinds for kinds in shown if any("plotly" in kind for kind in kinds)]
    return "".join(out.get("text", "") for out in outputs), pictures


@pytest.fixture(autouse=True)
def _no_benchmark(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("LANDSCAPE_DATA", "TORCH_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "none"))


def test_there_are_notebooks():
    assert 1 <= len(NOTEBOOKS) <= 4


# Minutes for what other notebooks and tests do as well; by hand before a release.
_BY_HAND = pytest.mark.slow
_LONG = ("explore_mlon", "landscape_to_search", "proxy_against_accuracy")


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, marks=[_BY_HAND] * (path.stem in _LONG), id=path.stem)
        for path in NOTEBOOKS
    ],
)
def test_a_notebook_runs_from_a_clean_kernel_without_any_file(path, tmp_path):
    said, pictures = run(path, tmp_path)
    assert pictures
    if path.stem != "landscape_to_search":  # which draws over the network, interactively only
        assert all("image/png" in kinds for kinds in pictures)  # as a page of it shows no other
    assert "landscape data import" not in said  # the benchmark that they read is built in


@pytest.mark.parametrize(
    "name", [pytest.param("proxy_against_accuracy", marks=_BY_HAND), "landscape_to_search"]
)
def test_with_a_benchmark_it_tells_the_whole_story(name, tmp_path, data_dir, monkeypatch):
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path / "data"))
    columns = [option for column in TRAINED for option in ("--column", column)]
    table = data_dir / "nats_tss.parquet"
    told = inside("data", "import", "table", table, "--space", "nb201", *columns, cwd=tmp_path)
    assert told.code == 0, told.stderr
    (path,) = (path for path in NOTEBOOKS if path.stem == name)
    said, _ = run(path, tmp_path, weights="shared")
    assert "landscape data import" not in said
    if name == "landscape_to_search":
        assert "test accuracy 46.3" in said


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_kept_without_outputs(path):
    for cell in nbformat.read(path, as_version=4).cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


CELLS = (
    "import numpy as np; from landscape import Landscape, ProductSpace; "
    "from viz import mlon_figure, to_matplotlib; space = ProductSpace([3] * 4); "
    "lon = Landscape(space, np.random.default_rng(0).normal(size=space.size)).monotonic()",
    "lon",
    "mlon_figure(lon)",
    "to_matplotlib(mlon_figure(lon))",
)


def test_what_a_cell_ends_with_is_a_picture_even_beside_a_search_py(tmp_path):
    (tmp_path / "search.py").write_text("raise SystemExit('mine')\n")
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in CELLS])
    resources = {"metadata": {"path": tmp_path}}
    nbclient.NotebookClient(notebook, timeout=300, resources=resources).execute()
    shown = [cell.outputs for cell in notebook.cells]
    assert shown[0] == []
    for (output,), interactive in zip(shown[1:], (True, True, False), strict=True):
        assert "image/png" in output.data
        assert "text/html" not in output.data
        assert any("plotly" in kind for kind in output.data) == interactive
        assert len(output.data["text/plain"]) < 2000
    assert shown[1][0].data["text/plain"].startswith("<MLON of fitness on product: ")
