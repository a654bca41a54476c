"""
How fast one form is scored: perfscore beside zen-engine deciding the same rows with its trace on.

Both get their rows ready-made and their rules compiled. Every round draws new forms, so that no
answer can be kept from an earlier one; after each round the two must agree on every score.
"""

import gc
import json
import random
import sys
from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from statistics import median
from time import perf_counter
from typing import Any

import zen

import perfscore as ps

SHEETS = 200
ROWS = 15
ROUNDS = 11
CENT = Decimal("0.01")
RULEBOOK = "cn-hb-wh-hanyang-2019-dept"

#: The general formulas and ladders, in the words of the forms.
CRITERIA = {
    "rate": "得分按执行率*指标权重记分",
    "positive": "实际完成值/年初目标值*该指标权重",
    "reverse": "年初目标值/实际完成值*该指标权重",
    "steps": "数量每减少{step}扣{points}分，扣完为止。",
}


@dataclass(frozen=True)
class Case:
    """One row, as both sides are given it; ``planned`` and ``spent`` only where it is the execution rate."""

    kind: str
    weight: Decimal
    target: Decimal
    actual: Decimal
    step: Decimal = Decimal(1)
    points: Decimal = Decimal(0)
    planned: Decimal = Decimal(0)
    spent: Decimal = Decimal(0)


@dataclass(frozen=True)
class Form:
    """One form of 15 rows, with or without a recorded event."""

    cases: tuple[Case, ...]
    event: bool


def drawn(dice: random.Random, low: int, high: int, places: int = 0) -> Decimal:
    """A decimal between two whole numbers, with so many places."""
    return Decimal(dice.randint(low * 10**places, high * 10**places)).scaleb(-places)


def draw_case(dice: random.Random) -> Case:
    """A row of one of the three kinds that lines have; about a third meet their target."""
    kind = dice.choice(["positive", "reverse", "steps", "steps"])
    places = dice.choice([0, 0, 1, 2])
    target = drawn(dice, 20, dice.choice([100, 2000]), places)
    share = drawn(dice, 70, 100, 1) / 100 if dice.random() < 0.65 else drawn(dice, 100, 120, 1) / 100
    actual = (target / share if kind == "reverse" else target * share).quantize(Decimal(1).scaleb(-places))
    step, points = dice.choice(["1", "2", "5", "10"]), dice.choice(["0.1", "0.2", "0.5"])
    return Case(kind, drawn(dice, 3, 8, 1), target, actual, Decimal(step), Decimal(points))


def draw_form(dice: random.Random) -> Form:
    planned = drawn(dice, 100, 5000, 2)
    spent = (planned * drawn(dice, 70, 105, 1) / 100).quantize(CENT)
    rate = Case("rate", Decimal(10), Decimal(90), (spent / planned * 100).quantize(CENT), planned=planned, spent=spent)
    return Form((rate, *(draw_case(dice) for _ in range(ROWS - 1))), event=dice.random() < 0.2)


def draw(seed: int) -> list[Form]:
    dice = random.Random(seed)
    return [draw_form(dice) for _ in range(SHEETS)]


# The perfscore side.


def indicator(place: int, case: Case) -> ps.Indicator:
    """A row with the cells it would have been read from."""
    unit = "%" if case.kind == "rate" else ""
    sign = {"positive": "≥", "reverse": "≤"}.get(case.kind, "")
    shown = {
        "weight": str(case.weight),
        "criterion": CRITERIA[case.kind].format(step=case.step, points=case.points),
        "target": f"{sign}{case.target}{unit}",
        "actual": f"{case.actual}{unit}",
    }
    cells = [ps.Cell(field=name, text=text, at=f"{column}{place + 7}") for column, (name, text) in zip("DFGH", shown.items(), strict=True)]
    cells.insert(0, ps.Cell(field="printed", text="", at=f"I{place + 7}"))
    return ps.Indicator(
        name="预算执行率" if case.kind == "rate" else f"指标{place}",
        weight=shown["weight"],
        criterion=shown["criterion"],
        target=shown["target"],
        actual=shown["actual"],
        cells=cells,
    )


def sheet(form: Form) -> ps.Sheet:
    """A form as perfscore is given it, its tree already laid out in rows as zen's are."""
    rows = [indicator(place, case) for place, case in enumerate(form.cases, 1)]
    made = ps.Sheet(
        title="部门整体支出绩效自评表",
        budget=ps.Budget(planned=str(form.cases[0].planned), spent=str(form.cases[0].spent)),
        branches=[ps.Indicator(name="产出指标", level=1, children=[ps.Indicator(name="数量指标", level=2, children=rows)])],
        events=[ps.Event(kind="审计披露", source="审计报告")] if form.event else [],
        source=ps.Source(file="自评表.xlsx", sheet="Sheet1"),
    )
    assert len(made.rows) == ROWS
    return made


def render(card: ps.Scorecard) -> int:
    """Everything a reader could ask of a scorecard, as text; the number of characters."""
    size = 0
    for line in card.lines:
        step = line.step
        size += len(f"{step.value}{step.low}{step.high}{step.text}{step.citation}{step.source}{line.deviation}")
    for step in card.stages:
        size += len(f"{step.value}{step.low}{step.high}{step.text}{step.citation}{step.source}")
    return size


def figures(card: ps.Scorecard) -> tuple[Any, ...]:
    """The figures alone; no text is asked for."""
    return (card.total, *((line.score, line.low, line.high) for line in card.lines))


# The zen side.

#: What a row of zen's input holds beside kind, weight, target and actual.
FIELDS = {"rate": ("planned", "spent"), "steps": ("step", "points")}


def score(row: str = "") -> str:
    """The score of a row in zen's expression language; ``row`` is how its fields are reached."""
    return (
        f"{row}kind == 'positive' ? ({row}actual >= {row}target ? {row}weight : {row}weight * {row}actual / {row}target)"
        f" : {row}kind == 'reverse' ? ({row}actual <= {row}target ? {row}weight : {row}weight * {row}target / {row}actual)"
        f" : {row}kind == 'rate' ? min([{row}weight, {row}weight * {row}spent / {row}planned])"
        f" : max([0, {row}weight - floor(max([0, {row}target - {row}actual]) / {row}step) * {row}points])"
    )


def deviation(row: str = "") -> str:
    """The deviation of a row, by the budget figures where it is the execution rate."""
    return (
        f"{row}target == 0 ? null : {row}kind == 'rate' ? ({row}spent / {row}planned * 100 - {row}target) / {row}target"
        f" : ({row}actual - {row}target) / {row}target"
    )


def node(name: str, kind: str, expressions: dict[str, str] | None = None, **settings: str) -> dict[str, Any]:
    """A node of a JSON decision."""
    written = [{"id": f"{name}.{key}", "key": key, "value": value} for key, value in (expressions or {}).items()]
    content = {"content": {"expressions": written, "passThrough": True, **settings}} if expressions else {}
    return {"id": name, "name": name, "type": kind, "position": {"x": 0, "y": 0}, **content}


def decision(*middle: dict[str, Any]) -> zen.ZenDecision:
    """A JSON decision whose nodes follow one another."""
    nodes = [node("request", "inputNode"), *middle, node("response", "outputNode")]
    edges = [{"id": f"{a['id']}-{b['id']}", "type": "edge", "sourceId": a["id"], "targetId": b["id"]} for a, b in pairwise(nodes)]
    return zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))


def row_by_row() -> zen.ZenDecision:
    """The equivalent decision: its trace holds the score and the deviation of each row beside the row."""
    of_row = {"score": score(), "deviation": deviation()}
    total = {"sum": "sum(map(rows, #.score))", "total": "event ? min([$.sum, 70]) : $.sum"}
    return decision(
        node("rows", "expressionNode", of_row, inputField="rows", outputPath="rows", executionMode="loop"),
        node("total", "expressionNode", total, executionMode="single"),
    )


def all_at_once() -> zen.ZenDecision:
    """The leanest decision: its trace holds the scores of all rows as one list, apart from the rows."""
    scores, deviations = f"map(rows, {score('#.')})", f"map(rows, {deviation('#.')})"
    total = {"scores": scores, "deviations": deviations, "sum": "sum($.scores)", "total": "event ? min([$.sum, 70]) : $.sum"}
    return decision(node("total", "expressionNode", total, executionMode="single"))


def number(value: Decimal | str) -> Any:
    """A field as zen's binding takes it: it knows no Decimal, and reads a float as the digits it shows."""
    return value if isinstance(value, str) else int(value) if value == int(value) else float(value)


def context(form: Form) -> dict[str, Any]:
    """A form as zen is given it; a row holds the fields of its kind and no others."""
    shared = ("kind", "weight", "target", "actual")
    rows = [{name: number(getattr(case, name)) for name in (*shared, *FIELDS.get(case.kind, ()))} for case in form.cases]
    return {"rows": rows, "event": form.event}


# Both.


def rounded(value: Any) -> Decimal:
    """A figure to 0.01, half up, from the digits it shows."""
    return Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)


def compare(form: Form, card: ps.Scorecard, decided: dict[str, Any]) -> None:
    """Stop where the two sides disagree on a row or on the total."""
    ours = [line.score for line in card.lines] + [card.total]
    theirs = [rounded(row["score"]) for row in decided["rows"]] + [rounded(decided["total"])]
    for place, (our, their) in enumerate(zip(ours, theirs, strict=True)):
        if our != their:
            what = form.cases[place] if place < ROWS else "the total"
            sys.exit(f"perfscore {our}, zen {their}: {what}\n{card.lines[place].step if place < ROWS else card}")


def microseconds(act: Callable[[Any], object], inputs: list[Any]) -> float:
    """The time that one input takes on average."""
    gc.collect()
    start = perf_counter()
    for item in inputs:
        act(item)
    return (perf_counter() - start) / len(inputs) * 1e6


def sides() -> dict[str, tuple[Callable[[Form], Any], Callable[[Any], object]]]:
    """What is compared: how each side gets its input, which is not timed, and what it does with it, which is."""
    rulebook, loop, lists = ps.rulebook(RULEBOOK), row_by_row(), all_at_once()
    return {
        "perfscore, every text rendered": (sheet, lambda item: render(ps.score(item, rulebook))),
        "perfscore, texts on demand": (sheet, lambda item: figures(ps.score(item, rulebook))),
        "zen, trace of each row": (context, lambda item: loop.evaluate(item, {"trace": True})),
        "zen, trace of all rows as lists": (context, lambda item: lists.evaluate(item, {"trace": True})),
    }


def measure() -> dict[str, list[float]]:
    """The µs a sheet of every round, the first round (which fills the caches) left out."""
    compared = sides()
    times: dict[str, list[float]] = {name: [] for name in compared}
    rulebook, loop = ps.rulebook(RULEBOOK), row_by_row()
    for seed in range(ROUNDS + 1):
        forms = draw(seed)
        for name, (prepare, act) in compared.items():
            times[name].append(microseconds(act, [prepare(form) for form in forms]))
        for form in forms:
            compare(form, ps.score(sheet(form), rulebook), loop.evaluate(context(form))["result"])
    return {name: taken[1:] for name, taken in times.items()}


def main() -> None:
    times = measure()
    yardstick = median(times["zen, trace of each row"])
    print(f"Python {sys.version.split()[0]}, {SHEETS} forms of {ROWS} rows, {ROUNDS} rounds, interleaved; medians")
    print(f"{'':36}{'µs a form':>11}{'forms/s':>10}{'× zen':>8}")
    for name, taken in times.items():
        print(f"{name:36}{median(taken):11.1f}{1e6 / median(taken):10.0f}{yardstick / median(taken):8.1f}")
    print(f"All scores and totals of {SHEETS * (ROUNDS + 1)} forms agree. Goals: 8 × with every text (aim 10), 25 × on demand (aim 35).")


if __name__ == "__main__":
    main()
