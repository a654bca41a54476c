"""From the text of a formula to its scores, its arithmetic and its SQL (公式): the only door to simpleeval."""

import ast
from collections.abc import Callable, Collection, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from itertools import pairwise
from math import gcd
from typing import Any, Final
from unicodedata import normalize

from attrs import field, frozen
from simpleeval import InvalidExpression, SimpleEval

from perfscore.errors import FormulaError
from perfscore.lowering import CONDITIONS, Code, Node
from perfscore.querying import Query
from perfscore.tokens import FUNCTIONS, Token, check_names, check_order, offsets, original, scan
from perfscore.value import Shown
from perfscore.voices import exact_voice, parts_voice, score_voice, sentence_voice, show, text_voice

__all__ = ["Expression", "Program", "evaluate", "read_expression", "show"]

DEPTH: Final = 60
COMPARE: Final[Mapping[type[ast.cmpop], str]] = {
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Eq: "==",
    ast.NotEq: "!=",
}


@frozen(eq=False, repr=False, slots=False)
class Expression(Shown):
    """
    A formula that has been read and found sound (算式).

    Equal only to itself; the same texts give the same object.

    Args:
        text: the formula as given.
        names: the names it may use, in the order in which their values are given.
        lets: its named parts and their texts (有名称的部分).
        natural: names known to be ≥ 0.
        positive: names known to be > 0.
        clamp: keep scores between 0 and the value of the first name.

    >>> rate = read_expression("w if a >= t else a / t * w").program((0, 0, 0))
    >>> rate.score(5, 100, 85), rate.text(5, 100, 85)
    ((425, 425, 100), '85 ÷ 100 × 5')
    """

    text: str
    names: tuple[str, ...]
    lets: tuple[tuple[str, str], ...] = ()
    natural: frozenset[str] = frozenset()
    positive: frozenset[str] = frozenset()
    clamp: bool = True
    tree: Node = field(kw_only=True, repr=False)
    parts: tuple[Node, ...] = field(kw_only=True, repr=False)

    def __reduce__(self) -> tuple[object, ...]:
        """A copy, also one that another process sends, is the one Expression of these texts."""
        return partial(_read, clamp=self.clamp), (self.text, self.names, self.lets, self.natural, self.positive)

    def program(self, places: tuple[int, ...], quantum: int = 100) -> "Program":
        """
        The formula made ready for numbers with so many decimal places (程序); made once.

        Args:
            places: for each name, how many; its value is then the integer given, divided by 10**places.
            quantum: the score is rounded half up to 1/quantum.
        """
        return _program(self, places, quantum)


class Program:
    """
    A formula for integers of given scales (程序): Python, 算式 and SQL from the same integer code.

    ``exact``, ``score`` and ``text`` are compiled functions of as many integers as there are names; fetch them once.
    A name that is not of the sign declared gives None, as a zero divisor does.

    >>> steps = read_expression(
    ...     "w - steps * points", ("w", "t", "a", "points"), lets={"gap": "max(t - a, 0)", "steps": "floor(gap)"}
    ... ).program((0, 0, 0, 1))
    >>> steps.exact(5, 100, 85, 1), steps.score(5, 100, 85, 1), steps.text(5, 100, 85, 1)
    ((35, 10), (350, 35, 10), '5 − 15 × 0.1')
    >>> steps.parts(5, 100, 85, 1)
    {'gap': (15, 1), 'steps': (15, 1)}
    """

    def __init__(self, expression: Expression, places: tuple[int, ...], quantum: int = 100) -> None:
        if len(places) != len(expression.names) or min(places, default=0) < 0 or quantum < 1:
            raise ValueError(f"places {places} and quantum {quantum} do not fit the names {expression.names}")
        self.expression = expression
        self.places = places
        self.quantum = quantum
        self.scales = tuple(10**n for n in places)
        natural = expression.natural | set(expression.names[: expression.clamp])
        self.code = Code(expression.names, self.scales, natural, expression.positive)
        self.code.ratio(expression.tree)

    @property
    def weight(self) -> int | None:
        """The scale of the name that scores are clamped to, if they are (分值的比例)."""
        return self.scales[0] if self.expression.clamp else None

    @cached_property
    def exact(self) -> Callable[..., tuple[int, int] | None]:
        """(n, d), d > 0: the exact value, unclamped; None where a divisor on the arm taken is zero (准确值)."""
        return exact_voice(self.code, self.expression.tree)

    @cached_property
    def score(self) -> Callable[..., tuple[int, int, int] | None]:
        """
        (q, n, d): the exact value n/d clamped to [0, w], and that value in 1/quantum, half up (得分).

        Unclamped, half of a negative value goes away from zero.
        """
        return score_voice(self.code, self.expression.tree, self.quantum, self.weight)

    @cached_property
    def printed_score(self) -> Callable[..., tuple[int, int, int] | None]:
        """``score`` of digits as printed, with the ``FACTORS`` that bring them to scale after the values (印出数的得分)."""
        return score_voice(self.code, self.expression.tree, self.quantum, self.weight, digits=True)

    @cached_property
    def sentence(self) -> Callable[..., str | None]:
        """The arithmetic with its result, of digits as printed (整句算式); None where ``text`` alone does not say all."""
        return sentence_voice(self.code, self.expression.tree, self.scales[0], clamp=self.expression.clamp)

    @cached_property
    def text(self) -> Callable[..., str]:
        """The arithmetic of the arm taken, unclamped and without its result (算式): ``5 − 15 × 0.1``."""
        return text_voice(self.code, self.expression.tree)

    @cached_property
    def _parts(self) -> Callable[..., list[tuple[int, int] | None]]:
        return parts_voice(self.code, self.expression.parts)

    def parts(self, *values: int) -> dict[str, tuple[int, int]]:
        """The value of each named part, in lowest terms; a part that is undefined is left out (各部分的值)."""
        found = zip(self.expression.lets, self._parts(*values), strict=True)
        return {name: lowest(*value) for (name, _), value in found if value is not None}

    @cached_property
    def query(self) -> Query:
        """The same score in SQL (查询): in units of 10⁻¹⁰ point, rounded down."""
        return Query(self.code, self.expression.tree, self.scales[0], clamp=self.expression.clamp)


@lru_cache(4096)
def _program(expression: Expression, places: tuple[int, ...], quantum: int) -> Program:
    return Program(expression, places, quantum)


def lowest(n: int, d: int) -> tuple[int, int]:
    """
    A fraction in lowest terms (约分).

    >>> lowest(150, 10)
    (15, 1)
    """
    common = gcd(n, d)
    return n // common, d // common


def evaluate(expression: Expression, values: Mapping[str, Fraction | Decimal | int]) -> Fraction | None:
    """
    The exact value of a formula, unclamped; None where a divisor on the arm taken is zero (求值).

    >>> evaluate(read_expression("a / t"), {"w": 5, "t": 3, "a": Decimal("0.5")})
    Fraction(1, 6)
    """
    missing = [name for name in expression.names if name not in values]
    if missing:
        raise FormulaError(f"公式缺少 {'、'.join(missing)} 的值。", text=expression.text, hint="请给出每个名称的值。")
    if any(isinstance(values[name], float) for name in expression.names):
        raise TypeError("a float is not exact; give int, Decimal or Fraction")
    # the code is exact over Fractions too, so no places have to be found
    found = expression.program((0,) * len(expression.names)).exact(*(Fraction(values[name]) for name in expression.names))
    return found and Fraction(found[0]) / Fraction(found[1])


# reading


def read_expression(
    text: str,
    names: Sequence[str] = ("w", "t", "a"),
    *,
    lets: Mapping[str, str] | None = None,
    natural: Collection[str] = (),
    positive: Collection[str] = (),
    clamp: bool = True,
) -> Expression:
    """
    Read a formula (读公式); the same texts give the same Expression.

    Allowed are the names, decimal numbers, + − × ÷ //, comparisons, and, or, not, if … else, min, max, abs, floor and
    brackets, also in full width. Anything else is a FormulaError that says where.

    Args:
        text: at most 500 characters.
        names: what it may speak of; w 分值, t 指标值, a 完成值 unless told otherwise.
        lets: named parts with their own texts; a later one may use the earlier ones.
        natural: names known to be ≥ 0.
        positive: names known to be > 0, by which dividing is always defined.
        clamp: keep scores between 0 and the value of the first name.

    >>> read_expression("ｗ × (a ÷ t)").names
    ('w', 't', 'a')
    >>> read_expression("a / x")
    Traceback (most recent call last):
    perfscore.errors.FormulaError: 公式里不认识“x”。 可用的名称：w、t、a；函数：min、max、abs、floor。
        a / x
            ^
    """
    return _read(text, tuple(names), tuple((lets or {}).items()), frozenset(natural), frozenset(positive), clamp=clamp)


@lru_cache(4096)
def _read(
    text: str, names: tuple[str, ...], lets: tuple[tuple[str, str], ...], natural: frozenset[str], positive: frozenset[str], *, clamp: bool
) -> Expression:
    check_names([*names, *(name for name, _ in lets)], natural | positive, set(names))
    known = {normalize("NFKC", name): Node("name", name=name) for name in names}
    trial = Code(names, (1,) * len(names), natural, positive)
    parts = []
    for name, part in lets:
        parts.append(read_tree(part, known, trial))
        known[normalize("NFKC", name)] = Node("let", parts[-1], name=name)
    tree = read_tree(text, known, trial)
    return Expression(text, names, lets, natural, positive, clamp and bool(names), tree=tree, parts=tuple(parts))


def read_tree(text: str, known: Mapping[str, Node], trial: Code) -> Node:
    """
    One text as a tree, lowered once so that a division by a constant 0 shows (读成树).

    Raises:
        FormulaError: with the offset in the text as given.
    """
    tokens: list[Token] = []
    try:
        tokens += scan(text, known)
        check_order(tokens, len(text))
        tree = number(Symbols(tokens, known).tree())
        trial.ratio(tree)
        return tree
    except FormulaError as error:
        raise FormulaError(error.message, text=text, column=max(error.column, 0), hint=error.hint) from None
    except (InvalidExpression, SyntaxError) as error:
        place = original(tokens, (getattr(error, "offset", None) or 1) - 1)
        raise FormulaError("公式写法不对。", text=text, column=place, hint="条件写作：甲 if 条件 else 乙。") from None
    except (RecursionError, MemoryError):
        raise FormulaError("公式嵌套太深。", text=text, hint="请拆成几条。") from None


class Symbols(SimpleEval):  # type: ignore[misc]
    """
    simpleeval over symbols (符号求值): both arms of an ``if``, literals by their own digits, and nothing but eight kinds of node.

    Args:
        tokens: the words of the text; the parser gets them with generated identifiers in place of names and numbers.
        known: what each name stands for.
    """

    def __init__(self, tokens: Sequence[Token], known: Mapping[str, Node]) -> None:
        super().__init__(operators=OPERATORS, functions={}, names={})
        self.places = dict(zip(offsets(tokens), tokens, strict=True))
        self.known = known
        self.nodes = {
            ast.Name: self._eval_name,
            ast.Constant: self._eval_constant,
            ast.UnaryOp: self._eval_unaryop,
            ast.BinOp: self._eval_binop,
            ast.BoolOp: self._eval_boolop,
            ast.Compare: self._eval_compare,
            ast.IfExp: self._eval_ifexp,
            ast.Call: self._eval_call,
        }

    def tree(self) -> Node:
        """The tree of the whole text (整棵树)."""
        parsed = ast.parse(" ".join(token.spelled for token in self.places.values()), mode="eval").body
        check_depth(parsed)
        node: Node = self._eval(parsed)
        return node

    def _eval(self, node: ast.expr) -> Any:
        found = super()._eval(node)
        if found.column < 0:
            found.column = self.token(node).column
        return found

    def token(self, node: ast.expr) -> Token:
        """The word with which a node begins (起首记号)."""
        return self.places[node.col_offset]

    def _eval_name(self, node: ast.Name) -> Node:
        known = self.known[self.token(node).text]
        return Node(known.op, *known.parts, name=known.name)

    def _eval_constant(self, node: ast.Constant) -> Node:
        return Node("num", value=Fraction(self.token(node).text))

    def _eval_boolop(self, node: ast.BoolOp) -> Node:
        return Node("and" if isinstance(node.op, ast.And) else "or", *(truth(self._eval(value)) for value in node.values))

    def _eval_compare(self, node: ast.Compare) -> Node:
        sides = [number(self._eval(side)) for side in (node.left, *node.comparators)]
        found = [Node(COMPARE[type(op)], *pair) for op, pair in zip(node.ops, pairwise(sides), strict=True)]
        return found[0] if len(found) == 1 else Node("and", *found)

    def _eval_ifexp(self, node: ast.IfExp) -> Node:
        return Node("if", truth(self._eval(node.test)), number(self._eval(node.body)), number(self._eval(node.orelse)))

    def _eval_call(self, node: ast.Call) -> Node:
        name = self.token(node).text
        low, high = FUNCTIONS[name]
        if not low <= len(node.args) <= high:
            wanted = f"{low} 到 {high}" if low < high else f"{low}"
            message = f"{name} 要 {wanted} 个数，这里有 {len(node.args)} 个。"
            raise FormulaError(message, column=self.token(node).column, hint="各数之间用逗号隔开。")
        return Node(name, *(number(self._eval(part)) for part in node.args))


def number(node: Node) -> Node:
    """The node, which must be a number (须为数)."""
    if node.op in CONDITIONS:
        raise FormulaError("这里要一个数，写的却是条件。", column=node.column, hint="条件写在 if、and、or、not 之后。")
    return node


def truth(node: Node) -> Node:
    """The node, which must be a condition (须为条件)."""
    if node.op not in CONDITIONS:
        raise FormulaError("这里要一个条件，写的却是数。", column=node.column, hint="请写成比较，如 a >= t。")
    return node


def builder(op: str) -> Callable[..., Node]:
    """What makes a node of numbers (造节点)."""
    return lambda *parts: Node(op, *map(number, parts))


def whole_quotient(x: Node, y: Node) -> Node:
    """x // y as the whole part of x ÷ y (整除)."""
    quotient = Node("/", number(x), number(y))
    quotient.column = x.column
    return Node("floor", quotient)


OPERATORS: Final[Mapping[type[ast.AST], Callable[..., Node]]] = {
    ast.Add: builder("+"),
    ast.Sub: builder("-"),
    ast.Mult: builder("*"),
    ast.Div: builder("/"),
    ast.FloorDiv: whole_quotient,
    ast.USub: builder("neg"),
    ast.UAdd: number,
    ast.Not: lambda node: Node("not", truth(node)),
}


def check_depth(tree: ast.AST) -> None:
    """Refuse a tree that recursion could not walk; counted by a loop (核对深度)."""
    level, depth = [tree], 0
    while level:
        level, depth = [child for node in level for child in ast.iter_child_nodes(node)], depth + 1
    if depth > DEPTH:
        raise FormulaError(f"公式嵌套有 {depth} 层，超过 {DEPTH} 层。", hint="请拆成几条。")
