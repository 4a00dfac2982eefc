import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    ("module", "unwanted"),
    [
        ("landscape", {"pyarrow", "pandas", "filelock"}),
        ("landscape.scores", {"pandas", "torch", "igraph", "plotly", "matplotlib"}),
    ],
)
def test_import_stays_light(module, unwanted):
    script = f"import sys, {module}; print(*sys.modules)"
    loaded = subprocess.check_output([sys.executable, "-c", script], text=True)
    assert not unwanted & set(loaded.split())
