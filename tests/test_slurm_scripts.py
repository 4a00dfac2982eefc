"""The scripts for SLURM do what they say; what SLURM sets and starts is stood in for."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import landscape
import proxies
from tests.cli.command import ENVIRONMENT

SCRIPTS = Path(__file__).parents[1] / "examples" / "slurm"
WANTED = ("--metrics", "params,flops", "--sample", "30")

SRUN = """#!/bin/bash
echo "srun $1 $2" >&2
while [[ $1 == --* ]]; do shift; done
exec "$@"
"""
LANDSCAPE = f"""#!/bin/bash
exec "{sys.executable}" -m landscape "$@"
"""
DASK = f"""#!/bin/bash
kind=$1; shift
exec "{sys.executable}" -m "distributed.cli.dask_$kind" "$@"
"""
INTERRUPTED = """#!/bin/bash
exit 130
"""
SCONTROL = """#!/bin/bash
echo "scontrol $*" >&2
"""


@pytest.fixture
def task(tmp_path):
    """Return what runs a script as one task of an array does."""
    programs = tmp_path / "bin"
    programs.mkdir()
    stand_ins = {"srun": SRUN, "landscape": LANDSCAPE, "scontrol": SCONTROL, "dask": DASK}
    for name, text in stand_ins.items():
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)

    def run(script, *arguments, **variables):
        set_by_slurm = {"SLURM_CPUS_PER_TASK": "1", "SLURM_ARRAY_JOB_ID": "77"}
        return subprocess.run(
            ["bash", str(SCRIPTS / script), *arguments],
            cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False,
            env=ENVIRONMENT | set_by_slurm | variables
            | {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"},
        )  # fmt: skip

    return run


def test_tasks_of_an_array_score_a_shard_each(task, tmp_path):
    for number in ("1", "2"):
        done = task(
            "score-array.sh", *WANTED, "--out", "shards",
            SLURM_ARRAY_TASK_ID=number, SLURM_ARRAY_TASK_COUNT="2",
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        assert "srun --ntasks=1 --cpus-per-task=1" in done.stderr
        assert f"shard {number}/2" in done.stderr
    shards = landscape.load(tmp_path / "shards")
    assert shards.shards["state"].tolist() == ["done", "done"]
    single = proxies.score("params,flops", sample=30, out=tmp_path / "single")
    assert proxies.merge_shards(tmp_path / "shards") == single


def test_a_task_that_is_interrupted_waits_for_its_next_turn(task, tmp_path):
    (tmp_path / "bin" / "landscape").write_text(INTERRUPTED)
    of_all = {"SHARDS": "100", "SLURM_ARRAY_TASK_ID": "31", "SLURM_ARRAY_TASK_COUNT": "2"}
    stopped = task("score-array.sh", *WANTED, **of_all)
    assert stopped.returncode == 130
    assert stopped.stderr.splitlines()[-1] == "scontrol requeue 77_31"


def test_a_few_tasks_that_are_run_again_are_of_as_many_as_before(task, tmp_path):
    (tmp_path / "bin" / "landscape").write_text('#!/bin/bash\necho "$*"\n')
    of_all = {"SHARDS": "100", "SLURM_ARRAY_TASK_ID": "31", "SLURM_ARRAY_TASK_COUNT": "2"}
    done = task("score-array.sh", *WANTED, **of_all)
    assert done.stdout == f"score {' '.join(WANTED)} --shard 31/100\n"


SCHEDULER = """#!/bin/bash
sleep 0.2
echo told > "${@: -1}"
exec sleep 60
"""


def test_a_command_finds_the_scheduler_and_is_not_left_without_workers(task, tmp_path):
    programs = tmp_path / "bin"
    (programs / "dask").write_text(SCHEDULER)
    (programs / "srun").write_text("#!/bin/bash\nexec sleep 60\n")
    (programs / "landscape").write_text('#!/bin/bash\ncat "${@: -1}"\n')
    done = task("dask-workers.sh", "score", SLURM_JOB_ID="79")
    assert (done.returncode, done.stdout) == (0, "told\n")
    (programs / "srun").write_text("#!/bin/bash\nexit 1\n")
    (programs / "landscape").write_text("#!/bin/bash\nexec sleep 60\n")
    assert task("dask-workers.sh", "score", SLURM_JOB_ID="79").returncode == 128 + 15
    assert not (tmp_path / "scheduler-79.json").exists()


@pytest.mark.slow  # four processes that load PyTorch, or Dask
def test_a_job_brings_a_scheduler_and_workers_and_ends_them(task, tmp_path):
    done = task(
        "dask-workers.sh", "score", *WANTED, "--out", "dask",
        SLURM_JOB_ID="78", TMPDIR=str(tmp_path), PYTHONWARNINGS="",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "srun --cpus-per-task=1" in done.stderr
    assert "Dask: 1 worker of tcp://" in done.stderr
    single = proxies.score("params,flops", sample=30, out=tmp_path / "single")
    assert landscape.load(tmp_path / "dask") == single
    assert not (tmp_path / "scheduler-78.json").exists()


@pytest.mark.parametrize("script", sorted(path.name for path in SCRIPTS.iterdir()))
def test_what_sbatch_reads_stands_before_any_command(script):
    lines = (SCRIPTS / script).read_text("utf-8").splitlines()
    first = next(n for n, line in enumerate(lines) if line and not line.startswith("#"))
    last = max(n for n, line in enumerate(lines) if line.startswith("#SBATCH"))
    assert lines[0] == "#!/bin/bash"
    assert 0 < last < first
