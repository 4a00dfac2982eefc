"""What README shows of Python is true."""

from __future__ import annotations

import re
from pathlib import Path

README = (Path(__file__).parents[1] / "README.md").read_text()


def test_the_python_of_the_readme_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = "\n".join(re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
    assert program.count("synflow") == 1
    exec(compile(program.replace("synflow", "flops"), "README.md", "exec"), {})  # scored at once
    assert (tmp_path / "mlon.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "runs" / "own" / "mlon.html").exists()
