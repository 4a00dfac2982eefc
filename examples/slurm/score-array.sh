#!/bin/bash
# Score a space in parts, one a task of a SLURM array:
#
#     sbatch examples/slurm/score-array.sh --metrics synflow --out runs/synflow
#
# What follows the script are options of `landscape score`; --out is a folder that all nodes see. The
# array has eight tasks here; of another number with `sbatch --array=1-100 ...`. Tasks that did not
# end are run again with the number of all: `SHARDS=100 sbatch --array=7,31 ...`.
#
#SBATCH --job-name=landscape
#SBATCH --array=1-8
#SBATCH --cpus-per-task=2
#SBATCH --time=04:00:00
#SBATCH --output=landscape-%A-%a.log
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=INT@120

shards=${SHARDS:-$SLURM_ARRAY_TASK_COUNT}
threads=${SLURM_CPUS_PER_TASK:-1}
export OMP_NUM_THREADS=$threads

srun --ntasks=1 --cpus-per-task="$threads" \
    landscape score "$@" --shard "$SLURM_ARRAY_TASK_ID/$shards"
code=$?

# Time is nearly up: two minutes before, SLURM interrupts the command, which keeps what is finished.
# The same task waits for its next turn, and goes on from there.
if [ "$code" -eq 130 ]; then
    scontrol requeue "${SLURM_ARRAY_JOB_ID}_$SLURM_ARRAY_TASK_ID"
fi
exit "$code"
