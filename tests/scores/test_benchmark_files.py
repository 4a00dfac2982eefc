"""The published tables of NAS-Bench-201, as users bring them."""

import numpy as np
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from landscape.errors import DataError, UnknownNameError
from landscape.scores import read_user_scores


@pytest.mark.parametrize(
    ("metric", "best"),
    [
        ("cifar10_test_acc_200ep", 94.3733),
        ("cifar100_test_acc_200ep", 73.5133),
        ("imagenet16_test_acc_200ep", 47.3111),
    ],
)
def test_best_accuracy_is_the_published_one(data_dir, nb201, metric, best):
    scores = read_user_scores(data_dir / "nats_tss.parquet", nb201, metric)
    assert not np.isnan(scores).any()
    assert scores.max() == pytest.approx(best, abs=1e-4)


def test_every_row_lands_at_its_architecture(data_dir, nb201):
    path, metric = data_dir / "nats_tss.parquet", "cifar100_test_acc_200ep"
    scores = read_user_scores(path, nb201, metric)
    rows = pq.read_table(path, columns=["arch_str", metric]).to_pydict()
    written = dict(zip(rows["arch_str"], rows[metric], strict=True))
    assert {nb201.format(i): scores[i] for i in range(nb201.size)} == written


def test_scores_of_minus_infinity_are_kept(data_dir, nb201):
    path = data_dir / "nats_tss_zerocost_freerea.parquet"
    assert np.isneginf(read_user_scores(path, nb201, "cifar10_naswot")).sum() == 201


def test_incomplete_table_is_fine(data_dir, nb201):
    path = data_dir / "nats_tss_zerocost_suitezero.parquet"
    assert (~np.isnan(read_user_scores(path, nb201, "cifar100_snip"))).sum() == 725


def test_csv_gives_the_same_bits(data_dir, nb201, tmp_path):
    path, metric = data_dir / "nats_tss_zerocost_freerea.parquet", "cifar10_synflow"
    pyarrow.csv.write_csv(pq.read_table(path), tmp_path / "scores.csv")
    expected = read_user_scores(path, nb201, metric)
    assert read_user_scores(tmp_path / "scores.csv", nb201, metric).tobytes() == expected.tobytes()


def test_benchmark_index_is_never_taken_for_the_configuration_number(data_dir, nb201):
    with pytest.raises(DataError, match=r"column 'arch_index' .* bare numbers, such as 0, and"):
        read_user_scores(
            data_dir / "nats_tss.parquet", nb201, "cifar10_test_acc_200ep", key="arch_index"
        )


def test_mistyped_metric_suggests_the_nearest(data_dir, nb201):
    with pytest.raises(UnknownNameError, match="did you mean 'cifar100_test_acc_200ep'"):
        read_user_scores(data_dir / "nats_tss.parquet", nb201, "cifar100_test_acc_200")


def test_table_of_another_space_is_refused(data_dir, nb201):
    with pytest.raises(
        DataError, match="no architecture of NAS-Bench-201 at all: found '8:8:8:8:8'"
    ):
        read_user_scores(data_dir / "nats_sss.parquet", nb201, "cifar10_test_acc_90ep")
