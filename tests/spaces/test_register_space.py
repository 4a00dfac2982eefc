"""A space is registered by one call, from a space, what makes it, or what describes it."""

import pytest

from landscape import ProductSpace, get_space, register_space
from landscape.errors import LandscapeError, OptionError
from landscape.spaces import SPACES
from tests.registered import forgotten


@pytest.fixture(autouse=True)
def _nothing_stays_registered():
    with forgotten(SPACES):
        yield


def dice():
    return ProductSpace([6, 6], name="dice")


def test_a_space_or_what_makes_it_is_registered_by_its_name():
    assert register_space(dice, rungs=[1, 3]).rungs == (1, 3)
    SPACES.remove("dice")
    space = dice()
    register_space(space, input=[3, 8, 8])
    assert get_space("dice") is space
    assert SPACES["dice"].input == (3, 8, 8)


def test_a_described_space_is_registered_by_its_file(tmp_path):
    text = 'name = "coin"\n[[variables]]\nname = "side"\noptions = ["head", "tail"]\n'
    (tmp_path / "coin.toml").write_text(text)
    register_space(str(tmp_path / "coin.toml"), network="coins:build")
    assert get_space("coin").size == 2


def test_what_a_name_is_given_for_is_not_made_at_once():
    def fails():
        raise RuntimeError("too early")

    register_space(fails, name="late")
    with pytest.raises(LandscapeError, match="could not be made"):
        get_space("late")


@pytest.mark.parametrize(
    ("space", "options", "said"),
    [
        (3, {}, "3 is no space: expected a Space"),
        (lambda: 3, {}, "makes 3: expected a Space"),
        (dice, {"network": print, "networks": print}, "a network and networks"),
        (dice, {"input": (3, 0)}, r"\(3, 0\): expected the shape of one example"),
        (dice, {"input": [1.5, 2]}, r"\(1.5, 2\): expected the shape of one example"),
        (dice, {"input": 7}, "is 7: expected a shape, or a function without parameters"),
        (dice, {"input": (3,), "classes": 0}, "classes=0: expected a whole number from 1"),
        (dice, {"input": dice, "classes": 3}, "classes=3 and no shape as its input"),
        (dice, {"loss": 3}, "the loss of space 'dice' is 3: expected a function"),
        (dice, {"drawing": 5}, "the drawing of space 'dice' is 5: expected a function, or the dot"),
        (dice, {"network": []}, r"the network of space 'dice' is \[\]: expected a function"),
        (dice, {"name": "nb201"}, "known already"),
    ],
)
def test_what_makes_no_space_is_one_line(space, options, said):
    with pytest.raises(OptionError, match=said) as caught:
        register_space(space, **options)
    assert "\n" not in str(caught.value)
