import pytest

from landscape.errors import OptionError
from landscape.scores import Metric


def test_label_is_title_and_unit():
    assert Metric("acc", unit="%", title="Accuracy").label == "Accuracy (%)"


def test_label_without_title_or_unit_is_the_name():
    assert Metric("synflow").label == "synflow"


@pytest.mark.parametrize("resolution", [0, -0.1, float("nan"), float("inf")])
def test_resolution_must_be_a_positive_number(resolution):
    with pytest.raises(
        OptionError, match=f"'acc' has resolution {resolution}: expected a positive"
    ):
        Metric("acc", resolution=resolution)
