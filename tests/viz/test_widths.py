import numpy as np

from viz.network.sizes import width_classes


def test_each_class_of_weights_looks_different():
    classes, _ = width_classes(np.array([1.0, 1, 5, 8, 12, 20, 30, 60, 94]))
    widths = [one.width for one in classes]
    assert len(widths) == 4
    assert all(np.diff(widths) > 0.6)


def test_classes_differ_however_heavy_and_many_the_edges_are():
    weights = np.repeat([8.0, 48, 128, 192, 208], [5, 100, 2_000, 9_000, 20_000])
    classes, member = width_classes(weights)
    assert [one.label for one in classes] == ["8", "48", "128 – 208"]
    assert np.bincount(member).tolist() == [5, 100, 31_000]
    assert all(np.diff([one.width for one in classes]) > 0.29)


def test_a_single_weight_is_neither_the_thinnest_nor_the_widest_line():
    (only,), _ = width_classes(np.full(9, 7.0))
    assert 0.7 < only.width < 1.5
