"""The command on criteria (命令：评分标准): read one, or survey a file of them."""

from pathlib import Path
from typing import Annotated

import typer

from perfscore import console
from perfscore.arithmetic import arithmetic, general, other_readings
from perfscore.cli.call import FAULTS, FINE, Command, Format, UsageError, app, is_json
from perfscore.criterion import read_criterion
from perfscore.errors import PerfscoreError
from perfscore.gathering import Given, given
from perfscore.reporting import json
from perfscore.reporting.criterion import rule_text, survey_text
from perfscore.rule import Alternatives
from perfscore.surveying import survey_file


@app.command(
    "criterion", cls=Command, help="试读一条评分标准：读成什么规则；给出分值、目标和实际，就按它计分。或普查一个文件里的评分标准。"
)
def _criterion(
    text: Annotated[
        str | None, typer.Argument(metavar="[评分标准]", help="评分标准原文，如 每减少1个百分点扣0.1分，扣完为止。", show_default=False)
    ] = None,
    *,
    weight: Annotated[str, typer.Option("--weight", "-w", metavar="分值", help="分值，如 5。")] = "",
    target: Annotated[str, typer.Option("--target", "-t", metavar="目标值", help="目标值，如 100%。")] = "",
    actual: Annotated[str, typer.Option("--actual", "-a", metavar="实际值", help="实际完成值，如 85%。")] = "",
    case: Annotated[str, typer.Option("--case", metavar="情形", help="评分标准分情形时选定一种，如 产区。")] = "",
    lenient: Annotated[bool, typer.Option("--lenient", help="把疑似识别错误的字按更正后的读，并说明。")] = False,
    file: Annotated[
        str, typer.Option("--file", metavar="文件", help="普查：txt 每行一条，csv、tsv、md、xlsx 读一列；- 为标准输入，每行一条。")
    ] = "",
    column: Annotated[str, typer.Option("--column", metavar="列", help="评分标准所在的列：列名或列号。不给则按表头认定。")] = "",
    form: Format = "text",
) -> int:
    as_json = is_json(form)
    if file:
        if text is not None or weight or target or actual or case:
            raise UsageError("--file 普查整个文件，不能同时给出评分标准、分值、目标、实际或情形。", hint="请分两次执行。")
        return _surveyed(file, column, lenient=lenient, as_json=as_json)
    if text is None or column:
        raise UsageError(
            "没有给出评分标准。" if text is None else "--column 只与 --file 同用。",
            hint="请写上评分标准原文，或用 --file 指明文件，例如 perfscore criterion --file 评分标准.xlsx --column 评分标准。",
        )
    rule = read_criterion(text, lenient=lenient)
    if (target or actual) and not weight:
        raise UsageError("要计分还缺分值。", hint="请加上 --weight，例如 --weight 5。")
    if case and not isinstance(rule, Alternatives):
        raise UsageError("这条评分标准不分情形。", hint="请去掉 --case。")
    chosen = rule.choose(case) if case and isinstance(rule, Alternatives) else rule
    row = (weight, target or None, actual or None)
    step = chosen.apply(*row) if weight else None
    how = None if isinstance(chosen, Alternatives) else arithmetic(chosen, *row) if weight else general(chosen)
    others = [] if step is None else list(other_readings(chosen, step, *row))
    if as_json:
        console.say(json.dumps(json.rule_document(text, rule, step, others, case=case, arithmetic=how)), as_json=True)
    else:
        console.say(rule_text(rule, step, others, case=case, arithmetic=how, width=console.width()))
    return FINE


def _surveyed(file: str, column: str, *, lenient: bool, as_json: bool) -> int:
    """The criteria of a file read, and what is said of them."""
    (one,) = given([file]) if not Path(file).is_dir() else [Given(source=Path(file), name=Path(file).name)]
    if isinstance(one, PerfscoreError):
        raise one
    found = survey_file(one.source, name=one.name, column=column, lenient=lenient)
    console.say(json.dumps(json.criteria_document(found)) if as_json else survey_text(found, width=console.width()), as_json=as_json)
    return FAULTS if found.unread else FINE
