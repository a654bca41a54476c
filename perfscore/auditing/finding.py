"""What is wrong with a form (问题): the finding, and the registry of codes."""

from collections.abc import Callable, Iterator
from enum import StrEnum
from typing import Any

from attrs import field, frozen

from perfscore.ambiguity import WAYS
from perfscore.pattern import pattern
from perfscore.recognising import CHOSEN, prints
from perfscore.scorecard import Scorecard
from perfscore.source import Citation, Source, Status


class Severity(StrEnum):
    """
    How certain a finding is (严重程度).

    ``error``: the arithmetic is certain under every reading; ``warning``: it rests on a
    reading, an inference or an unprinted formula; ``note``: style or doubt.
    """

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


def severity_of(value: str) -> Severity:
    """A severity from its word (严重程度)."""
    return Severity(value)


#: The words a reader sees for each severity.
SEVERITY_WORDS = {Severity.ERROR: "错误", Severity.WARNING: "提醒", Severity.NOTE: "备注"}


#: What a warning rests on, in a reader's words; the readings of a rulebook's open choices have their own (``ambiguity``).
READING_WORDS = {
    "note": "表内没有印出计分办法", "inferred-weight": "分值由表内推定", "direction": "方向由文字推定", "unit": "单位由一边推定",
    "own-rounding": "自行修约", "actual-has-sign": "实际值是范围", "actual": "实际值的含义", "tier-gap": "分档的边界",
    "share": "百分比指什么", "unprinted": "取决于表外的情形", "hidden-digits": "单元格隐藏了小数",
    "bare_percent": "百分数写法", "percent_of": "按百分比计档", "constraint_base": "约束性指标记分方式", "shared_edge": "共用的边界",
    **{f"{name}={value}": words for name, value, words in WAYS},
}  # fmt: skip


@frozen(kw_only=True, eq=False)
class Code:
    """
    A kind of finding (问题代码): what it means, why it matters, how to settle it.
    """

    code: str
    group: str
    title: str
    what: str
    why: str
    settle: str


@frozen(kw_only=True)
class Finding:
    """
    One thing that is wrong or doubtful (问题).

    ``row`` is the indicator's name as printed, None for the sheet as a whole, 执行率, 预算数
    or 执行数 for a cell of the budget block. ``printed`` and ``expected`` are figures as
    text. ``reading`` names the reading that a warning rests on.
    """

    code: str = field()
    severity: Severity = field(converter=severity_of)
    message: str
    row: str | None = None
    source: Source | None = None
    printed: str | None = None
    expected: str | None = None
    reading: str | None = None

    @code.validator
    def _registered(self, _: object, value: str) -> None:
        if value not in CODES:
            raise ValueError(f"问题代码 {value} 没有登记")

    @property
    def by_rule(self) -> bool:
        """Does it rest on the rule of its row (依本行规则)? What is odd about the form itself does not."""
        return (CODES[self.code].group != "form" or self.code.startswith("criterion")) and self.code != "explanation-missing"

    def __str__(self) -> str:
        place = f"〔{self.source.place}〕" if self.source and self.source.place else ""
        return f"[{SEVERITY_WORDS[self.severity]}] {self.code}{place} {self.message}"

    def to_dict(self) -> dict[str, Any]:
        """The finding as JSON data (导出)."""
        return {
            "code": self.code, "severity": self.severity.value, "row": self.row,
            "cell": (self.source.place or None) if self.source else None,
            "printed": self.printed, "expected": self.expected, "message": self.message, "reading": self.reading,
        }  # fmt: skip


def clause(card: Scorecard, key: str) -> Citation | None:
    """
    The clause that a rulebook has for a key (条文), where the form itself prints it or the user has named the rulebook.

    A form that is only like those of a rulebook is not held to what it does not print.
    """
    cite = card.rulebook.cite(key)
    return cite if cite is not None and (card.recognised_by == CHOSEN or prints(card.sheet, cite.quote)) else None


#: The number under which a document was issued, where its name in a citation tells it.
_NUMBER = pattern(r"[^（，]*〔\d{4}〕\d+号")


def told(cite: Citation) -> str:
    """
    A clause in a message (条文所在): the document by its number where it has one, the place, and what was not checked.

    >>> told(Citation(document="某办法（某财〔2020〕1号，某局）", clause="第三条", status=Status.INFERRED))
    '某财〔2020〕1号第三条（推定）'
    """
    words = {Status.INFERRED: "（推定）", Status.UNVERIFIED: "（未核实）"}
    number = _NUMBER.search(cite.document)
    where = "" if cite.status is Status.UNVERIFIED else cite.clause
    return f"{number[0] if number else cite.document}{where}{words.get(cite.status, '') if cite.status else ''}"


#: A check looks at a recomputed form and yields what it finds.
Check = Callable[[Scorecard], Iterator[Finding]]


def _codes(group: str, *rows: tuple[str, str, str, str, str]) -> dict[str, Code]:
    return {code: Code(code=code, group=group, title=title, what=what, why=why, settle=settle) for code, title, what, why, settle in rows}


#: Every code that the checks may give, by group.
CODES: dict[str, Code] = {
    **_codes(
        "form",
        ("weight-sum", "分值合计不是满分", "各行分值相加不等于满分。", "分值不到满分，得分就不可能到满分；超过满分则总分失真。", "核对各行分值；若表格缺页，请补全后再核。"),
        ("output-benefit-ratio", "产出与效益权重比不符", "子目标内产出指标与效益指标的分值之比与表注规定不同。", "表注规定了权重比，偏离后目标之间不可比。", "按规定的比例调整分值，或说明理由。"),
        ("unit-clash", "目标与实际单位不可比", "目标值与实际完成值的单位不同，无法比较。", "单位不同的数不能相减或相除，本行得分无从复算。", "把目标值与实际完成值改成同一单位。"),
        ("percent-style", "百分数写法不一", "一边带 %，另一边不带。", "1 与 100% 是同一个数的两种写法，混用时 1.2 可以读成 1.2% 或 120%。", "两边统一写成百分数。"),
        ("actual-has-sign", "实际完成值带符号", "实际完成值写成 ≥90% 之类的范围。", "范围是承诺，不是测得的数，无法据以计分。", "填实际完成的数。"),
        ("direction-sign", "符号与指标方向相反", "越低越好的指标（成本、费用等），目标值却写 ≥。", "方向反了，做得好反而扣分。", "核对目标值的符号。"),
        ("number-noise", "数值带计算误差", "数值是 0.0900000762939453 之类带计算机误差的数。", "多余的尾数不是测得的精度。", "按需要的位数重新填写。"),
        ("ocr-suspect", "疑似识别错误", "数值或评分标准像是识别错的，如 290%（≥90%）、IO（10）。", "按错字计分会得出错误的结论；这里照文字计，不悄悄改。", "对照原件核对后改正。"),
        ("date-out-of-year", "日期不在评价年度", "目标或完成日期不在评价年度内。", "跨年度的完成情况不应计入本年度。", "核对日期，或说明跨年度的原因。"),
        ("no-evidence", "无依据得分", "目标值和实际完成值都没有填，却打了分。", "没有目标和完成情况，得分没有依据。", "补填目标值与实际完成值，或说明得分依据。"),
        ("zero-target", "目标值为 0", "按比例计分或填有偏差率的行，目标值为 0。", "0 作除数没有结果，各地处理办法也不同。", "改设可衡量的目标值，或说明计分办法。"),
        ("criterion-unread", "评分标准读不懂", "评分标准中有读不懂的部分，本行没有复算。", "读不懂的行按表内得分计入，没有被核对。", "人工核对本行；或把评分标准改成规范写法。"),
        ("criterion-note-clash", "评分标准与表注公式不一致", "本行评分标准与表注的通用公式给出不同的得分。", "同一张表有两套算法，采用哪一套要说明。", "以本行评分标准为准；请在备注中说明。"),
        ("criterion-unit-odd", "评分标准单位与本行不符", "评分标准按百分比计档，本行却不是百分比。", "1% 指什么不明确：目标值的 1%，还是笔误。", "请把评分标准改成与指标相同的单位。"),
        ("criterion-weight-clash", "评分标准与分值不一致", "评分标准中各项分数之和或最高一档的分数，不等于本行分值。", "分数加起来超过分值，做得再好也拿不全；不到分值，满分就没有依据。", "核对分值；或改写评分标准中的分数。"),
        ("tier-gap", "分档的边界没有写清", "两档都写了同一个边界而没有写含不含，或实际完成值落在两档之间。", "落在边界上的值属于哪一档，各有各的读法。", "在评分标准中写明（含）或（不含），或补上缺的一段。"),
        ("goal-without-indicator", "目标没有对应指标", "年度目标下没有指标，或它提到的系统、技术（以字母书写的，如 5G、GIS）没有任何指标衡量。", "没有指标的目标无从评价。", "补设指标，或从目标表述中删去。"),
        ("group-weight", "各组分值与评分办法不同", "一级指标或可选指标组的分值之和，与评分办法规定的不同。", "分值的分配决定各类指标的轻重，改动要有依据。", "按评分办法调整分值；允许调整的，说明理由。"),
        ("total-above-full", "总分超过满分", "表内总分大于满分。", "满分 100 分制下总分不能超过满分。", "核对总分与各行得分。"),
    ),
    **_codes(
        "scores",
        ("total-mismatch", "总分与各行得分之和不等", "表内总分不等于各行得分相加；按记录的事件封顶的总分不在此列。", "总分应当由各行得分加总而来。", "表格缺页或得分未填的，先补全；再核对总分，或核对指出的那一行得分。"),
        ("impossible-total", "总分不可能得到", "无论各行得多少分，都加不出表内总分。", "总分超出了分值所能达到的范围。", "核对总分和分值。"),
        ("score-mismatch", "得分与评分标准不符", "表内得分与按评分标准算出的得分不同。", "得分应当由评分标准得出。", "按评分标准改正得分，或补充说明。"),
        ("score-above-weight", "得分超过分值", "表内得分大于该行分值，评分标准也没有另外加分。", "得分最高不能超过分值。", "把得分改到分值以内；确有加分的请写明依据。"),
        ("score-not-allowed", "评分标准给不出这个分", "表内得分不是评分标准可能给出的任何一档。", "分档或是否类标准只能给出列明的分数。", "按评分标准的档次改正得分。"),
        ("target-met-points-cut", "达到目标却扣了分", "实际完成值达到目标，表内得分却低于分值。", "达到目标一般应得满分；表内没有印出计分办法的，只作提醒。", "改正得分，或说明扣分理由。"),
        ("target-missed-full-score", "未达目标却得满分", "实际完成值没有达到目标，表内得分却是满分。", "未达目标得满分，自评流于形式。", "按评分标准扣分，或说明理由。"),
        ("constraint-sign", "约束性指标记成正分", "约束性指标的记分方式与表注或分值不一致：规定以负数记分却记了正分，没有分值却记了正分，或计入了分值合计却记了负分。", "从 0 起扣与从分值起扣，总分相差这一行的分值。", "统一记分方式：从 0 起以负数记分，或从分值中扣减，并在备注中说明。"),
        ("grade-gap", "总分落在两个等级之间", "评分办法的等级按整数分段，总分带小数，落在两段之间。", "没有规定的等级不能由人猜定。", "由主管部门确定等级，或先确定总分怎样取整。"),
        ("cap-ignored", "总分没有封顶", "有记录的事件，或按评分办法预算执行率偏低，要求总分封顶，表内总分超过上限。", "出现审计披露等事件、资金大量没有执行时，总分不得超过上限。", "把总分改到上限以内。"),
        ("explanation-missing", "扣分没有说明原因", "得分低于分值，或没有得分的表未达目标，表中设有原因一栏，却没有填。", "扣分的原因和改进措施是自评的一部分。", "补填原因和改进措施。"),
        ("overshoot", "远超目标", "实际完成值超过目标值一半以上，没有说明。", "目标可能定得过低，或者是笔误。", "核对目标值，并说明原因。"),
        ("deviation-mismatch", "偏差率算错", "偏差率应为（实际 − 目标）÷ 目标，表内填的不是这个数。", "偏差率用来判断目标是否合理，填成差值就失去意义。", "按公式改正偏差率。"),
    ),
    **_codes(
        "money",
        ("execution-rate", "预算执行率算错", "表内执行率不等于执行数 ÷ 预算数。只作提醒的：以年初预算数为分母、截去尾数、填 0、按 100% 封顶。", "执行率决定预算执行的得分。", "按预算数与执行数改正执行率，或说明所用的分母。"),
        ("execution-score", "预算执行得分不符", "预算执行一行的得分与按执行率算出的得分不同。", "预算执行得分应当由执行率得出。", "按执行率改正得分。"),
        ("attainment-gap", "指标完成与预算执行不匹配", "指标得分率比预算执行率高出评分办法的预警线。", "钱没有花，事却都做成了：目标可能偏低，或完成情况不实。", "说明原因；核对完成值与执行数。"),
        ("unspent", "预算大量没有执行", "未执行的预算超过评分办法的预警线。", "资金闲置，应当查明原因。", "说明未执行的原因。"),
        ("overspent", "执行数大于预算数", "全年执行数大于预算数。", "超预算支出，或预算数没有包含调整。", "核对预算数是否为调整后数；确属超支请说明。"),
        ("budget-parts", "预算构成与合计不等", "其中一项大于合计，或互不重叠的各项资金相加不等于合计。", "合计应当等于各项之和；各项可能重复列示的，不作判断。", "核对各项与合计。"),
        ("budget-total-blank", "资金合计未填", "资金合计为空或填 0，其中各项却有数。", "没有合计就算不出执行率。", "补填合计。"),
        ("adjustment-rate", "预算调整率无法核对或不符", "预算调整率与预算调整数、预算数不符，或表内没有调整数。", "没有调整数就无法核对调整率。", "请附预算调整数。"),
    ),
}  # fmt: skip
