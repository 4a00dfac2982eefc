"""Every wrong use and every failure: one line that names the value and what to do, no traceback."""

import json
import shutil

import numpy as np
import pytest

from tests.cli.command import inside, landscape

WRONG_USE, FAILURE = 2, 1

ARCH = "|none~0|+|none~0|none~1|+|none~0|none~1|none~2|"

TABLES = {
    "good.csv": f"arch,score\n{ARCH},1\n",
    "text.csv": f"arch,score\n{ARCH},high\n",
    "foreign.csv": "arch,score\n8:8:8:8:8,1\n16:8:8:8:8,2\n",
    "mixed.csv": f"arch,score\n{ARCH},1\n8:8:8:8:8,1\n",
    "benchmark.csv": "arch_index,score\n0,1\n",
    "keyless.csv": f"cell,score\n{ARCH},1\n",
    "empty_column.csv": f"arch,score\n{ARCH},\n",
    "infinite.csv": f"arch,score\n{ARCH},inf\n",
    "headed.csv": "arch,score\n",
    "twice.csv": f"arch,score,score\n{ARCH},1,2\n",
    "ragged.csv": f"arch,score\n{ARCH},1\n{ARCH}\n",
    "prose.parquet": "This is no table.\n",
    "prose.txt": "This is no table.\n",
    "list.txt": f"{ARCH}\n\nresnet\n",
}


@pytest.fixture(scope="module")
def here(tmp_path_factory, params_run):
    """A folder with tables, and with runs that something happened to."""
    folder = tmp_path_factory.mktemp("bad")
    for name, text in TABLES.items():
        (folder / name).write_text(text)
    images = np.zeros((12, 3, 32, 32), np.uint8)
    np.savez(folder / "few.npz", images=images, labels=np.arange(12))
    spoil_runs(folder, params_run.folder)
    return folder


def spoil_runs(folder, good):
    runs = {
        name: folder / name for name in ("cut", "empty", "newer", "torn", "bent", "bare", "lost")
    }
    for run in runs.values():
        shutil.copytree(good, run)
    scores = (good / "scores.parquet").read_bytes()
    (runs["cut"] / "scores.parquet").write_bytes(scores[: len(scores) // 2])
    (runs["empty"] / "scores.parquet").write_bytes(b"")
    summary = json.loads((good / "summary.json").read_bytes())
    (runs["newer"] / "summary.json").write_text(json.dumps(summary | {"format": 99}))
    (runs["torn"] / "summary.json").write_text(json.dumps(summary)[:100])
    network = (good / "mlon.graphml").read_bytes()
    (runs["bent"] / "mlon.graphml").write_bytes(network[: len(network) // 2])
    (runs["bare"] / "mlon.graphml").write_bytes(network.replace(b"fitness", b"height"))
    (runs["lost"] / "mlon.graphml").unlink()


PARAMS = "build --metric params --out never"
SCORE = "score --out never"
TABLE = "build --metric score --out never --scores"

CASES = [
    # names
    ("build --space nb202 --metric params", WRONG_USE, "unknown space 'nb202'", "'nb201'"),
    ("build --metric sinflow", WRONG_USE, "unknown metric 'sinflow': did you mean 'synflow'?"),
    ("build --metric Sin-Flow", WRONG_USE, "'Sin-Flow': did you mean 'synflow'?"),
    (f"{PARAMS} --dataset cifar11", WRONG_USE, "'cifar11': did you mean 'cifar10'?"),
    (f"{PARAMS} --device tpu", WRONG_USE, "'tpu': expected auto, cpu, cuda or cuda:N"),
    (f"{PARAMS} --device cuda", WRONG_USE, "'cuda'", "0 CUDA device(s); use --device auto or cpu"),
    (f"{PARAMS} --device cuda:3", WRONG_USE, "'cuda:3'", "use --device auto or cpu"),
    (f"{PARAMS} --init alike", WRONG_USE, "initialisation 'alike': known are independent, shared"),
    ("info --space nb202", WRONG_USE, "unknown space 'nb202'", "'nb201'"),
    ("plot cut --layout round", WRONG_USE, "unknown layout 'round'", "force"),
    # numbers
    (f"{PARAMS} --seed -1", WRONG_USE, "seed -1: expected a whole number, at least 0"),
    (f"{PARAMS} --seed 1.5", WRONG_USE, "--seed", "'1.5': expected a whole number"),
    (f"{PARAMS} --repeats 0", WRONG_USE, "repeats 0: expected a whole number, at least 1"),
    (f"{PARAMS} --repeats two", WRONG_USE, "--repeats", "'two': expected a whole number"),
    (f"{PARAMS} --at-once 0", WRONG_USE, "at_once 0: expected a whole number, at least 1"),
    (f"{PARAMS} --at-once all", WRONG_USE, "--at-once", "'all': expected a whole number"),
    (f"{PARAMS} --batch-size 1", WRONG_USE, "batch_size 1: expected a whole number, at least 2"),
    (f"{PARAMS} --batch-size x", WRONG_USE, "--batch-size", "'x': expected a whole number"),
    (f"{PARAMS} --resolution 0", WRONG_USE, "--resolution '0': expected a positive number"),
    (f"{PARAMS} --resolution nan", WRONG_USE, "--resolution 'nan': expected a positive number"),
    (f"{PARAMS} --resolution fine", WRONG_USE, "--resolution 'fine': expected a positive number"),
    # options that contradict each other, or are none
    (f"{PARAMS} --key arch", WRONG_USE, "--key", "--scores FILE"),
    (f"{PARAMS} --minimize", WRONG_USE, "--minimize", "--scores FILE"),
    (f"{PARAMS} --missing -1", WRONG_USE, "--missing", "--scores FILE"),
    ("data import nats-tss x --missing -1", WRONG_USE, "--missing", "data import table"),
    ("search mf-nas --missing -1", WRONG_USE, "--missing describes a table", "--scores FILE"),
    (f"{TABLE} good.csv --seed 3", WRONG_USE, "--seed", "leave one or the other out"),
    ("build", WRONG_USE, "'--metric'", "see landscape build --help"),
    ("build --metric", WRONG_USE, "'--metric'", "--help"),
    (f"{PARAMS} --sede 3", WRONG_USE, "--sede", "see landscape build --help"),
    ("bild --metric params", WRONG_USE, "'bild'", "'build'", "see landscape --help"),
    ("plot", WRONG_USE, "see landscape plot --help"),
    (f"{PARAMS} --rank-of flops,params", WRONG_USE, "--rank-of", "ask for it"),
    ("build --metric rank --rank-of flops,,skip", WRONG_USE, "--rank-of 'flops,,skip': expected"),
    ("build --metric rank --rank-of flops,flips", WRONG_USE, "'flips': did you mean 'flops'"),
    (f"{TABLE} good.csv --data noise", WRONG_USE, "--data", "leave one or the other out"),
    (f"{TABLE} good.csv --rank-of flops", WRONG_USE, "--rank-of", "leave one or the other out"),
    (
        "build --metric params --scores bare/scores.parquet --minimize",
        WRONG_USE,
        "higher values of params are better, and --minimize",
    ),
    (f"{TABLE} good.csv --scores text.csv", WRONG_USE, "'--scores': given 2 times, expected once"),
    (
        f"{PARAMS} --metric flops --space sss",
        WRONG_USE,
        "'--metric': given 2 times",
        "build --help",
    ),
    ("score --metrics params --metrics flops", WRONG_USE, "expected once (NAME,NAME,...)"),
    ("data list --data-dir a --data-dir b", WRONG_USE, "'--data-dir': given 2 times"),
    # many metrics, some architectures
    ("score", WRONG_USE, "'--metrics'", "see landscape score --help"),
    (f"{SCORE} --metrics params,flips", WRONG_USE, "unknown metric 'flips'", "'flops'"),
    (f"{SCORE} --metrics params,", WRONG_USE, "--metrics 'params,': expected names separated"),
    (f"{SCORE} --metrics ranks", WRONG_USE, "unknown metric 'ranks': did you mean 'rank'?"),
    (f"{SCORE} --metrics params --limit 0", WRONG_USE, "--limit 0: expected 1 to 15625"),
    (f"{SCORE} --metrics params --sample 15626", WRONG_USE, "--sample 15626: expected 1 to 15625"),
    (f"{SCORE} --metrics params --sample two", WRONG_USE, "'two': expected a whole number"),
    (f"{SCORE} --metrics params --limit 1 --sample 1", WRONG_USE, "--limit and --sample", "one of"),
    (f"{SCORE} --metrics params --archs list.txt --limit 1", WRONG_USE, "--archs and --limit"),
    (f"{SCORE} --metrics params --archs none.txt", WRONG_USE, "there is no file none.txt"),
    (
        f"{SCORE} --metrics params --archs list.txt",
        FAILURE,
        "list.txt, line 3: 'resnet' is no arch",
    ),
    (f"{SCORE} --metrics params --archs mixed.csv", FAILURE, "'8:8:8:8:8' in row 2"),
    (f"{SCORE} --metrics snip --data none.npz", WRONG_USE, "there is no file none.npz"),
    (f"{SCORE} --metrics snip --data prose.txt", FAILURE, "prose.txt is no readable .npz file"),
    (f"{SCORE} --metrics all --data-dir .", WRONG_USE, "no images of cifar10", "--data noise"),
    (
        f"{SCORE} --metrics snip --data few.npz --dataset cifar10",
        FAILURE,
        "few.npz: label 11 is none of 0 to 9",
    ),
    (f"{SCORE} --metrics snip --data few.npz", FAILURE, "few.npz", "32"),
    ("score --metrics params --limit 3 --out bare", FAILURE, "the whole space, and those of 3"),
    # seeds
    ("stability --metric synflow", WRONG_USE, "'--seeds'"),
    ("stability --metric synflow --seeds 1", WRONG_USE, "--seeds 1: expected at least 2"),
    ("stability --metric params --seeds 3", WRONG_USE, "params depends on no random numbers"),
    # lists and downloads
    ("list metric", WRONG_USE, "unknown topic 'metric': did you mean 'metrics'?"),
    ("data lst", WRONG_USE, "'lst'", "see landscape data --help"),
    ("data download cifar11", WRONG_USE, "unknown dataset 'cifar11': did you mean 'cifar10'?"),
    ("data download ImageNet16-120 --data-dir .", WRONG_USE, "no public link"),
    # architectures
    ("info nonsense", WRONG_USE, "'nonsense'", "expected a string like |"),
    ("info 15625", WRONG_USE, "15625: expected 0 to 15624"),
    # tables
    (f"{TABLE} nowhere.csv", WRONG_USE, "nowhere.csv", "check the path"),
    (f"{TABLE} prose.parquet", FAILURE, "prose.parquet is no readable Parquet file"),
    (f"{TABLE} prose.txt", FAILURE, "prose.txt", "expected a name ending in .parquet, .csv"),
    (f"{TABLE} .", FAILURE, "cannot be read", "expected a file"),
    (f"{TABLE} ragged.csv", FAILURE, "ragged.csv has 1 cells in row 2 and 2 in"),
    (f"{TABLE} headed.csv", FAILURE, "headed.csv has no rows"),
    (f"{TABLE} twice.csv", FAILURE, "twice.csv has 2 columns 'score'", "rename"),
    ("build --metric scores --scores good.csv", WRONG_USE, "'scores': did you mean 'score'?"),
    (f"{TABLE} good.csv --key cell", WRONG_USE, "good.csv: unknown column 'cell'", "arch, score"),
    (f"{TABLE} keyless.csv", FAILURE, "keyless.csv has no column of architectures", "--key"),
    (f"{TABLE} foreign.csv", FAILURE, "foreign.csv", "'8:8:8:8:8', expected such as", "--key"),
    (f"{TABLE} mixed.csv", FAILURE, "1 of 2 rows of mixed.csv", "'8:8:8:8:8' in row 2"),
    (
        f"{TABLE} benchmark.csv --key arch_index",
        FAILURE,
        "benchmark.csv holds bare numbers, such as '0', and NAS-Bench-201 numbers its",
        "name a column of architectures with --key",
    ),
    (f"{TABLE} text.csv", FAILURE, "text.csv holds 'high' in row 1: expected a number"),
    (f"{TABLE} empty_column.csv", FAILURE, "empty_column.csv: every score is missing"),
    (f"{TABLE} infinite.csv", FAILURE, "infinite.csv: every score is missing"),
    # folders and saved runs
    ("build --metric params --out prose.txt/run", FAILURE, "cannot write prose.txt/run"),
    ("build --metric params --out prose.txt", FAILURE, "cannot write prose.txt"),
    (
        "build --metric score --scores good.csv --out prose.txt/run",
        FAILURE,
        "cannot write prose.txt/run",
        "choose another place",
    ),
    ("build --metric params --out cut", FAILURE, "cut/scores.parquet is no readable", "delete it"),
    ("build --metric params --out empty", FAILURE, "empty/scores.parquet", "delete it"),
    ("build --metric score --scores good.csv --out cut", FAILURE, "cut/scores.parquet"),
    ("plot nowhere", WRONG_USE, "nowhere holds no run", "landscape build"),
    ("plot .", WRONG_USE, ". holds no run", "landscape build"),
    ("plot prose.txt", WRONG_USE, "prose.txt holds no run", "landscape build"),
    ("plot newer", FAILURE, "format 99, this version reads 1", "landscape build"),
    ("plot torn", FAILURE, "torn/summary.json is damaged", "run landscape build again"),
    ("plot bent", FAILURE, "bent/mlon.graphml", "run landscape build again"),
    ("plot bare", FAILURE, "bare/mlon.graphml", "no fitness", "run landscape build again"),
    ("plot lost", WRONG_USE, "lost/mlon.graphml", "run landscape build again"),
    ("plot cut --png mlon.pdf", WRONG_USE, "--png mlon.pdf: expected a name that ends in .png"),
    ("plot cut --svg prose.txt/mlon.svg", FAILURE, "cannot write prose.txt/mlon.svg"),
]


@pytest.mark.parametrize(
    ("command", "code", "fragments"), [pytest.param(c, k, f, id=c) for c, k, *f in CASES]
)
def test_one_line_says_what_was_wrong_and_what_to_do(here, command, code, fragments):
    refused = inside(*command.split(), cwd=here)
    assert refused.stderr.count("\n") == 1, refused.stderr
    line = refused.stderr.removesuffix("\n")
    assert line.startswith("landscape: ")
    assert [fragment for fragment in fragments if fragment not in line] == [], line
    assert (refused.code, refused.stdout) == (code, "")


@pytest.mark.parametrize(
    "command",
    [
        "bild",
        "build --metric sinflow",
        f"{PARAMS} --seed 1.5",
        f"{PARAMS} --device cuda",
        f"{SCORE} --metrics snip --data few.npz",
        f"{TABLE} prose.parquet",
        "build --metric params --scores bare/scores.parquet --out prose.txt/run",
        "plot bent",
    ],
)
def test_a_process_of_its_own_says_the_same_and_ends_cleanly(here, command):
    refused, expected = (run(*command.split(), cwd=here) for run in (landscape, inside))
    assert refused == expected
    assert refused.code in (WRONG_USE, FAILURE)


def test_nothing_is_left_of_runs_that_were_refused(here):
    assert not (here / "never").exists()
    assert not (here / "runs").exists()


def test_a_damaged_score_file_is_not_touched(here, params_run):
    scores = (params_run.folder / "scores.parquet").read_bytes()
    assert (here / "cut" / "scores.parquet").read_bytes() == scores[: len(scores) // 2]


@pytest.mark.parametrize("command", ["-vv build --metric nonsense", "build --metric nonsense -vv"])
def test_a_traceback_is_shown_to_who_asks(tmp_path, command):
    refused = landscape(*command.split(), cwd=tmp_path)
    assert refused.code == WRONG_USE
    assert refused.stderr.startswith("Traceback (most recent call last):")
    assert refused.stderr.splitlines()[-1].startswith("landscape: ")


def test_verbose_says_how_long_everything_took(here):
    run = inside("build", "-v", "--metric", "score", "--scores", "good.csv", "--out", "v", cwd=here)
    steps = [line.split(":")[0] for line in run.stderr.splitlines()]
    assert steps[:4] == ["score", "climb", "network", "draw"]
    assert [step for step in steps[4:] if not step.startswith("only 1 of 15,625")] == []


def test_every_command_takes_an_option_once():
    from typer.main import get_command

    from landscape.cli.app import Listing, app

    groups, commands = [get_command(app)], []
    while groups:
        group = groups.pop()
        for command in (group.get_command(None, name) for name in group.list_commands(None)):
            (groups if hasattr(command, "commands") else commands).append(command)
    assert len(commands) > 15
    assert [command.name for command in commands if not isinstance(command, Listing)] == []
