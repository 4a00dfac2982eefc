"""Whether a configuration number means the same in two spaces."""

import pytest

from landscape import ProductSpace, get_space
from landscape.errors import DataError
from landscape.spaces import DARTS
from landscape.spaces.same import is_same_space, require_same_space

SQUARE = ProductSpace([4, 4], name="mine")


@pytest.mark.parametrize("name", ["nb201", "sss", "nasbench-macro"])
def test_a_space_made_twice_is_the_same(name):
    assert is_same_space(get_space(name), get_space(name))


@pytest.mark.parametrize(
    "other",
    [
        ProductSpace([4, 4], name="yours"),
        ProductSpace([4, 5], name="mine"),
        ProductSpace([2, 8], name="mine"),
        ProductSpace([1, 4, 4], name="mine"),
    ],
)
def test_name_size_and_variables_tell_spaces_apart(other):
    assert not is_same_space(SQUARE, other)
    with pytest.raises(DataError, match=r"^mine \(16 conf.*different spaces: expected landscapes"):
        require_same_space([SQUARE, SQUARE, other])


def test_options_of_other_names_make_another_space(tmp_path):
    one, other = (tmp_path / f"{name}.toml" for name in ("one", "other"))
    for path, options in ((one, '["a", "b"]'), (other, '["b", "a"]')):
        path.write_text(f'name = "mine"\n[[variables]]\nname = "x"\noptions = {options}\n')
    assert not is_same_space(get_space(str(one)), get_space(str(other)))


def test_networks_of_another_size_are_of_the_same_cells():
    small = DARTS("darts-small", "DARTS, 4 channels")
    require_same_space([DARTS(), small])
    assert not is_same_space(small, ProductSpace(DARTS().variables, name="darts-small"))
