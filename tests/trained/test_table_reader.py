"""Tables that users bring, as benchmarks."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from landscape.benchmarks.choice import Measurement, choose
from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.mapping import MappedColumn
from landscape.benchmarks.readers.tabular import TableReader
from landscape.benchmarks.table import open_table
from landscape.errors import DataError, LandscapeError, OptionError
from landscape.scores.keys import Reading
from landscape.spaces import get_space
from tests.trained.worlds import SPACE


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("acc=test_acc", ("acc", "test_acc", "", "", False, "%", None)),
        (
            "a b=val_acc,dataset=cifar10-valid,hp=12,epoch=12,run=777,resolution=0.004",
            ("a b", "val_acc@12#777", "cifar10-valid", "12", False, "%", 0.004),
        ),
        ("e=error,minimize,unit=percent", ("e", "error", "", "", True, "percent", None)),
        ("l=val_loss", ("l", "val_loss", "", "", True, "", None)),
    ],
)
def test_a_line_of_text_says_what_a_column_means(text, expected):
    mapped = MappedColumn.parse(text)
    metric = mapped.metric
    assert (
        *(mapped.source, mapped.column.name, mapped.dataset, mapped.hp),
        *(metric.minimize, metric.unit, metric.resolution),
    ) == expected


@pytest.mark.parametrize(
    "text",
    [
        *("", "acc", "=test_acc", "acc=", "acc=a/b", "acc=test_acc,when=3", "acc=test_acc,epoch="),
        *("acc=test_acc,epoch=-1", "acc=test_acc,epoch=1.5", "acc=test_acc,dataset=a/b"),
        *(
            "acc=test_acc,resolution=fine",
            "acc=test_acc,resolution=1-1",
            "acc=test_acc,minimize=no",
        ),
        *("acc=test_acc,resolution=0", "acc=test_acc,epoch=1,epoch=2", "acc=test_acc,hp="),
        *("acc=index", "acc=arch", "acc=test_acc,run=mean"),
    ],
)
def test_other_text_is_refused_in_one_line(text):
    with pytest.raises(OptionError) as error:
        MappedColumn.parse(text)
    assert "\n" not in str(error.value)


@pytest.fixture
def path(tmp_path):
    frame = pd.DataFrame(
        {
            "arch": [5, 0, 3, 3],
            "kind": ["a", "a", "a", "b"],
            "acc": [50.0, 10.0, None, 30.0],
            "acc2": [52.0, None, None, 32.0],
        }
    )
    frame.to_parquet(tmp_path / "mine.parquet")
    return tmp_path / "mine.parquet"


def scores(folder, path, *columns, question="test_acc", **options):
    mapping = [MappedColumn.parse(text) for text in columns]
    reader = TableReader(path, SPACE, "mine", mapping, Reading(**options))
    tables = [open_table(p) for p in import_benchmark(reader, folder, provenance={})]
    return choose(tables, Measurement(question), "").scores()


def test_columns_become_runs_of_a_metric(tmp_path, path):
    mean = scores(tmp_path, path, "acc=test_acc,epoch=9,run=1", "acc2=test_acc,epoch=9,run=2")
    np.testing.assert_array_equal(mean, [10, np.nan, np.nan, 31, np.nan, 51])


def test_rows_can_be_chosen_by_a_column(tmp_path, path):
    found = scores(tmp_path, path, "acc=test_acc", where=("kind=a",))
    np.testing.assert_array_equal(found, [10, np.nan, np.nan, np.nan, np.nan, 50])
    with pytest.raises(DataError, match="no row with kind = c: expected one of a, b"):
        scores(tmp_path, path, "acc=test_acc", where=("kind = c",))
    with pytest.raises(LandscapeError, match="unknown column 'kinds': did you mean 'kind'"):
        scores(tmp_path, path, "acc=test_acc", where=("kinds = c",))


def test_a_column_keeps_its_name_if_it_can():
    assert MappedColumn.as_it_is("test_acc").metric.unit == "%"
    with pytest.raises(OptionError, match=r"column '\(%\)' cannot keep its name"):
        MappedColumn.as_it_is("(%)")
    assert [MappedColumn.as_it_is(n).metric.name for n in ("a b", "top-1 (%)", "_x", ".y")] == [
        *("a_b", "top-1", "_x", "y")
    ]


def test_columns_that_would_mean_the_same_are_refused(tmp_path, path):
    with pytest.raises(OptionError, match="'acc' and 'acc2' would both be test_acc"):
        scores(tmp_path, path, "acc=test_acc", "acc2=test_acc")
    with pytest.raises(OptionError, match="'acc' and 'acc2' say different things of x"):
        scores(tmp_path, path, "acc=x,epoch=1", "acc2=x,epoch=2,minimize")


def test_a_mean_is_not_averaged_with_its_runs(tmp_path, path):
    with pytest.raises(OptionError, match="'acc' has no run, and 'acc2' is run 1 of the same"):
        scores(tmp_path, path, "acc=test_acc,epoch=9", "acc2=test_acc,epoch=9,run=1")


def test_the_key_is_part_of_what_was_read(path):
    mapping = [MappedColumn.parse("acc=test_acc")]
    readings = (Reading(), Reading("arch"))
    kinds = [TableReader(path, SPACE, "mine", mapping, one).identity for one in readings]
    assert kinds[0] != kinds[1]


def test_a_column_without_a_number_is_refused(tmp_path):
    pd.DataFrame({"arch": [0], "acc": [None]}).to_parquet(tmp_path / "empty.parquet")
    with pytest.raises(DataError, match="every value of acc is missing"):
        scores(tmp_path, tmp_path / "empty.parquet", "acc=test_acc")


def test_a_real_table_of_runs_has_the_published_mean(tmp_path, data_dir):
    names = [f"cifar10valid_valid_acc_200ep_run{k}" for k in range(3)]
    texts = [
        f"{name}=val_acc,dataset=cifar10-valid,hp=200,epoch=200,run={k},resolution=0.004"
        for k, name in enumerate(names)
    ]
    mapping = [MappedColumn.parse(text) for text in texts]
    space = get_space("nb201")
    reader = TableReader(data_dir / "nats_tss_runs.parquet", space, "runs", mapping)
    (path,) = import_benchmark(reader, tmp_path, provenance={})
    choice = choose([open_table(path)], Measurement("val_acc", "cifar10"), "")
    published = pd.read_parquet(data_dir / "nats_tss.parquet")
    expected = np.empty(space.size)
    numbers = [space.parse(text) for text in published["arch_str"]]
    expected[numbers] = published["cifar10valid_valid_acc_200ep"]
    np.testing.assert_allclose(choice.scores(), expected, atol=1e-5)
    assert choice.metric.resolution == pytest.approx(0.004 / 6)
