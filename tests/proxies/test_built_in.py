"""Scores that travel with the package are ours, as they would be computed, and what they seem."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

import landscape
import proxies
import search
import viz
from landscape import Landscape, builtin, get_space
from landscape.errors import DataError, DataMissingError, OptionError
from landscape.scores.pack import find_pack, open_pack, pack_path
from landscape.scores.rank import rank_sum
from proxies import PROXIES, Scorer, Settings, built_in_scores
from proxies.proxy import all_metrics
from tests.api.conftest import files
from tests.cli.command import inside

PACKS = sorted((builtin.FOLDER / "scores").glob("*/*.parquet"))
SPACE = get_space("nb201")
WHOLE = "ImageNet16-120"
LINE = (
    "scores of {} on ImageNet16-120 are ours, built in: seed 0, batch 32, made of real images; "
    "--data FILE computes afresh"
)
IN_PYTHON = LINE.replace("--data FILE", "data=FILE")


@pytest.fixture(autouse=True)
def no_images(tmp_path, monkeypatch, caplog):
    """A machine without images, in a folder of its own, where messages are seen."""
    caplog.set_level("INFO", "landscape")
    for name in ("LANDSCAPE_DATA", "TORCH_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def moved(monkeypatch):
    """As if this version computed jacov in another way than the one that made the packs."""
    changed = replace(PROXIES["jacov"], revision=PROXIES["jacov"].revision + 1)
    monkeypatch.setitem(PROXIES._records, "jacov", changed)


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """A pack that is damaged in the scores of jacov, and no other."""
    whole = pack_path("nb201", WHOLE)
    columns = pq.ParquetFile(whole).metadata.row_group(0)
    jacov = next(
        column
        for column in map(columns.column, range(columns.num_columns))
        if column.path_in_schema == "jacov"
    )
    content = bytearray(whole.read_bytes())
    content[jacov.data_page_offset + jacov.total_compressed_size // 2] ^= 1
    monkeypatch.setattr(builtin, "FOLDER", tmp_path / "builtin")
    path = pack_path("nb201", WHOLE)
    path.parent.mkdir(parents=True)
    path.write_bytes(content)
    return path


def opened(path):
    space = get_space(path.parent.name)
    return space, find_pack(space, path.stem)


@pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_a_pack_says_how_it_was_made(path):
    space, pack = opened(path)
    about = pack.document.provenance
    assert {"device", "versions", "created", "kept", "images", "optima"} <= about.keys()
    assert len(about["images"]["sha256"]) == 64
    whole = space.name != "nb201" or set(pack.document.metrics) == set(all_metrics())
    assert whole, "a metric is missing: make the pack again"
    for name, made in pack.document.settings.items():
        if name != "rank" and PROXIES[name].needs_data:
            how = (made["seed"], made["batch_size"], made["init"], made["precision"])
            assert (*how, made["repeats"]) == (0, 32, "shared", "single", 1)
            assert made["data"] == about["images"]["file"]
            assert len(made["data_digest"]) == 16


def test_data_show_says_what_is_there():
    shown = landscape.data.show("Scores").table()
    assert len(shown) == sum(len(opened(path)[1].document.metrics) for path in PACKS)
    space, pack = opened(PACKS[-1])
    of_pack = shown[(shown["dataset"] == PACKS[-1].stem) & (shown["space"] == space.name)]
    here, scores = of_pack.set_index("metric").loc["nwot"], pack.column("nwot")
    assert (here["batch"], here["seed"], here["init"]) == (32, 0, "shared")
    assert (here["min"], here["max"]) == (scores[np.isfinite(scores)].min(), scores.max())


def test_packs_of_the_topology_space_are_small():
    assert sum(path.stat().st_size for path in PACKS if path.parent.name == "nb201") < 4e6


@pytest.mark.parametrize("path", PACKS, ids=lambda path: f"{path.parent.name} {path.stem}")
def test_scores_are_those_of_the_proxies_now(path, data_dir):
    space, pack = opened(path)
    names = [name for name in pack.document.metrics if name != "rank"]
    made = pack.document.settings["nwot"]
    settings = Settings(made["dataset"], data=data_dir / made["data"], device="cpu")
    canonical = space.canonical(np.arange(space.size))
    drawn = np.random.default_rng(5).choice(space.size, 4, replace=False)
    without_path = np.flatnonzero(np.isneginf(pack.column("nwot")))[:1]
    sample = np.unique([*drawn, *canonical[drawn[:1]], *without_path])
    scorer = Scorer(space, [PROXIES[name] for name in names], settings, only=sample)
    assert scorer.images.digest == made["data_digest"]
    found = scorer.spread(scorer.configurations, scorer.score(scorer.configurations))
    for name in names:
        kept, now = pack.column(name)[sample], found[name][sample]
        special = ~np.isfinite(kept) | (kept == 0)
        assert np.array_equal(kept[special], now[special], equal_nan=True), name
        assert kept[~special] == pytest.approx(now[~special], rel=1e-4, abs=0), name


def test_sums_of_ranks_are_those_of_their_members():
    table = built_in_scores("nb201", WHOLE)
    members = list(table.settings["rank"]["made"]["members"])
    columns = [table.column(name) for name in members]
    summed = rank_sum(columns, [table.metric(name).minimize for name in members])
    assert np.array_equal(table.column("rank"), summed)


def test_landscapes_have_as_many_optima_as_a_pack_says():
    table = built_in_scores("nb201", WHOLE)
    for name in ("jacov", "ni_eta", "synflow"):
        minimize = table.metric(name).minimize
        found = Landscape(SPACE, table.column(name), metric=name, minimize=minimize)
        told = table.provenance["optima"][name]
        assert told == {kind: getattr(found, f"n_{kind}") for kind in told}


def test_without_images_a_build_takes_what_is_built_in_and_says_so():
    options = ("--metric", "jacov", "--dataset", WHOLE)
    command = inside("build", *options, "--no-pictures", "--no-graphml", cwd=Path())
    assert (command.code, command.stderr) == (0, f"{LINE.format('jacov')}\n")
    folder = Path("runs", f"nb201-jacov-{WHOLE}-built-in")
    assert command.folder == folder
    summary = command.summary
    assert summary["figure"]["title"] == "Jacov on NAS-Bench-201, ImageNet16-120 (built in)"
    settings = summary["provenance"]["settings"]
    assert (settings["source"], settings["made"]["batch_size"]) == ("built in", 32)
    assert summary["provenance"]["scores"]["built_in"]["images"]["sha256"]
    run = landscape.load(folder)
    kept = built_in_scores("nb201", WHOLE).column("jacov")
    assert np.array_equal(run.scores["jacov"], kept)
    function = landscape.build("jacov", dataset=WHOLE, pictures=False, graphml=False, out="f")
    assert function.scores.equals(run.scores)
    unlike = {"scores.parquet", "summary.json"}  # these say when
    one, two = files(Path("f")), files(folder)
    assert one.keys() == two.keys()
    assert all(one[name] == two[name] for name in one.keys() - unlike)


def test_sums_of_ranks_are_built_of_what_is_built_in(caplog):
    run = landscape.build("rank", dataset=WHOLE, pictures=False, graphml=False, out="rank")
    assert caplog.messages == [IN_PYTHON.format("ni_na, nwot, logsynflow")]
    assert np.array_equal(run.scores["rank"], built_in_scores("nb201", WHOLE).column("rank"))


def test_what_needs_no_images_is_computed(caplog):
    run = landscape.build("l2_norm", dataset=WHOLE, pictures=False, graphml=False, out="norm")
    assert caplog.messages == ["scoring 15,625 architectures on cpu"]
    assert run.summary["provenance"]["settings"]["source"] == "proxy"
    kept = built_in_scores("nb201", WHOLE).column("l2_norm")
    assert run.scores["l2_norm"].to_numpy() == pytest.approx(kept, rel=1e-5)


def test_images_and_other_settings_go_before_what_is_built_in(tmp_path):
    some = {"metric": "snip", "dataset": WHOLE, "out": "never"}
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (40, 3, 16, 16), dtype=np.uint8)
    np.savez("mine.npz", images=images, labels=rng.integers(0, 120, 40))
    asked = {**some, "data": "mine.npz"}
    source = landscape.api.build.source_of(landscape.options.build.BuildOptions(**asked))
    assert source.request.settings["snip"]["data"] == "mine.npz"
    assert "built" not in source.name + source.title
    for option, told in {"seed": 1, "batch_size": 16, "init": '"independent"'}.items():
        with pytest.raises(DataMissingError, match=rf"no images.*with {option} = .*{told} is ask"):
            landscape.build(**some, **{option: str(told).strip('"') if option == "init" else told})
    with pytest.raises(DataMissingError, match="nwot_rb is not among the scores that are built in"):
        landscape.build("nwot_rb", dataset=WHOLE)
    folder = tmp_path / "ImageNet16"
    folder.mkdir()  # images that are there in part are not what nobody has
    with pytest.raises(DataMissingError, match=r"ImageNet16 lacks .*data='built-in' takes"):
        landscape.build(**some, data_dir=tmp_path)
    assert not Path("never").exists()


def test_they_are_taken_whatever_images_there_are_if_asked_for():
    names = ["jacov", "synflow", "rank"]
    run = proxies.score(names, dataset=WHOLE, data="built-in", sample=50)
    assert run.folder == Path("runs", f"nb201-scores-{WHOLE}-built-in-sample50")
    kept = built_in_scores("nb201", WHOLE)
    for name in ("jacov", "synflow"):
        assert run.table.settings[name] == kept.settings[name]
        assert np.array_equal(run.scores[name], kept.column(name)[run.table.only])
    assert landscape.load(run.folder) == run
    with pytest.raises(OptionError, match="with seed = 0, and seed = 1 is asked for: give images"):
        proxies.score(["jacov"], dataset=WHOLE, data="Built-In", seed=1)
    with pytest.raises(OptionError, match="no scores of NAS-Bench-101 on cifar10 are built in"):
        proxies.score(["params"], space="nb101", data="built-in")
    with pytest.raises(DataMissingError, match=r"no images .*data='built-in' takes scores"):
        proxies.score(["jacov"], dataset=WHOLE)
    with pytest.raises(DataMissingError, match=r"no images .*of seed 0 alone$"):
        landscape.stability("jacov", 2, dataset=WHOLE)
    with pytest.raises(OptionError, match="do not travel with the package"):
        Scorer(SPACE, [PROXIES["snip"]], Settings(WHOLE, data="built-in")).score(np.arange(2))


def test_a_search_looks_them_up(caplog):
    options = {"proxy": ["jacov"], "dataset": WHOLE, "budget": 50, "trials": 2}
    run = search.search("local-search", **options)
    assert caplog.messages[0] == IN_PYTHON.format("jacov")
    assert f"jacov-{WHOLE}-built-in-budget50" in run.folder.name
    assert run.summary["settings"]["proxies"]["jacov"]["source"] == "built in"
    best = run.trials["fitness"].to_numpy()
    assert np.isin(best, built_in_scores("nb201", WHOLE).column("jacov")).all()
    with pytest.raises(OptionError, match="scores that are built in have no seconds"):
        search.search("local-search", **{**options, "budget": "50s"})
    with pytest.raises(OptionError, match="networks are trained on images: give data=FILE"):
        search.search("mf-nas", proxy=["jacov"], dataset=WHOLE, data="built-in", train=True)


def test_a_network_is_coloured_by_them(caplog):
    run = landscape.build("params", dataset=WHOLE, out="run", pictures=False)
    drawn = viz.plot(run, colour="Jacov").figure
    assert drawn.colour_label == "Jacov (built in)"
    kept = built_in_scores("nb201", WHOLE).column("jacov")
    assert drawn.colouring.measured.tolist() == kept[run.landscape.optima].tolist()
    assert caplog.messages[-1] == (
        "coloured by scores of jacov on ImageNet16-120 that are ours, built in"
    )
    nobody_knows = Landscape(SPACE, kept, metric="mine")
    with pytest.raises(OptionError, match="colour='jacov': nothing says which dataset"):
        viz.plot(nobody_knows, colour="jacov")


def test_what_is_computed_in_another_way_now_is_refused(moved, caplog):
    with pytest.raises(DataMissingError, match=r"jacov is computed in another way now \(rev") as no:
        landscape.build("jacov", dataset=WHOLE, out="never")
    assert "data=FILE.npz" in str(no.value)
    assert "\n" not in str(no.value)
    with pytest.raises(OptionError, match=r"\(1\): give images with data=FILE to compute it$"):
        landscape.build("jacov", dataset=WHOLE, data="built-in", out="never")
    table = built_in_scores("nb201", WHOLE)
    assert "jacov" not in table.columns
    assert "nwot" in table.columns
    assert caplog.messages[-1] == (
        "jacov is left out of what is built in on ImageNet16-120, since jacov is computed in "
        "another way now"
    )
    landscape.build("nwot", dataset=WHOLE, pictures=False, graphml=False, out="nwot")


def test_a_damaged_pack_is_told_in_a_line_and_everything_else_works(damaged):
    command = inside("build", "--metric", "jacov", "--dataset", WHOLE, cwd=Path())
    assert command.code == 1
    assert len(command.stderr.splitlines()) == 1
    assert f"{damaged}, with scores that are built in, is damaged: install" in command.stderr
    with pytest.raises(DataError, match="is damaged: install nas-landscape again"):
        built_in_scores("nb201", WHOLE)
    landscape.build("nwot", dataset=WHOLE, pictures=False, graphml=False, out="nwot")


def test_there_are_none_of_what_is_not_built_in():
    with pytest.raises(DataMissingError, match=r"NAS-Bench-101 on cifar10 are built in$"):
        built_in_scores("nb101")


@pytest.fixture
def script():
    """The script that makes packs."""
    path = Path(landscape.__file__).parents[1] / "scripts" / "make_builtin_scores.py"
    spec = importlib.util.spec_from_file_location("make_builtin_scores", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_pack_is_made_of_what_score_left(script, tmp_path, capsys):
    run = proxies.score(["params", "flops"], dataset=WHOLE, out="scores")
    script.main(["scores", "--to", str(tmp_path / "packs")])
    path = tmp_path / "packs" / "nb201" / f"{WHOLE}.parquet"
    assert capsys.readouterr().out == f"{path}: {path.stat().st_size:,} bytes\n"
    pack, ours = open_pack(path, SPACE), built_in_scores("nb201", WHOLE)
    for name in ("params", "flops"):
        assert np.array_equal(pack.column(name), run.table.column(name))
        assert np.array_equal(pack.column(name), ours.column(name))
    assert pack.document.provenance["optima"]["params"] == ours.provenance["optima"]["params"]


def test_a_pack_is_of_a_whole_space_made_in_one_way(script, tmp_path):
    proxies.score(["params"], limit=5, out="part")
    with pytest.raises(SystemExit, match="part: scores of nb201, of some architectures: expected"):
        script.main(["part", "--to", str(tmp_path)])
    proxies.score(["params"], out="mixed")
    proxies.score(["flops"], dataset="cifar100", out="mixed")
    with pytest.raises(SystemExit, match=r"mixed: .* was made with dataset = .*, others with"):
        script.main(["mixed", "--to", str(tmp_path)])
    assert not list(tmp_path.rglob("*/*/cifar*.parquet"))
