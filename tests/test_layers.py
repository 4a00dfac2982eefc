"""Imports go one way, and never in a circle: those for types and those inside functions, too."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("landscape", "proxies", "search", "viz")
TOP = ("landscape.cli", "landscape.api", "landscape.__main__")
"""What may import everything. Packages name what `landscape.api` has, for types alone."""

PROFILE = {("landscape.landscape", "landscape.analysis")}
"""The one circle there is: `Landscape.profile` asks analyses, and these are of a Landscape."""

Graph = Mapping[str, Mapping[str, int]]


def imports(root: Path) -> Graph:
    """Return, for each of our modules, those it imports, and in which line first."""
    files = {
        ".".join(path.relative_to(root).with_suffix("").parts).removesuffix(".__init__"): path
        for package in PACKAGES
        for path in (root / package).rglob("*.py")
    }
    graph: dict[str, dict[str, int]] = {}
    for module, path in files.items():
        lines = graph[module] = {}
        for name, line in _imported(ast.parse(path.read_text())):
            known = next((n for n in (name, name.rpartition(".")[0]) if n in files), module)
            if known != module and not (module in PACKAGES and _within(known, "landscape.api")):
                lines.setdefault(known, line)
    return graph


def _imported(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """Yield what is imported, wherever in a module that is said; of names, their modules' too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "we import by full names"
            yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)


def without(graph: Graph, edges: set[tuple[str, str]]) -> Graph:
    """Return the graph without some imports, those of a package's modules included."""
    return {
        source: {
            target: line
            for target, line in targets.items()
            if not any(source == one and _within(target, other) for one, other in edges)
        }
        for source, targets in graph.items()
    }


def circle(graph: Graph) -> list[str]:
    """Return the modules of a circle, first and last the same; none if there is no circle."""
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))
    return []


def upward(graph: Graph) -> dict[tuple[str, str], int]:
    """Return (who, whom) → line of the imports that go up."""
    return {
        (source, target): line
        for source, targets in graph.items()
        for target, line in targets.items()
        if _height(target) > _height(source)
    }


def _height(module: str) -> int:
    if any(_within(module, top) for top in TOP):
        return len(PACKAGES)
    return PACKAGES.index(module.split(".")[0])


def _within(module: str, package: str) -> bool:
    return f"{module}.".startswith(f"{package}.")


@pytest.fixture(scope="module")
def ours() -> Graph:
    return imports(ROOT)


def test_no_modules_import_each_other_in_a_circle(ours):
    found = circle(without(ours, PROFILE))
    told = [f"{one}:{ours[one][other]} imports {other}" for one, other in pairwise(found)]
    assert not found, "\n".join(["a circle of imports:", *told])
    assert circle(ours), "Landscape.profile makes no circle any more: take it off"


def test_imports_go_one_way(ours):
    found = upward(ours).items()
    told = [f"{one}:{line} imports {other}, which is above it" for (one, other), line in found]
    assert not told, "\n".join(told)


def test_circles_and_ways_up_are_found_wherever_they_are(tmp_path):
    files = {
        "landscape/__init__.py": "",
        "landscape/a.py": "if TYPE_CHECKING:\n    from landscape.b import B\n",
        "landscape/b.py": "def f():\n    from landscape import c\n",
        "landscape/c.py": "import landscape.a\n",
        "landscape/d.py": "from viz.e import E\n\n\nfrom landscape.cli.f import F\n",
        "landscape/cli/f.py": "import viz.e\n",
        "viz/e.py": "import landscape.d\nimport numpy.random\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content)
    graph = imports(tmp_path)
    found = circle(graph)
    assert found[0] == found[-1]
    assert set(found) in ({f"landscape.{name}" for name in "abc"}, {"landscape.d", "viz.e"})
    assert upward(graph) == {("landscape.d", "viz.e"): 1, ("landscape.d", "landscape.cli.f"): 4}
    left = without(graph, {("viz.e", "landscape"), ("landscape.b", "landscape.c")})
    assert circle(left) == []
