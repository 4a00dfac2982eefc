#!/bin/bash
# Score a space with Dask, one worker a task of a SLURM job:
#
#     sbatch examples/slurm/dask-workers.sh score --metrics synflow --out runs/synflow
#
# What follows the script is any command of `landscape` that takes --engine dask. The scheduler and the
# command run on the first node of the job, workers on all of them. Of another number with
# `sbatch --ntasks=64 ...`; with a GPU each: `sbatch --gpus-per-task=1 ...`.
#
#SBATCH --job-name=landscape-dask
#SBATCH --ntasks=4
#SBATCH --cpus-per-task=2
#SBATCH --time=04:00:00
#SBATCH --output=landscape-dask-%j.log
#SBATCH --signal=B:INT@120

threads=${SLURM_CPUS_PER_TASK:-1}
export OMP_NUM_THREADS=1 # each thread of a worker has one thing to do, and one core for it
# Dask would have workers give memory back 64 KiB at a time, which takes PyTorch up to twice as long.
export MALLOC_TRIM_THRESHOLD_=67108864 MALLOC_MMAP_THRESHOLD_=33554432
export DASK_LOGGING__DISTRIBUTED=warning
scheduler=$PWD/scheduler-$SLURM_JOB_ID.json

rm -f "$scheduler"
dask scheduler --port 0 --scheduler-file "$scheduler" &
scheduling=$!
until [ -s "$scheduler" ]; do # where it is, which the others read
    kill -0 "$scheduling" || exit 1
    sleep 0.2
done
srun --cpus-per-task="$threads" \
    dask worker --scheduler-file "$scheduler" --nthreads "$threads" --local-directory "${TMPDIR:-/tmp}" &
working=$!

landscape "$@" --engine dask --scheduler "$scheduler" &
command=$!
# Two minutes before time is up the command keeps what is finished; the same job goes on from there.
# It is sent TERM, since what runs in the background of a script is deaf to INT.
trap 'kill -TERM "$command"' INT TERM
wait -n "$command" "$working" "$scheduling" # which the trap ends, too
# Without workers nothing is done any more, and the command would wait until time is up.
kill -0 "$working" 2> /dev/null || kill -TERM "$command" 2> /dev/null
wait "$command"
code=$?

kill "$working" "$scheduling" 2> /dev/null
wait
rm -f "$scheduler"
exit "$code"
