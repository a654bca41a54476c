"""Blank forms (空白表): the form of a rulebook as a workbook to be filled in, with its scoring as formulas."""

from io import BytesIO
from pathlib import Path
from typing import Any

from perfscore.caching import parts_of, with_results
from perfscore.console import OutputError
from perfscore.marking import checked_name, save
from perfscore.marking.ink import clean
from perfscore.rulebook import Rulebook
from perfscore.shelving import rulebook
from perfscore.templating.form import BlankForm, title_of
from perfscore.templating.guide import add_guide

__all__ = ["template"]


def template(rules: Rulebook | str, out: str | Path | None = None) -> bytes:
    """
    The blank form of a rulebook as a workbook (空白表), and its bytes.

    The tree has the groups to which the rulebook gives points; 执行率, 得分, 总分 and 等级 are formulas where the rulebook has a
    general rule, in points, rounded half up as it says; what is entered is checked. The notes name the rulebook, so that ``audit``
    knows it again; 填表说明 has every value beside its clause and its status. Where the rulebook says nothing of the layout it is
    that of the national form.

    Args:
        rules: the rulebook, or its id, or a user's own .toml file.
        out: where to write it, a file that ends in .xlsx; None writes nothing.

    Raises:
        RulebookError: there is no rulebook of that id.
        PerfscoreError: ``out`` exists, does not end in .xlsx, or cannot be written.

    >>> template("cn-mof-2020-10")[:2]
    b'PK'
    """
    book = rules if isinstance(rules, Rulebook) else rulebook(rules)
    if out is not None:
        checked_name(out)
        if Path(out).exists():
            raise OutputError(f"已有文件 {out}，没有覆盖：里面可能已经填了数。", hint="请换一个文件名，或先把它移走。")
    data = _made(book)
    if out is not None:
        save(data, out)
    return data


def _made(rules: Rulebook) -> bytes:
    from openpyxl import Workbook

    book: Any = Workbook()
    tab = book.active
    tab.title = "自评表"
    book.properties.creator, book.properties.title = "perfscore", clean(f"{title_of(rules)}（{rules.id}）")
    form = BlankForm(tab, rules)
    form.write()
    add_guide(book, rules)
    out = BytesIO()
    book.save(out)
    return with_results(out.getvalue(), {parts_of(out.getvalue())["自评表"]: form.results})
