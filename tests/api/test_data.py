"""`landscape.data`, `landscape.available` and `landscape.info` do what the commands do."""

import pytest

import landscape
from landscape.api.data import list_data
from landscape.benchmarks.store import find_tables
from landscape.errors import DataMissingError, OptionError, UnknownNameError
from landscape.options.list import TOPICS
from proxies.scoring.built_in import list_scores
from tests.cli.command import inside

CSV = "arch,a,b,failed\n00000000,90.5,,-1\n00000001,91,93.25,3\n12012012,92,90,2\n"
COLUMNS = [
    "a=val_acc,dataset=cifar10,run=1,resolution=0.5",
    "b=val_acc,dataset=cifar10,run=2,resolution=0.5",
]
TABLE = {"space": "nasbench-macro", "column": COLUMNS, "missing": [-1]}


@pytest.fixture(scope="module")
def here(tmp_path_factory):
    place = tmp_path_factory.mktemp("data")
    (place / "mine.csv").write_text(CSV)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("LANDSCAPE_DATA", "TORCH_HOME"):
            patch.delenv(name, raising=False)
        patch.setenv("HOME", str(place / "home"))
        yield place


@pytest.fixture(scope="module")
def imported(here):
    return landscape.data.import_("table", here / "mine.csv", **TABLE, data_dir=here)


def content(table):
    return table.space, table.benchmark, table.metrics, table.columns, table.identity


def shown(*arguments, cwd):
    """Return the rows that a command shows, split at their columns."""
    told = inside(*arguments, cwd=cwd)
    assert told.code == 0, told.stderr
    return told.stdout.splitlines()


@pytest.mark.parametrize(("name", "meant"), [("test_ac", "test_acc"), ("latency_ms", None)])
def test_a_name_that_is_nearly_a_known_one_is_told(name, meant, here, tmp_path):
    options = ("--space", "nasbench-macro", "--column", f"a={name}", "--data-dir", tmp_path)
    told = inside("data", "import", "table", "mine.csv", *options, cwd=here)
    assert told.code == 0, told.stderr
    said = f"{name} is a metric of your own; if {meant} is meant"
    assert (said in told.stderr) == (meant is not None)


def test_function_and_command_import_the_same(here, imported, tmp_path):
    options = [word for column in COLUMNS for word in ("--column", column)]
    source = ("mine.csv", "--space", "nasbench-macro", "--missing", "-1")
    rows = shown("data", "import", "table", *source, *options, "--data-dir", tmp_path, cwd=here)
    assert rows[-1] == f"results  {tmp_path}/nas-landscape/nasbench-macro/mine"
    (one,), (other,) = (find_tables(benchmark="mine", data_dir=place) for place in (here, tmp_path))
    assert content(one) == content(other)
    assert imported.folder == one.path.parent
    assert imported.table().loc[0].to_dict() == {
        "dataset": "cifar10", "hp": None, "metrics": "val_acc", "columns": 2,
        "architectures": "2 to 3",
    }  # fmt: skip


def test_what_was_imported_is_found_and_shown(here, imported):
    found = landscape.data.find("nasbench-macro", data_dir=here).table()
    assert found["benchmark"].tolist() == ["mine", "nasbench-macro"]  # the latter is built in
    found = landscape.data.find("nasbench-macro", benchmark="mine", data_dir=here).table()
    assert found["benchmark"].tolist() == ["mine"]
    assert (
        landscape.data.find("NASBench_Macro", benchmark="Mine", data_dir=here).table().equals(found)
    )
    told = landscape.data.show("MINE", data_dir=here)
    row = told.table().loc[0]
    assert (row["metric"], row["runs"], row["architectures"]) == ("val_acc", "1, 2", 3)
    assert (row["min"], row["max"]) == (90.5, 92.125)
    header, line = shown("data", "show", "mine", "--data-dir", here, cwd=here)
    assert header.split() == list(told.header)
    assert [cell.strip() for cell in line.split("  ") if cell] == told.cells()[0]


def test_benchmarks_and_images_are_listed(here, imported):
    benchmarks = landscape.data.list_(data_dir=here).table().set_index("name")
    assert benchmarks.loc["mine", "state"] == "there"
    assert benchmarks.loc["nbasr", "where"].startswith("`landscape data import nbasr PATH`")
    rows = shown("data", "list", "--data-dir", here, cwd=here)
    names = [row.split()[0] for row in rows[1:]]
    assert names == list_data(here).table()["name"].tolist()
    built_in = list_scores().table()
    assert built_in.set_index("space").loc["nb201", "state"] == "built in"
    images = ["cifar10", "cifar100", "ImageNet16-120"]
    assert names == [*benchmarks.index, *images, *built_in["name"]]


def test_what_was_imported_is_removed(here, tmp_path):
    for remove in (
        lambda: landscape.data.remove("Mine", data_dir=tmp_path),
        lambda: shown("data", "remove", "Mine", "--data-dir", tmp_path, cwd=here),
    ):
        landscape.data.import_("table", here / "mine.csv", **TABLE, data_dir=tmp_path)
        remove()
        assert landscape.data.find(benchmark="mine", data_dir=tmp_path).rows == ()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: landscape.data.show("nbasr"), DataMissingError, "NAS-Bench-ASR is not imported"),
        (lambda: landscape.data.show("nats"), UnknownNameError, "did you mean 'nats-tss'"),
        (lambda: landscape.data.remove("mine"), DataMissingError, "nothing was imported"),
        (lambda: landscape.data.import_("nb101", "x", key="arch"), OptionError, "space=, name=,"),
        (lambda: landscape.data.import_("table", "x"), OptionError, "say which space"),
        (
            lambda: landscape.data.import_("nb101", "x"),
            DataMissingError,
            "there is no nasbench_only",
        ),
        (lambda: landscape.data.import_("nb101", "x", colum="a"), TypeError, "mean 'column'"),
        (lambda: landscape.available("spacs"), UnknownNameError, "did you mean 'spaces'"),
        (lambda: landscape.info(space="nb20"), UnknownNameError, "did you mean 'nb201'"),
    ],
)
def test_what_is_wrong_is_said(here, call, error, message):
    with pytest.raises(error, match=message):
        call()


@pytest.mark.parametrize("topic", [None, *TOPICS])
def test_what_is_listed_is_a_table_too(tmp_path, topic):
    told = landscape.available(topic)
    header, *rows = shown("list", *filter(None, [topic]), cwd=tmp_path)
    assert [row.split()[0] for row in rows] == told.table().iloc[:, 0].tolist()
    assert "  ".join(told.header).split() == header.split()
    assert f"{told.rows[-1][0]}</td>" in told._repr_html_()


def test_a_space_and_an_architecture_are_described(tmp_path):
    space = landscape.info(space="nasbench-macro")
    assert shown("info", "--space", "nasbench-macro", cwd=tmp_path)[1].endswith("6,561")
    assert space.rows["configurations"] == "6,561"
    cell = landscape.info((2, 1, 0, 1, 1, 3))
    assert cell == landscape.info("(2, 1, 0, 1, 1, 3)") == landscape.info(cell.rows["nats"])
    lines = shown("info", "(2, 1, 0, 1, 1, 3)", cwd=tmp_path)
    assert "\n".join(lines).endswith(cell.drawing)
    assert cell.table().loc["naslib", "value"] == "(2, 1, 0, 1, 1, 3)"
    assert "<pre>" in cell._repr_html_()


def test_images_are_downloaded_as_by_the_command(tmp_path, monkeypatch):
    monkeypatch.setattr("proxies.images.download", lambda name, folder: folder / f"{name}.tar")
    assert landscape.data.download("cifar10", data_dir=tmp_path) == tmp_path / "cifar10.tar"
    monkeypatch.setenv("LANDSCAPE_DATA", str(tmp_path / "images"))
    assert landscape.data.download("cifar10").parent == tmp_path / "images"
    told = inside("data", "download", "cifar10", cwd=tmp_path)
    assert told.screen["file"] == str(landscape.data.download("cifar10"))


def test_a_download_of_no_dataset_is_one_line(tmp_path):
    with pytest.raises(UnknownNameError, match="did you mean 'cifar10'"):
        landscape.data.download("cifar11", data_dir=tmp_path)
