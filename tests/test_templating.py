"""perfscore.templating: the blank form of every rulebook, filled in as a person would, computed and audited."""

import re
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from openpyxl import load_workbook

import perfscore as ps
from perfscore.templating.formulas import grade_formula, own_formula, rate_formula, row_formula, total_formula
from perfscore.templating.tree import budget_weight, leaves, levels
from tests.books import book
from tests.spreadsheet import Live, evaluate, needs_office, recalculated

IDS = ps.rulebooks()
CELLS = {"sign": "E1", "target": "F1", "actual": "H1", "weight": "I1", "initial": "B1", "planned": "C1", "spent": "D1"}


def saved(book: Any) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


class Filled:
    """A blank form, filled in by hand."""

    def __init__(self, name: str) -> None:
        self.rules = ps.rulebook(name)
        self.book: Any = load_workbook(BytesIO(ps.template(name)))
        self.tab = self.book["自评表"]
        self.heads: dict[str, Any] = {str(cell.value): cell.column for cell in self.tab[10]}
        self.leaves = leaves(self.rules)
        self.depth = levels(self.leaves)
        self.rows = range(11, 11 + len(self.leaves))
        self.total = self.rows.stop
        self._fill()

    def cell(self, row: int, head: str) -> Any:
        return self.tab.cell(row, self.heads[head])

    def _fill(self) -> None:
        self.tab["A2"] = "（2021 年度）"
        start: int = self.heads["指标符号"]
        for place, money in enumerate((100, 100, 90)):
            self.tab.cell(6, start + place, money)
        skipped = {leaf.name for leaf in self.leaves if leaf.path[-1:] == ("择其一填写",)} - {"结转结余率", "应付账款(暂存款)率"}
        used = [(row, leaf) for row, leaf in zip(self.rows, self.leaves, strict=True) if leaf.name not in skipped and not leaf.constraint]
        weights = self._weights(used)
        for row, leaf in used:
            self.tab.cell(row, self.depth + 1, leaf.name or f"第{row}项合格率")
            weight = weights[row]
            for head, value in (
                ("指标符号", "≥"),
                ("年度指标值", 100),
                ("计量单位", "%"),
                ("实际完成值", 95),
                ("分值", weight),
                ("偏差原因分析及改进措施", "受汛期影响"),
            ):
                if self.cell(row, head).data_type != "f":
                    self.cell(row, head).value = value
            if self.cell(row, "得分").data_type != "f":
                self.cell(row, "得分").value = weight

    def _weights(self, used: list[tuple[int, Any]]) -> dict[int, Decimal]:
        """The points of the rows: those of their group shared out, what has no group the rest of 100."""
        found = {row: leaf.weight for row, leaf in used if leaf.weight is not None}
        room: dict[tuple[str, ...], Decimal] = {(): Decimal(100) - (budget_weight(self.rules) or 0)}
        paths = {leaf.path[:length] for _, leaf in used for length in range(1, len(leaf.path) + 1)}
        for path in sorted(paths, key=len):
            if points := re.search(r"（(\d+)分）", path[-1]):
                room[path] = Decimal(points[1])
                room[above(path[:-1], room)] -= room[path]
        for row, leaf in used:
            if row in found:
                room[above(leaf.path, room)] -= found[row]
        for path, left in room.items():
            rows = [row for row, leaf in used if row not in found and above(leaf.path, room) == path]
            for number, row in enumerate(rows):
                share, rest = divmod(int(left), len(rows))
                found[row] = Decimal(share + (rest if not number else 0))
        return found

    def computed(self) -> bytes:
        return Live(saved(self.book)).computed()


def at(cells: dict[str, Any]) -> Callable[[str], Any]:
    """The values of some cells, all others blank."""
    return cells.get


def above(path: tuple[str, ...], room: dict[tuple[str, ...], Decimal]) -> tuple[str, ...]:
    """The nearest group with points."""
    return next(path[:length] for length in range(len(path), -1, -1) if path[:length] in room)


def read_back(data: bytes, name: str) -> ps.Audit:
    return ps.audit(ps.read(data, name=f"{name}.xlsx"))


@pytest.mark.parametrize("name", IDS)
def test_a_rightly_filled_form_has_no_fault(name: str) -> None:
    checked = read_back(Filled(name).computed(), name)
    assert (name, f"表注写明评分办法 {name}") == (checked.card.rulebook.id, checked.card.recognised_by)
    assert [] == [str(one) for one in checked.findings if one.severity is ps.Severity.ERROR]
    assert [] == [
        str(one)
        for one in checked.findings
        if one.code in {"score-mismatch", "total-mismatch", "weight-sum", "execution-score", "execution-rate"}
    ]
    computed = [line for line in checked.card.lines if line.governed.plan is not None and line.fixed]
    assert [line.score for line in computed] == [line.printed for line in computed]
    assert checked.card.weight_sum == 100


@pytest.mark.parametrize("name", IDS)
def test_a_fault_is_found(name: str) -> None:
    form = Filled(name)
    live = [row for row in form.rows if form.cell(row, "得分").data_type == "f" and form.cell(row, "分值").value]
    if not live:  # the rulebook scores no row of figures by a general rule
        form.cell(form.rows[0], "得分").value = form.cell(form.rows[0], "分值").value + 3
    else:
        form.cell(live[0], "得分").value = form.cell(live[0], "分值").value + 3
    found = {one.code for one in read_back(form.computed(), name).findings}
    assert found & {"score-above-weight", "execution-score", "score-mismatch", "score-not-allowed"}


@pytest.mark.parametrize("name", IDS)
def test_a_blank_form_is_sound(name: str) -> None:
    data = ps.template(name)
    assert [] == Live(data).faults()
    stored = load_workbook(BytesIO(data), data_only=True)
    texts = {str(cell.value) for tab in stored for row in tab.iter_rows() for cell in row}
    assert not {text for text in texts if text.startswith("#")}
    assert ["自评表", "填表说明"] == stored.sheetnames
    book = ps.rulebook(name)
    guide = [[cell.value for cell in row] for row in stored["填表说明"].iter_rows()]
    start = next(number for number, row in enumerate(guide) if row[0] == "条目")
    assert len(book.values) == len(guide) - start - 1
    assert [v.cite.quote or None for _, v in book.in_order()] == [row[3] for row in guide[start + 1 :]]


def test_the_national_form() -> None:
    tab: Any = load_workbook(BytesIO(ps.template("cn-mof-2020-10")))["自评表"]
    assert ("项目支出绩效自评表", "产出指标（50分）", "数量指标", "总分") == tuple(tab[at].value for at in ("A1", "B11", "C11", "A22"))
    assert (10, "=SUM(I6,I11:I21)", '=IF(COUNT(F6,G6)<2,"",IF(F6=0,"",ROUND(G6/F6,4)))') == (
        tab["I6"].value,
        tab["I22"].value,
        tab["H6"].value,
    )
    checks = {str(one.sqref): (one.type, one.formula1, one.formula2) for one in tab.data_validations.dataValidation}
    assert {
        "E11:E21": ("list", '"≥,≤,=,定性"', None), "I11:I21": ("decimal", "0", "100"), "J11:J21": ("decimal", "0", "I11"),
        "E6:G9": ("decimal", "0", "999999999999"), "J6": ("decimal", "0", "I6"),
    } == checks  # fmt: skip
    assert ("landscape", True, 1, 0, "$10:$10", "A11") == (
        tab.page_setup.orientation, tab.sheet_properties.pageSetUpPr.fitToPage, tab.page_setup.fitToWidth, tab.page_setup.fitToHeight,
        tab.print_title_rows, tab.freeze_panes,
    )  # fmt: skip
    assert (
        tab["A23"].value
        == "注：1.评分办法：项目支出绩效评价管理办法（财预〔2020〕10号）（cn-mof-2020-10）。各项规定和依据见工作表“填表说明”。"
    )


@pytest.mark.parametrize(
    ("name", "sign", "target", "actual", "score"),
    [
        ("cn-hb-2020-project", "≥", 100, 81, 8.1), ("cn-hb-2020-project", "≤", 30, 40, 7.5), ("cn-hb-2020-project", "=", 6, 6, 10),
        ("cn-hb-2020-project", "≤", 0, 0, 10), ("cn-hb-2020-project", "定性", "达成", "达成", ""), ("cn-hb-2020-project", "", 1, 1, ""),
        ("cn-mof-2020-10", "≤", 30, 40, ""), ("cn-pmkpi-default", "≤", 30, 40, 6.67), ("cn-pmkpi-default", "≤", 30, 61, 0),
        ("cn-pmkpi-default", "=", 0, 0, 10), ("cn-pmkpi-default", "=", 0, 1, 0), ("cn-ytjh-2022-manual", "≥", 1, 1, None),
    ],
)  # fmt: skip
def test_rows_are_scored_as_the_rulebook_scores_them(name: str, sign: str, target: object, actual: object, score: object) -> None:
    formula = row_formula(ps.rulebook(name), CELLS)
    cells = {"E1": sign or None, "F1": target, "H1": actual, "I1": 10}
    assert score == (evaluate(formula, at(cells)) if formula else None)


def test_own_criteria_totals_and_grades() -> None:
    book = ps.rulebook("cn-hn-2017-dept")
    formula, unit = own_formula(book, book["row.预算完成率"].value, CELLS)
    assert (3, "", "%") == (evaluate(formula, at({"H1": 94, "I1": 5})), evaluate(formula, at({})), unit)
    assert ("", "") == own_formula(book, "酌情扣分", CELLS)
    grades = grade_formula(ps.rulebook("cn-mof-grades-notice"), "J9")
    assert ["优", "良", "没有规定的等级", ""] == [evaluate(grades, at({"J9": total})) for total in (90, 89, 89.5, None)]
    capped = total_formula(ps.rulebook("cn-ytjh-2022-manual"), "J1:J2", ("C1", "D1"))
    assert [59, 69, 89, 95] == [evaluate(capped, at({"J1": 50, "J2": 45, "C1": 1000, "D1": spent})) for spent in (499.99, 500, 790, 800)]
    assert [95, 95] == [evaluate(capped, at({"J1": 50, "J2": 45, "C1": planned, "D1": 1})) for planned in (None, 0)]


@pytest.mark.parametrize("name", IDS)
def test_the_layout_has_the_points_of_the_rulebook(name: str) -> None:
    book = ps.rulebook(name)
    titles = " ".join(text for leaf in leaves(book) for text in leaf.path)
    if book.either_or or any(key.startswith("row.") for key in book.values):
        assert "分）" not in titles
        return
    for share in book.weights:
        last = share.path[-1]
        if re.search(r"预算执行|绩效目标|绩效指标|服务对象", last) and len(share.path) in {1, 4}:
            continue
        assert re.search(rf"{re.escape(last)}(指标)?（{share.points}分）", titles), share


def test_a_file_is_not_written_over(tmp_path: Path) -> None:
    out = tmp_path / "表.xlsx"
    assert ps.template("cn-mof-2020-10", out) == out.read_bytes()
    with pytest.raises(ps.PerfscoreError, match="没有覆盖"):
        ps.template("cn-mof-2020-10", out)
    with pytest.raises(ps.RulebookError):
        ps.template("cn-无")
    with pytest.raises(ps.PerfscoreError, match="后缀"):
        ps.template("cn-mof-2020-10", tmp_path / "表.xls")


@needs_office
@pytest.mark.parametrize("name", ["cn-mof-2020-10", "cn-hb-wh-hanyang-2019-dept", "cn-pmkpi-default"])
def test_libreoffice_fills_in_the_scores(name: str, tmp_path: Path) -> None:
    form = Filled(name)
    live = Live(saved(form.book))
    office = recalculated(saved(form.book), tmp_path)
    for tab, at in live.formulas():
        value, other = live.value(tab, at), office[tab][at].value
        assert (value or None) == pytest.approx(other or None), (tab, at)
    checked = read_back((tmp_path / "out" / "given.xlsx").read_bytes(), name)
    assert (name, True) == (checked.card.rulebook.id, checked.ok)


# ---- the form adds up as the library does --------------------------------------------------------


def scattered(name: str, seed: int) -> Filled:
    """A form with random figures, as a person may enter them."""
    draw, form = Random(f"{name} {seed}"), Filled(name)
    start: int = form.heads["指标符号"]
    planned = draw.randrange(1, 100_000) / 100
    for place, money in enumerate((planned, planned, round(planned * draw.choice((0.3, 0.55, 0.657, 0.81, 0.943, 1)), 2))):
        form.tab.cell(6, start + place, money)
    for row in form.rows:
        weight = form.cell(row, "分值").value
        if not weight:
            continue
        bound = form.cell(row, "计量单位").value == "%" and form.leaves[row - form.rows.start].criterion
        unit = "%" if bound else draw.choice(("%", "个", None))
        target, actual = (round(draw.choice((100, 97, 3, 1523.5)) * draw.choice((1, 0.9, 1.07, draw.random() + 0.7)), 2) for _ in range(2))
        for head, value in (("指标符号", draw.choice("≥≤=")), ("年度指标值", target), ("计量单位", unit), ("实际完成值", actual)):
            if form.cell(row, head).data_type != "f":
                form.cell(row, head).value = value
        if form.cell(row, "得分").data_type != "f":
            form.cell(row, "得分").value = draw.randrange(int(weight) * 4 + 1) / 4
    return form


def differences(form: Filled, data: bytes, name: str) -> list[object]:
    """Where the form shows another score of a row, or another total, than the library has for it."""
    tab: Any = load_workbook(BytesIO(data), data_only=True)["自评表"]
    card = ps.score(ps.read(data, name=f"{name}.xlsx"), name)
    found: list[object] = []
    for line in card.lines:
        shown = tab.cell(int(re.sub(r"\D", "", line.source.cell)), form.heads["得分"]).value
        if line.score is not None and line.fixed and shown is not None and abs(float(line.score) - float(shown)) > 1e-9:
            found.append((line.name, line.source.cell, str(line.score), shown, str(line.step)))
    total = tab.cell(form.total, form.heads["得分"]).value
    if card.total is not None and abs(float(card.total) - float(total)) > 1e-9:
        found.append(("总分", str(card.total), total, [(line.name, str(line.score), str(line.printed)) for line in card.lines]))
    return found


@pytest.mark.parametrize("name", IDS)
def test_a_filled_form_shows_the_figures_of_the_library(name: str) -> None:
    for seed in range(3):
        form = scattered(name, seed)
        assert [] == differences(form, form.computed(), name)


@needs_office
@pytest.mark.parametrize("name", ["cn-hb-2020-project", "cn-pmkpi-default", "cn-ytjh-2022-manual", "cn-hb-wh-hanyang-2019-dept"])
def test_libreoffice_shows_the_figures_of_the_library(name: str, tmp_path: Path) -> None:
    form = scattered(name, 11)
    recalculated(saved(form.book), tmp_path)
    assert [] == differences(form, (tmp_path / "out" / "given.xlsx").read_bytes(), name)


def test_unrounded_scores_are_added_up() -> None:
    """Three rows of 3.333… are 10, where their rounded scores are 9.99."""
    form = Filled("cn-hb-2020-project")
    for row in form.rows:
        for head, value in (
            ("指标符号", "≥"),
            ("年度指标值", 3),
            ("计量单位", "个"),
            ("实际完成值", 1),
            ("分值", 10 if row < form.rows.start + 3 else None),
        ):
            form.cell(row, head).value = value
    for place in range(3):
        form.tab.cell(6, form.heads["指标符号"] + place).value = None
    live = Live(saved(form.book))
    shown = [live.value("自评表", form.cell(row, "得分").coordinate) for row in (*form.rows[:3], form.total)]
    assert [3.33, 3.33, 3.33, 10] == shown
    form.cell(form.rows.start, "得分").value = 3  # written over the formula by a person
    assert 9.67 == Live(saved(form.book)).value("自评表", form.cell(form.total, "得分").coordinate)


def test_what_has_no_formula_is_left_to_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "" == rate_formula(book({"execution": "≥95%得10分，90%(含)-95%得8分，其余不得分"}), CELLS)
    assert ("", "") == own_formula(book({}), "得分=实际完成值/(目标值-100)*分值", CELLS)
    assert "%" == own_formula(book({}), "每减少1%扣0.1分，扣完为止", CELLS)[1]
    monkeypatch.setattr("perfscore.spelling.MOST_TEXT", 10)  # a formula that no cell would hold
    assert ("", "") == own_formula(book({}), "每减少1%扣0.1分，扣完为止", CELLS)


def test_a_form_of_one_row_merges_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = ps.rulebook("cn-mof-2020-10")
    monkeypatch.setattr("perfscore.templating.form.leaves", lambda rules: leaves(rules)[:1])
    tab = load_workbook(BytesIO(ps.template(rules)))["自评表"]
    assert ["绩效指标", "绩效指标"] == [tab.cell(row, 1).value for row in (10, 11)]
    assert not [block for block in tab.merged_cells.ranges if block.min_row <= 11 <= block.max_row and block.min_col == 1]
