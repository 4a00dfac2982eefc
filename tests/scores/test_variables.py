"""Tables with one column a variable, several rows a configuration, and rows that are left out."""

from __future__ import annotations

import math
from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from landscape import Landscape, ProductSpace, Variable, get_space
from landscape.errors import DataError, LandscapeError, OptionError, UnknownNameError
from landscape.scores import read_architectures, read_user_scores
from landscape.scores.keys import Reading
from landscape.scores.user import read_user_table
from landscape.spaces import ConditionalSpace, FunctionalSpace, Subspace
from tests.spaces.test_functional import Sorted

SPACE = ProductSpace(
    [
        Variable("depth", ("2", "4", "8"), ordinal=True),
        Variable("act", ("relu", "none", "3x3")),
        Variable("lr", ("0.1", "0.01", "1e-5")),
    ],
    name="mlp",
)


@pytest.fixture
def csv(tmp_path):
    """Return a function that writes lines to a file and returns its path."""

    def write(*lines, name="scores.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def given_of(scores):
    return {int(i): float(scores[i]) for i in np.flatnonzero(~np.isnan(scores))}


def test_columns_called_as_the_variables_are_need_no_naming(csv):
    path = csv("acc,LR,act,Depth", "90,0.1,relu,2", "91,0.01,3x3,8", "92,1e-5,none,4")
    assert given_of(read_user_scores(path, SPACE, "acc")) == {0: 90, 25: 91, 14: 92}


def test_they_go_before_a_column_that_may_be_anything(csv):
    path = csv("configuration,depth,act,lr,acc", "7,2,relu,0.1,90")
    assert given_of(read_user_scores(path, SPACE, "acc")) == {0: 90}
    assert given_of(read_user_scores(path, SPACE, "acc", key="configuration")) == {7: 90}
    path = csv("configuration,depth,act,lr,acc", "7,0.5,0.5,0.1,90")  # something else is called so
    assert given_of(read_user_scores(path, SPACE, "acc")) == {7: 90}


def test_a_column_that_is_sure_to_hold_architectures_goes_before_them(csv):
    text = SPACE.format(7).replace('"', "")
    path = csv("arch,depth,act,lr,acc", f'"{text}",2,relu,0.1,90')
    assert given_of(read_user_scores(path, SPACE, "acc")) == {7: 90}
    variables = ["depth", "act", "lr"]
    assert given_of(read_user_scores(path, SPACE, "acc", variables=variables)) == {0: 90}


@pytest.mark.parametrize("names", [["lr", "depth", "act"], ["depth", "act", "lr"]])
def test_named_by_the_names_of_variables_their_order_is_free(csv, names):
    path = csv("acc,lr,act,depth", "90,0.01,relu,4")
    assert given_of(read_user_scores(path, SPACE, "acc", variables=names)) == {10: 90}


def test_other_names_are_in_the_order_of_the_variables(csv):
    path = csv("acc,rate,f,layers", "90,0.01,relu,4")
    found = read_user_scores(path, SPACE, "acc", variables=["layers", "f", "rate"])
    assert given_of(found) == {10: 90}
    with pytest.raises(DataError, match=r"column 'rate' .* holds '0.01' in row 1: expected an opt"):
        read_user_scores(path, SPACE, "acc", variables=["rate", "f", "layers"])


@pytest.mark.parametrize(
    "variables", [["depth", "act"], ["act", "depth", "rate"], ["depth", "act", "lr", "rate"],
                  ["depth", "depth", "lr"]]
)  # fmt: skip
def test_what_fits_the_variables_by_name_or_order_in_part_is_refused(csv, variables):
    path = csv("acc,lr,act,depth,rate", "90,0.01,relu,4,0.01")
    with pytest.raises(OptionError, match="one column for each variable of mlp, by their names or"):
        read_user_scores(path, SPACE, "acc", variables=variables)


def test_numbers_are_options_however_they_are_spelled(csv, tmp_path):
    path = csv("depth,act,lr,acc", "2.0,relu,0.10,1", "04,relu,1E-2,2", "+8,3x3,0.00001,3")
    expected = {0: 1, 10: 2, 26: 3}
    assert given_of(read_user_scores(path, SPACE, "acc")) == expected
    frame = pd.DataFrame(
        {"depth": [2, 4, 8], "act": ["relu", "relu", "3x3"], "lr": [0.1, 0.01, 1e-5]}
    ).assign(acc=[1.0, 2.0, 3.0])
    frame.to_parquet(tmp_path / "t.parquet")
    assert given_of(read_user_scores(tmp_path / "t.parquet", SPACE, "acc")) == expected


def test_a_decimal_comma_is_read_in_variables_too(csv):
    path = csv("depth;act;lr;acc", "2;relu;0,1;90,5", "4;relu;0,01;91,5")
    assert given_of(read_user_scores(path, SPACE, "acc")) == {0: 90.5, 10: 91.5}


def test_options_that_are_the_same_number_are_told_by_their_text(csv):
    space = ProductSpace([Variable("x", ("1", "1.0", "2"))])
    path = csv("x,f", "1,5", "1.0,6", "2.0,7")
    assert given_of(read_user_scores(path, space, "f")) == {0: 5, 1: 6, 2: 7}
    with pytest.raises(DataError, match=r"holds '1.00' in row 1"):
        read_user_scores(csv("x,f", "1.00,5"), space, "f")


def test_of_a_functional_space_they_are_members(csv):
    space = FunctionalSpace(Sorted())
    path = csv("x0,x1,x2,f", "3,2,1,5", "0,0,0,6")
    assert given_of(read_user_scores(path, space, "f")) == {int(space.node_of[27]): 5, 0: 6}


LAYERS = ConditionalSpace(
    [
        Variable("kind", ("conv", "pool")),
        Variable("kernel", ("3", "5", "7"), ordinal=True, when={"kind": "conv"}),
        Variable("depth", ("1", "2")),
    ],
    name="layers",
)


def test_a_variable_that_does_not_exist_has_an_empty_cell(csv, tmp_path):
    path = csv("kind,kernel,depth,f", "conv,3,1,1", "pool,,2,2", "pool,-,1,3", "conv,7.0,2,4")
    expected = {LAYERS.parse(text): float(k) for k, text in enumerate(
        ["kind=conv,kernel=3,depth=1", "kind=pool,depth=2", "kind=pool,depth=1",
         "kind=conv,kernel=7,depth=2"], 1)}  # fmt: skip
    assert given_of(read_user_scores(path, LAYERS, "f")) == expected
    pd.read_csv(path, na_values=["-"]).to_parquet(tmp_path / "t.parquet")
    assert given_of(read_user_scores(tmp_path / "t.parquet", LAYERS, "f")) == expected


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "pool,3,1,1",
            "in row 2, where kind=pool, .* is no configuration: kernel exists only if kind",
        ),
        (
            "conv,,1,1",
            "in row 2, where kind=conv, .* is no configuration: it says nothing of kernel",
        ),
        ("conv,3,,1", "column 'depth' of .* holds '' in row 2: expected an option of 'depth'"),
    ],
)
def test_a_row_that_is_no_configuration_is_told_why(csv, row, told):
    with pytest.raises(DataError, match=told) as refused:
        read_user_scores(csv("kind,kernel,depth,f", "conv,3,1,1", row), LAYERS, "f")
    assert str(refused.value).isprintable()
    path = csv("kind,kernel,depth,f,keep", "conv,3,1,1,1", row + ",0", "pool,,1,5,0")
    found = read_user_table(path, LAYERS, ["f"], Reading(where=("keep = 1",)))
    assert (given_of(found.columns[0]), found.n_excluded) == ({0: 1}, 1)


def test_of_part_of_a_space_rows_are_the_valid_ones(csv):
    space = Subspace(SPACE, lambda chosen: chosen["depth"] != "8", name="shallow")
    path = csv("depth,act,lr,acc", "4,relu,0.1,90")
    assert given_of(read_user_scores(path, space, "acc")) == {9: 90}
    path = csv("depth,act,lr,acc", "4,relu,0.1,90", "8,relu,0.1,90")
    with pytest.raises(DataError, match=r"in row 2, .* it is not valid in shallow"):
        read_user_scores(path, space, "acc")


def test_a_space_without_variables_is_refused(csv):
    path = csv("depth,acc", "2,90")
    with pytest.raises(OptionError, match="NAS-Bench-101 is no space of variables; name a column"):
        read_user_scores(path, get_space("nb101"), "acc", variables=["depth"])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("3,relu,0.1,1", "column 'depth' .* holds '3' in row 2: expected an option of 'depth' in"),
        ("2,tanh,0.1,1", "holds 'tanh' in row 2: expected .* in mlp: relu, none, 3x3; correct or"),
        ("2,,0.1,1", "column 'act' of .* holds '' in row 2"),
        ("2,relu,nan,1", "column 'lr' of .* holds 'nan' in row 2"),
        ("2,relu,1_0,1", "column 'lr' of .* holds '1_0' in row 2"),
    ],
)
def test_a_cell_that_is_no_option_is_named(csv, row, told):
    with pytest.raises(DataError, match=told) as refused:
        read_user_scores(csv("depth,act,lr,acc", "2,relu,0.1,1", row), SPACE, "acc")
    assert str(refused.value).isprintable()


def test_columns_that_are_not_there_and_contradictions_are_refused(csv):
    path = csv("depth,act,lr,acc", "2,relu,0.1,1")
    with pytest.raises(UnknownNameError, match="unknown column 'dept': did you mean 'depth'"):
        read_user_scores(path, SPACE, "acc", variables=["dept", "act", "lr"])
    with pytest.raises(OptionError, match=r"--variables names a column for each .*--key"):
        read_user_scores(path, SPACE, "acc", variables=["depth", "act", "lr"], key="act")
    with pytest.raises(DataError, match="has no rows"):
        read_user_scores(csv("depth,act,lr,acc"), SPACE, "acc")
    with pytest.raises(DataError, match=r"no column of .*, or one for each variable \(--variables"):
        read_user_scores(csv("depth,lr,acc", "2,0.1,1"), SPACE, "acc")


def test_a_list_of_architectures_may_have_them_too(csv):
    path = csv("depth,act,lr", "4,none,1e-5", "2,relu,0.1", "2,relu,0.1")
    assert read_architectures(path, SPACE).tolist() == [0, 14]


# -- several rows a configuration ------------------------------------------------------------------

SEEDS = ("depth,act,lr,seed,epoch,acc", "2,relu,0.1,1,9,90", "2,relu,0.1,2,9,91",
         "2,relu,0.1,3,9,95", "4,relu,0.1,1,9,80", "4,relu,0.1,2,9,")  # fmt: skip


def test_means_are_over_the_rows_there_are(csv, caplog):
    caplog.set_level("INFO", "landscape")
    found = read_user_scores(csv(*SEEDS), SPACE, "acc", mean_over=["Seed"])
    assert given_of(found) == {0: 92, 9: 80}
    assert caplog.messages == ["acc: means, each of 1 to 3 rows"]


def test_a_condition_takes_one_of_them(csv):
    found = read_user_scores(csv(*SEEDS), SPACE, "acc", where="seed = 2 and epoch = 9")
    assert given_of(found) == {0: 91}


def test_rows_that_repeat_are_refused_by_what_tells_them_apart(csv):
    with pytest.raises(
        DataError,
        match=r"two scores 'acc' of depth=2,act=relu,lr=0.1: 90.0 and 91.0; expected one, "
        r".* --where .seed = VALUE., or "
        r"take means with --mean-over seed; these rows differ in seed$",
    ) as refused:
        read_user_scores(csv(*SEEDS[:3]), SPACE, "acc")
    assert str(refused.value).isprintable()
    with pytest.raises(DataError, match=r"9\d.0 and 9\d.0; expected one, .*differ in epoch$"):
        read_user_scores(csv(*SEEDS, "2,relu,0.1,1,8,91"), SPACE, "acc", mean_over=["seed"])


def test_rows_that_agree_count_once(csv):
    path = csv("depth,act,lr,seed,acc", *["2,relu,0.1,1,90"] * 3, "2,relu,0.1,2,91")
    assert given_of(read_user_scores(path, SPACE, "acc", mean_over=["seed"])) == {0: 90.5}
    path = csv("depth,act,lr,seed,acc", *["2,relu,0.1,1,-inf"] * 2, "2,relu,0.1,2,91")
    assert given_of(read_user_scores(path, SPACE, "acc", mean_over=["seed"])) == {0: -math.inf}


def test_a_column_to_average_over_has_to_be_there(csv):
    with pytest.raises(UnknownNameError, match="unknown column 'fold'"):
        read_user_scores(csv(*SEEDS), SPACE, "acc", mean_over=["fold"])


NUMBERS = st.sampled_from([0.1, 0.7, 1 / 3, -2.0, 1e9, math.inf, -math.inf, math.nan])


@settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), NUMBERS), min_size=1, max_size=20), st.randoms())
def test_means_are_what_a_loop_finds_in_any_order(tmp_path_factory, rows, random):
    space = ProductSpace([Variable("x", ("0", "1", "2", "3"))])
    lines = [f"{x},{seed},{value!r}" for seed, (x, value) in enumerate(rows)]
    path = tmp_path_factory.mktemp("means") / "t.csv"
    found = []
    for _ in range(2):
        path.write_text("\n".join(["x,seed,f", *lines]) + "\n")
        found.append(read_user_scores(path, space, "f", mean_over=["seed"]))
        random.shuffle(lines)
    np.testing.assert_array_equal(*found)  # to the last bit
    for x, mean in enumerate(found[0]):
        values = [v for at, v in rows if at == x and not math.isnan(v)]
        with np.errstate(invalid="ignore"):
            expected = np.mean(values) if values else math.nan
        np.testing.assert_allclose(mean, expected, rtol=1e-12, atol=1e-6)
        if len({*values}) == 1:
            assert mean == values[0]  # so that ties stay ties


# -- configurations that are left out --------------------------------------------------------------

LATENCY = ("depth,act,lr,device,ms,acc", "2,relu,0.1,gpu,3,90", "2,relu,0.1,cpu,9,90",
           "4,relu,0.1,gpu,6,91", "8,relu,0.1,gpu,,92", "8,none,0.1,tpu,1,")  # fmt: skip


@pytest.mark.parametrize(
    ("where", "kept", "n_excluded"),
    [
        (["ms < 5"], {0: 90.0}, 2),
        (["ms < 100"], {0: 90.0, 9: 91.0}, 1),
        (["device = gpu"], {0: 90.0, 9: 91.0, 18: 92.0}, 1),
        (["ms > 2", "device = gpu"], {0: 90.0, 9: 91.0}, 2),
        (["device = tpu"], {}, 3),
    ],
)
def test_who_has_no_row_that_fulfils_it_is_counted(csv, where, kept, n_excluded):
    found = read_user_table(csv(*LATENCY), SPACE, ["acc"], Reading(where=tuple(where)))
    assert given_of(found.columns[0]) == kept
    assert found.n_excluded == n_excluded
    assert read_user_table(csv(*LATENCY[:2]), SPACE, ["acc"]).n_excluded is None


@settings(max_examples=40)
@given(st.lists(st.tuples(st.integers(0, 26), st.integers(0, 9)), min_size=1, max_size=30))
def test_constrained_scores_are_those_of_the_rows_that_a_loop_keeps(tmp_path_factory, rows):
    options = list(product(*(variable.options for variable in SPACE.variables)))
    lines = [f"{','.join(options[i])},{ms},{i * 10 + ms}" for i, ms in rows]
    path = tmp_path_factory.mktemp("where") / "t.csv"
    path.write_text("\n".join(["depth,act,lr,ms,acc", *lines]) + "\n")
    kept = {i: float(i * 10 + ms) for i, ms in rows if ms == 4}
    reading = Reading(where=("ms = 4",))
    if not kept:
        with pytest.raises(DataError, match="no row with ms = 4"):
            read_user_table(path, SPACE, ["acc"], reading)
        return
    found = read_user_table(path, SPACE, ["acc"], reading)
    assert given_of(found.columns[0]) == kept
    assert found.n_excluded == len({i for i, _ in rows} - kept.keys())


def test_rows_that_are_left_out_may_be_of_another_space(csv, nb201):
    path = csv("arch,space,acc", f"{nb201.format(3)},micro,90", "resnet50,macro,91",
               f"{nb201.format(4)},macro,92")  # fmt: skip
    found = read_user_table(path, nb201, ["acc"], Reading(where=("space = micro",)))
    assert given_of(found.columns[0]) == {3: 90}
    assert found.n_excluded == 1
    space = get_space("nasbench-macro")  # whose zeros a spreadsheet has eaten
    path = csv("arch,ms,acc", "00000001,1,90", "10,9,91", "12345678,9,1")
    found = read_user_table(path, space, ["acc"], Reading(where=("ms < 5",)))
    assert (given_of(found.columns[0]), found.n_excluded) == ({1: 90}, 1)
    path = csv("index,ms,acc", "0,1,90", "11472,9,91", "99999,9,1")
    found = read_user_table(path, nb201, ["acc"], Reading(index_of="nats", where=("ms < 5",)))
    assert (given_of(found.columns[0]), found.n_excluded) == ({13931: 90}, 1)
    path = csv("depth,act,lr,ms,acc", "2,relu,0.1,1,90", "3,relu,0.1,9,1", "4,relu,0.1,9,1")
    found = read_user_table(path, SPACE, ["acc"], Reading(where=("ms < 5",)))
    assert (given_of(found.columns[0]), found.n_excluded) == ({0: 90}, 1)


# -- labels of pandas ------------------------------------------------------------------------------


def test_an_index_of_variables_labels_scores():
    frame = pd.DataFrame({"lr": [0.1, 0.01, 0.1], "act": ["relu"] * 3, "depth": [2, 4, 2]})
    frame["acc"] = [90.0, 91.0, 94.0]
    mean = frame.groupby(["lr", "depth", "act"])["acc"].mean()
    assert given_of(Landscape(SPACE, mean).fitness) == {0: 92, 10: 91}
    wrong = frame.assign(depth=[2, 3, 2]).set_index(["lr", "depth", "act"])["acc"]
    with pytest.raises(DataError, match="level 'depth' of label 2 is 3: expected an option of 'd"):
        Landscape(SPACE, wrong)
    twice = frame.set_index(["lr", "depth", "act"])["acc"]
    with pytest.raises(DataError, match="contradict each other: there are two of depth=2,act"):
        Landscape(SPACE, twice)


def test_an_index_of_other_levels_is_read_as_ever(nb201):
    cells = pd.MultiIndex.from_tuples([(4, 4, 4, 4, 4, 4), (0, 0, 0, 0, 0, 0)])
    scores = Landscape(nb201, pd.Series([1.0, 2.0], index=cells)).fitness
    assert given_of(scores) == {15624: 1, 3906: 2}
    some = pd.MultiIndex.from_tuples([(2, "relu")], names=["depth", "act"])
    with pytest.raises(LandscapeError, match="labels are no architecture"):
        Landscape(SPACE, pd.Series([1.0], index=some))
