"""Tables that travel with the package: whose they are, what they hold, and that others go first."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from importlib import util
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import landscape
import search
import viz
from landscape import builtin
from landscape.benchmarks import store, table
from landscape.benchmarks.choice import Measurement, choose
from landscape.benchmarks.readers.nats import meta
from landscape.errors import ArchitectureError, DataError, LandscapeError, OptionError
from landscape.scores import read_user_scores
from landscape.spaces.nb201 import _nats_order
from viz.runs.search import search_chart

ROOT = Path(__file__).parents[2]
SPACE = landscape.get_space("nb201")
LARGEST = 5_000_000
NAMES = {"cifar10-valid": "cifar10valid", "ImageNet16-120": "imagenet16"}
SPLITS = {"val": "valid", "test": "test", "valtest": "valtest", "train": "train"}


@pytest.fixture(autouse=True)
def nothing_else(tmp_path, monkeypatch):
    """A machine on which nothing was imported."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("LANDSCAPE_DATA", "TORCH_HOME"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def script():
    """`scripts/make_builtin_tables.py` as a module."""
    spec = util.spec_from_file_location(
        "make_builtin_tables", ROOT / "scripts/make_builtin_tables.py"
    )
    module = util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules[spec.name]


def chosen(metric, dataset=None, space=SPACE, **asked):
    return choose(store.tables_of(space), Measurement(metric, dataset, **asked), "")


def imported(folder, name, text, *, space="nb201", columns=()):
    file = folder / f"{name}.csv"
    file.write_text(text)
    landscape.data.import_("table", file, space=space, name=name, column=columns, data_dir=folder)


# -- what travels ---------------------------------------------------------------------------


def test_each_file_has_the_checksum_that_is_told_beside_it_and_all_are_small():
    told = {}
    for source in builtin.TABLES.rglob("SOURCE.md"):
        text = source.read_text()
        for word in ("Licence: ", "To cite: ", "Read from: "):
            assert word in text, source
        rows = re.findall(r"^\| (\S+) \| ([0-9a-f]{64}) \|$", text, re.MULTILINE)
        told |= {source.parent / name: digest for name, digest in rows}
    files = {path: path.read_bytes() for path in builtin.TABLES.rglob("*.parquet")}
    assert told == {path: hashlib.sha256(content).hexdigest() for path, content in files.items()}
    assert sum(map(len, files.values())) < LARGEST


def test_the_benchmarks_own_index_is_the_published_list_of_architectures():
    order = SPACE.from_benchmark_index("nats")
    listed = "\n".join(SPACE.format(number) for number in order.tolist())
    assert hashlib.sha256(listed.encode()).hexdigest() == meta._SHA256["nb201"]


@pytest.mark.parametrize(
    ("dataset", "optima", "strict"),
    [("cifar10", 18, 17), ("cifar100", 24, 24), ("ImageNet16-120", 36, 36)],
)
def test_accuracy_as_it_was_published_has_the_published_numbers_of_optima(dataset, optima, strict):
    scores = chosen("test_acc", dataset).scores()
    raw = landscape.Landscape(SPACE, scores)
    assert (len(raw.optima), raw.n_strict_optima) == (optima, strict)


def test_a_mean_as_the_source_gives_it_has_the_lattice_of_an_imported_one():
    for dataset, resolution in (("cifar10", 0.01 / 6), ("cifar100", 0.02 / 6)):
        assert chosen("test_acc", dataset).metric.resolution == pytest.approx(resolution)
    assert chosen("val_acc", "cifar10", run="1").metric.resolution == pytest.approx(0.004)
    assert chosen("val_acc", "cifar10", hp="12").metric.resolution == pytest.approx(0.002)
    assert chosen("test_acc", "cifar10", hp="12").metric.resolution == pytest.approx(0.01)


def test_mean_and_runs_are_both_there_and_agree():
    mean, runs = chosen("val_acc", "cifar10"), chosen("val_acc", "cifar10").single_runs
    assert mean.run == "mean"
    assert [column.run for column in runs] == ["1", "2", "3"]
    values = np.array(mean.table.read(runs))
    assert np.isnan(values).sum(axis=1).tolist() == [0, 0, 7456]
    assert np.allclose(np.nanmean(values, axis=0), mean.scores(), atol=1e-8)
    assert np.array_equal(chosen("val_acc", "cifar10", run="2").scores(), values[1])


@pytest.mark.parametrize("dataset", ["cifar10-valid", "cifar10", "cifar100", "ImageNet16-120"])
def test_values_are_those_of_the_source_to_the_last_bit(data_dir, dataset):
    """Compared by architecture, without the script."""
    files = [pq.read_table(data_dir / f"nats_tss{end}.parquet") for end in ("", "_runs")]
    rows = np.array([SPACE.parse(text) for text in files[0]["arch_str"].to_pylist()])
    assert files[0]["arch_str"].equals(files[1]["arch_str"])
    known = {name: file[name] for file in files for name in file.column_names}
    key, n_compared = NAMES.get(dataset, dataset), 0
    for found in store.find_tables("nb201", "nats-tss"):
        for column in found.columns if found.dataset == dataset else ():
            split, _, kind = column.metric.partition("_")
            if kind not in ("acc", "loss"):
                continue
            name = f"{key}_{SPLITS[split]}_{kind}_{column.epoch}ep"
            name += f"_run{int(column.run) - 1}" if column.run in "123" else ""
            expected = known[name].to_numpy()
            (values,) = found.read([column])
            assert np.array_equal(values[rows], expected, equal_nan=True), name
            n_compared += 1
    assert n_compared == {"cifar10-valid": 10, "cifar10": 2}.get(dataset, 8)


def test_the_script_makes_the_same_files_again(data_dir, tmp_path, script):
    """All but the largest, whose space takes minutes to list where that was never done."""
    script._DATA = data_dir
    for made in script.tables():
        if made.whose.space == "nb101":
            continue
        again = script._write(made, tmp_path)
        ours = builtin.TABLES / again.relative_to(tmp_path)
        one, other = pq.ParquetFile(again), pq.ParquetFile(ours)
        if one.metadata.created_by == other.metadata.created_by:
            assert again.read_bytes() == ours.read_bytes(), ours
        assert one.read().equals(other.read()), ours  # another version packs otherwise
    assert np.array_equal(script._nats_order(), SPACE.from_benchmark_index("nats"))


def test_of_nas_bench_101_values_are_in_the_order_of_the_hashes(data_dir):
    """That of the file is the order of our configuration numbers, so that no cell is listed."""
    file = pq.read_table(data_dir / "nasbench101.parquet", columns=["cifar10_test_acc_108ep"])
    (found,) = store.find_tables("nb101")
    (values,) = found.read(found.columns)
    assert np.array_equal(values, file["cifar10_test_acc_108ep"].to_numpy())


# -- which is found -------------------------------------------------------------------------


def test_built_in_tables_are_found_without_any_set_up_and_say_so():
    found = store.find_tables("nb201")
    assert {t.benchmark for t in found} == {"nats-tss", "nb201-v11"}
    assert all(t.built_in and t.title.endswith(", built in") for t in found)
    assert chosen("test_acc").settings()["identity"]["licence"].startswith("MIT")


def test_an_imported_benchmark_of_the_same_name_hides_the_built_in_one_whole(tmp_path, monkeypatch):
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path))
    imported(tmp_path, "mine", "arch,acc\n0,50\n", space="nasbench-macro")
    mine = store.home(tmp_path, "nasbench-macro", "mine")
    mine.rename(mine.with_name("nasbench-macro"))
    found = store.find_tables("nasbench-macro")
    assert [(t.built_in, list(t.metrics)) for t in found] == [(False, ["acc"])]


def test_an_imported_benchmark_of_another_name_goes_first_where_it_has_what_is_asked_for(
    tmp_path, monkeypatch
):
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path))
    text = f"arch,acc\n{SPACE.format(7)},50\n"
    imported(tmp_path, "mine", text, columns=["acc=test_acc,dataset=cifar10,epoch=12"])
    assert chosen("test_acc", "cifar10").table.benchmark == "mine"
    assert chosen("test_acc", "cifar100").table.title == "NATS-Bench, built in"
    with pytest.raises(OptionError, match="there are the epochs mine"):
        chosen("test_acc", "cifar10", epoch=200)  # no search compares numbers of two benchmarks
    assert chosen("test_acc", "cifar10", benchmark="nats-tss").table.built_in


def test_of_several_built_in_benchmarks_the_first_is_meant():
    assert chosen("test_acc", "cifar10").table.benchmark == "nats-tss"
    older = chosen("test_acc", "cifar10", benchmark="nb201-v11")
    assert [column.run for column in older.single_runs] == ["1", "2", "3"]


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"metric": "val_acc", "dataset": "cifar10", "epoch": 50}, "epochs nats-tss --hp 200: 200"),
        ({"metric": "val_loss", "dataset": "cifar100"}, "known are cifar10, cifar10-valid"),
        ({"metric": "test_acc", "run": "777"}, "known are mean"),
    ],
)
def test_what_is_not_built_in_says_what_there_is_and_which_import_adds_it(asked, told):
    with pytest.raises(LandscapeError, match=told) as raised:
        chosen(**asked)
    said = str(raised.value)
    assert "of NATS-Bench, topology space a part is built in" in said
    assert said.count("landscape data import") == 1
    assert "data import nats-tss PATH" in said


def test_a_damaged_file_is_told_of_in_one_line_and_the_others_work(tmp_path, monkeypatch, caplog):
    copy = Path(shutil.copytree(builtin.TABLES, tmp_path / "tables"))
    for module in (store, table):
        monkeypatch.setattr(module, "TABLES", copy)
    footer, page = (copy / f"nb201/nats-tss/{d}@200.parquet" for d in ("cifar10", "cifar100"))
    content = bytearray(footer.read_bytes())
    content[-100] ^= 1
    footer.write_bytes(content)
    content = bytearray(page.read_bytes())
    content[200] ^= 1
    page.write_bytes(content)
    assert len(store.find_tables("nb201", "nats-tss")) == 7
    (line,) = caplog.messages
    assert "cifar10@200.parquet, a table that is built in, is damaged" in line
    assert line.endswith("install nas-landscape again")
    with pytest.raises(DataError, match="install nas-landscape again"):
        table.open_table(page).read(table.open_table(page).columns)


# -- what is said of them -------------------------------------------------------------------


def test_data_list_says_what_is_built_in_and_what_an_import_adds():
    rows = landscape.data.list_().table().set_index("name")
    assert rows["state"]["nats-tss"] == rows["state"]["nasbench-macro"] == "built in"
    assert rows["state"]["nbasr"] == "missing"
    assert "losses of cifar10-valid after 200" in rows["what for"]["nats-tss"]
    assert "landscape data import nats-tss PATH" in rows["where"]["nats-tss"]


def test_data_show_says_whose_numbers_are_and_what_is_derived(caplog):
    caplog.set_level("INFO", "landscape")
    shown = landscape.data.show("nats-tss").table()
    row = shown[(shown.metric == "val_acc") & (shown.dataset == "cifar10-valid")]
    assert row["runs"].tolist() == ["mean", "1, 2, 3, mean"]
    said = "\n".join(caplog.messages)
    assert "licence MIT" in said
    assert "to cite: Dong" in said
    assert "is derived: twice valtest_acc less test_acc" in said


def test_what_is_built_in_cannot_be_removed():
    with pytest.raises(OptionError, match="nats-tss is built in and stays"):
        landscape.data.remove("nats-tss")
    assert store.find_tables("nb201", "nats-tss")


def test_a_run_says_that_its_numbers_are_built_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    run = landscape.build("test_acc", dataset="cifar100", pictures=False)
    assert run.folder.name == "nb201-test_acc-cifar100-hp200-epoch200-nats-tss-built-in"
    settings = run.summary["provenance"]["settings"]
    assert settings["built_in"] is True
    assert settings["identity"]["title"] == "NATS-Bench"
    assert run.summary["figure"]["title"].endswith("(NATS-Bench, built in)")
    assert json.loads((run.folder / "summary.json").read_text())["n_plateau_optima"] == 23


def test_training_runs_that_are_built_in_are_resampled(tmp_path):
    run = landscape.uncertainty("val_acc", dataset="cifar10", resamples=2, out=tmp_path / "run")
    assert run.summary["configurations_by_runs"] == {"2": 7456, "3": 8169}
    told = r"has the mean of its runs alone: .*`landscape data show nats-tss` says"
    with pytest.raises(OptionError, match=told):
        landscape.uncertainty("test_acc", dataset="cifar10", resamples=2, out=tmp_path / "other")


# -- the benchmark's own index --------------------------------------------------------------


def test_an_index_of_the_benchmark_is_a_notation():
    number = SPACE.parse("nats:11472")
    assert SPACE.format(number, "nats-index") == "nats:11472"
    assert landscape.info("NATS:11472").rows["nats-index"] == "nats:11472"
    assert landscape.get_space("sss").parse("nats:7") == 7  # numbered as the benchmark does


@pytest.mark.parametrize("text", ["nats:15625", "nats:-1", "nats:", "nb101:5", f"nats:{'9' * 60}"])
def test_an_index_that_the_benchmark_has_not_is_refused_in_one_line(text):
    with pytest.raises(ArchitectureError) as raised:
        SPACE.parse(text)
    assert "\n" not in str(raised.value)


def test_what_is_no_index_is_told_what_one_looks_like():
    with pytest.raises(ArchitectureError, match=r"the benchmark's own like nats:11472$"):
        SPACE.parse("nats:x")


@pytest.mark.parametrize(
    "order",
    [np.arange(15_624), np.arange(15_625) - 1, np.arange(15_625) * 1.5, np.zeros((2, 3)), b"half"],
    ids=["short", "below nothing", "broken", "of another shape", "no array"],
)
def test_an_index_that_is_no_permutation_is_refused_where_it_is_read(order, tmp_path, monkeypatch):
    file = tmp_path / "nb201_nats_index.npy"
    file.write_bytes(order) if isinstance(order, bytes) else np.save(file, order)
    monkeypatch.setattr("landscape.spaces.nb201.FOLDER", tmp_path)
    with pytest.raises(DataError, match=r"nb201_nats_index.npy .*: install nas-landscape again"):
        _nats_order.__wrapped__()  # past what is read already


def test_a_table_of_indices_is_read_where_they_are_said_to_be(tmp_path):
    file = tmp_path / "index.csv"
    file.write_text("index,accuracy\n0,85.5\n11472,93.5\n")
    with pytest.raises(DataError, match="--index-of nats"):
        read_user_scores(file, SPACE, "accuracy", key="index")
    scores = read_user_scores(file, SPACE, "accuracy", key="index", index_of="nats")
    places = [SPACE.parse("nats:0"), SPACE.parse("nats:11472")]
    assert scores[places].tolist() == [85.5, 93.5]
    assert int(np.isnan(scores).sum()) == SPACE.size - 2
    product = landscape.get_space("nasbench-macro")
    with pytest.raises(OptionError, match="has no index of 'nats'"):
        read_user_scores(file, product, "accuracy", key="index", index_of="nats")


# -- what is made of them -------------------------------------------------------------------


def test_what_is_made_of_several_runs_says_whose_the_numbers_are(tmp_path):
    size = landscape.build("params", out=tmp_path / "size", pictures=False)
    accuracy = landscape.build("test_acc", out=tmp_path / "accuracy", pictures=False)
    told = "Numbers of trained networks: NATS-Bench, built in."
    compared = landscape.compare(size, accuracy, out=tmp_path / "compared")
    assert compared.whose == landscape.load(tmp_path / "compared").whose == (told,)
    assert told in (tmp_path / "compared" / "compare.md").read_text()
    assert landscape.compare(size, size.landscape).whose == ()
    assert viz.figure("optima", size, accuracy).figure.notes[-1] == told
    assert viz.figure("mlon-grid", size, accuracy).figure.notes == (told,)
    coloured = viz.plot(size, colour="test_acc").figure.colouring.label
    assert coloured == "Test accuracy (%) (NATS-Bench, built in)"


def test_a_search_on_them_says_so_wherever_it_is_shown(tmp_path):
    how = {"proxy": "params", "dataset": "cifar100", "trials": 3, "settings": ["evaluations=40"]}
    one, two = (search.search("mf-nas", **how, seed=s, out=tmp_path / str(s)) for s in (0, 1))
    assert [settings["hp"] for settings in one.summary["settings"]["trained"].values()] == [
        "12",
        "200",
    ]
    told = ("Numbers of trained networks: NATS-Bench, built in.",)
    assert landscape.compare(one, two).whose == told
    assert search_chart(one).notes[-1:] == told
