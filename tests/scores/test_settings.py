import pytest

from landscape.disk.files import canonical_json, first_difference


def test_order_of_keys_does_not_matter():
    assert canonical_json({"b": 1, "a": [2, None]}) == canonical_json({"a": (2, None), "b": 1})


def test_nan_is_no_setting():
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical_json({"a": float("nan")})


def test_equal_settings_do_not_differ():
    assert first_difference({"a": (1, 2), "b": "x"}, {"b": "x", "a": [1, 2]}) is None


def test_first_difference_is_the_first_asked_for():
    found = {"init": "bank", "seed": 1, "batch": 64}
    assert first_difference({"seed": 0, "batch": 32, "init": "bank"}, found) == ("seed", "0", "1")


@pytest.mark.parametrize(
    ("asked", "found", "expected"),
    [({"a": 1}, {}, ("a", "1", "not set")), ({}, {"a": "x"}, ("a", "not set", '"x"'))],
)
def test_setting_of_one_side_only_differs(asked, found, expected):
    assert first_difference(asked, found) == expected


def test_true_is_not_one():
    assert first_difference({"a": True}, {"a": 1}) == ("a", "true", "1")


def test_settings_of_settings_are_named_in_full():
    asked = {"members": {"nwot": {"seed": 0}, "synflow": {"seed": 1}}}
    found = {"members": {"nwot": {"seed": 0}, "synflow": {"seed": 2}}}
    assert first_difference(asked, found) == ("members.synflow.seed", "1", "2")
    assert first_difference(asked, {"members": 3}) == (
        "members", '{"nwot":{"seed":0},"synflow":{"seed":1}}', "3",
    )  # fmt: skip
    assert first_difference(asked, asked) is None
