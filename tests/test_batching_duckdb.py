"""Queries of whole tables: deductions that are taken off late, sums of columns without places."""

from decimal import Decimal
from pathlib import Path

import pytest

import perfscore as ps
from perfscore.batching.duckdb import decimal_sql
from tests.books import book
from tests.tables import table, write_csv
from tests.test_batching import differences

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, the extra perfscore[batch]")

LATE = {"stages": "sum、event-cap、deductions、execution-cap、round、grade", "policy.constraint_base": "negative", "event_cap": "60"}
TAKEN = "约束性指标，酌情扣分，如出现审计披露等问题，总分不得超过70分"


def test_deductions_that_follow_another_stage_are_added_up_apart(tmp_path: Path) -> None:
    rows = table(11, 40)
    for number, row in enumerate(rows):
        if number % 7 == 0:
            row |= {"criterion": TAKEN, "printed": f"-{number % 5}", "event": "审计披露:审计报告"}
    rules = book(LATE)
    found = ps.score_table(write_csv(tmp_path / "in.csv", rows), rulebook=rules)
    assert [] == differences(rows, found, rules)[:3]


def test_printed_scores_without_places_are_added_up_as_points(tmp_path: Path) -> None:
    place = tmp_path / "in.parquet"
    told = "1 as sheet_id, i as indicator_id, 10 as weight, 100 as target, 90 as actual, '按完成比例得分' as criterion, i::bigint as printed, 95 as declared"
    duckdb.sql(f"copy (select {told} from range(3) t(i)) to '{place}' (format parquet)")
    found = ps.score_table(place)
    assert [(Decimal(3), Decimal(95), Decimal(27))] == found.sheets.select("printed_sum, declared, total").fetchall()


@pytest.mark.parametrize(("places", "shown"), [(0, "985.00"), (1, "98.50"), (2, "9.85"), (4, "0.0985")])
def test_integers_become_decimals_of_two_places_at_least(places: int, shown: str) -> None:
    assert [shown] == [str(cell) for (cell,) in duckdb.sql(f"select {decimal_sql('985', places)}").fetchall()]


def test_an_event_may_be_a_truth_value(tmp_path: Path) -> None:
    place = tmp_path / "in.parquet"
    told = "i as sheet_id, 1 as indicator_id, 100 as weight, 100 as target, 90 as actual, '按完成比例得分' as criterion, i = 1 as event"
    duckdb.sql(f"copy (select {told} from range(2) t(i)) to '{place}' (format parquet)")
    found = ps.score_table(place, rulebook="cn-hb-wh-hanyang-2019-dept")
    assert [(0, Decimal(90)), (1, Decimal(70))] == found.sheets.select("sheet_id, total").fetchall()
