"""What is read and written may be named by a text as well as by a path."""

from __future__ import annotations

import numpy as np

from landscape.scores import (
    ScoreTable,
    read_architectures,
    read_scores,
    read_user_scores,
    write_scores,
)
from landscape.spaces import FileSpace, ProductSpace, Variable, read_space


def test_paths_may_be_texts_and_begin_at_home(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    space = ProductSpace([2], name="tiny")
    write_scores("~/s.parquet", ScoreTable("tiny", {"acc": np.array([71.5, 90.0])}), space)
    assert read_scores(str(tmp_path / "s.parquet"), space).column("acc").tolist() == [71.5, 90]
    assert read_user_scores("~/s.parquet", space, "acc").tolist() == [71.5, 90]
    (tmp_path / "list.txt").write_text("1\n")
    assert read_architectures("~/list.txt", space).tolist() == [1]
    tiny = FileSpace([Variable("layer", ("conv", "pool"))], pattern="{}", name="tiny")
    (tmp_path / "tiny.toml").write_text(tiny.description)
    assert read_space("~/tiny.toml").size == 2
