"""What every reader of a benchmark promises, on any files of it.

A reader of yours is tested by a class of its own and a fixture that opens the same files anew each
time it is called; a few architectures are enough::

    @pytest.fixture
    def opened():
        return lambda: open_benchmark("mine", Path("records.jsonl"))

    class TestMyReader(ReaderConformance):
        pass
"""

from __future__ import annotations

import json

import numpy as np

from landscape.benchmarks.collect import import_benchmark
from landscape.benchmarks.column import is_name
from landscape.benchmarks.table import open_table
from landscape.disk.files import canonical_json
from landscape.scores import Metric
from landscape.spaces import Space


class ReaderConformance:
    def test_it_says_of_what_it_is(self, opened):
        reader = opened()
        assert is_name(reader.benchmark)
        assert isinstance(reader.space, Space)
        assert len(reader) == len(list(reader.records())) > 0

    def test_the_same_files_have_the_same_identity_which_json_can_say(self, opened):
        first, again = (canonical_json(dict(opened().identity)) for _ in range(2))
        assert first == again
        assert json.loads(first)

    def test_architectures_are_configurations_of_the_space_and_each_comes_once(self, opened):
        reader = opened()
        numbers = [record.configuration for record in reader.records()]
        assert all(type(number) is int and 0 <= number < reader.space.size for number in numbers)
        assert len(set(numbers)) == len(numbers)

    def test_records_come_in_an_order_of_their_own_and_from_any_on(self, opened):
        whole = [told(record) for record in opened().records()]
        for start in range(len(whole) + 1):
            assert [told(record) for record in opened().records(start)] == whole[start:]
        reader = opened()
        assert [told(record) for _ in range(2) for record in reader.records()] == 2 * whole

    def test_curves_are_of_numbers_by_ascending_epochs_or_of_one_that_has_none(self, opened):
        for curve in all_curves(opened()):
            values = np.asarray(curve.values)
            assert values.dtype == np.float64
            if curve.epochs is None:
                assert values.shape == (1,)
            else:
                assert values.shape == np.asarray(curve.epochs).shape
                assert values.size
                assert np.all(np.asarray(curve.epochs) >= 0)
                assert np.all(np.diff(curve.epochs) > 0)

    def test_no_measurement_is_told_twice(self, opened):
        for record in opened().records():
            places = [
                (*key(curve), epoch)
                for curve in record.curves
                for epoch in (
                    np.asarray(curve.epochs).tolist() if curve.epochs is not None else [0]
                )
            ]
            assert len(set(places)) == len(places)

    def test_names_are_names(self, opened):
        for curve in all_curves(opened()):
            assert is_name(curve.metric)
            assert all(is_name(name) for name in (curve.dataset, curve.hp, curve.run) if name)

    def test_every_metric_has_a_meaning(self, opened):
        reader = opened()
        for dataset, metric in {(curve.dataset, curve.metric) for curve in all_curves(reader)}:
            meaning = reader.meaning(dataset, metric)
            assert isinstance(meaning, Metric)
            assert meaning.name == metric
            assert meaning.resolution is None or meaning.resolution > 0
            assert meaning == reader.meaning(dataset, metric)

    def test_what_is_imported_is_what_was_told(self, opened, tmp_path):
        paths = import_benchmark(opened(), tmp_path, provenance={})
        tables = {(t.dataset, t.hp): t for t in map(open_table, paths)}
        known = {
            (place, column.metric, column.run, column.epoch): values
            for place, table in tables.items()
            for column, values in zip(table.columns, table.read(table.columns), strict=True)
        }
        for record in opened().records():
            for curve in record.curves:
                for epoch, value in zip(epochs_of(curve), curve.values, strict=True):
                    place = ((curve.dataset, curve.hp), curve.metric, curve.run, epoch)
                    np.testing.assert_array_equal(known[place][record.configuration], value)


def all_curves(reader):
    return [curve for record in reader.records() for curve in record.curves]


def epochs_of(curve):
    return [None] if curve.epochs is None else np.asarray(curve.epochs).tolist()


def key(curve):
    return curve.metric, curve.dataset, curve.hp, curve.run


def told(record):
    """Return a record as what can be compared: NaN is itself."""
    curves = [
        (*key(c), repr(np.asarray(c.values).tolist()), np.asarray(c.epochs).tolist())
        for c in record.curves
    ]
    return record.configuration, curves
