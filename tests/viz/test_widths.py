import numpy as np

from viz.widths import width_classes


def test_each_class_of_weights_looks_different():
    classes, _ = width_classes(np.array([1.0, 1, 5, 8, 12, 20, 30, 60, 94]))
    widths = [one.width for one in classes]
    assert len(widths) == 5
    assert all(np.diff(widths) > 0.15)
