"""To which cell a row belongs, as Spark asks it: by the sizes of its figures and by its texts."""

import pytest

from perfscore.batching.cells import by_texts, code
from perfscore.batching.layout import Layout
from perfscore.batching.recipe import BELOW, BIG, NONE, SMALL, ZERO
from perfscore.batching.telling import BEYOND

KINDS = {"sheet_id": "INTEGER", "indicator_id": "INTEGER", "weight": "DECIMAL(9,2)", "target": "BIGINT", "actual": "DOUBLE"}


@pytest.mark.parametrize(
    ("name", "sizes", "sql"),
    [
        ("weight", [BIG], "0"),
        ("weight", [SMALL, BIG], "case when n_weight <= 150 then 0 else 1 end"),
        ("target", [NONE, BELOW, ZERO, BIG], "case when n_target is null then 0 when n_target < 0 then 1 when n_target = 0 then 2 else 3 end"),
        ("actual", [NONE, SMALL, BEYOND], "case when r_actual is null then 0 when n_actual is null then 2 else 1 end"),
    ],
)  # fmt: skip
def test_a_size_is_told_by_tests_in_order(name: str, sizes: list[int], sql: str) -> None:
    assert sql == code(Layout(KINDS, {}), name, sizes)


def test_texts_are_told_column_by_column() -> None:
    assert "7" == by_texts({("a", True): 7})
    assert "case when k_1 then 0 else 1 end" == by_texts({("a", True): 0, ("a", False): 1})
    assert r"case when k_0 = 'it\'s' then 0 else 1 end" == by_texts({("it's",): 0, ("b",): 1})
