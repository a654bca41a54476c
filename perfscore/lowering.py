"""From a formula's tree over rationals to straight-line integer code (降为整数运算)."""

import operator
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from fractions import Fraction
from math import gcd
from typing import NamedTuple

from perfscore.errors import FormulaError

#: an integer, or the identifier of a name (v0, v1, …) or of a line (s0, s1, …)
Operand = int | str
#: a condition settled beforehand, or the identifier of a line
Truth = bool | str

COMPARISONS = frozenset({"<", "<=", ">", ">=", "==", "!="})
CONDITIONS = COMPARISONS | {"and", "or", "not"}
QUOTIENTS = frozenset({"//", "floor//"})
#: beyond every integer type, so larger bounds need not be told apart
BOUNDLESS = 10**80
FOLD: Mapping[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "<": operator.lt,
    "<=": operator.le,
    "==": operator.eq,
    "!=": operator.ne,
}


class Node:
    """
    An operation and its parts (算式节点): num and name are leaves, let gives a part a name.

    Not a tuple, for simpleeval looks into tuples again at every step; without a truth of its own, so that
    no evaluator can take one arm of an ``if`` by mistake.
    """

    __slots__ = ("column", "name", "op", "parts", "value")

    def __init__(self, op: str, *parts: "Node", name: str = "", value: Fraction = Fraction(0)) -> None:
        self.op = op
        self.parts = parts
        self.name = name
        self.value = value
        self.column = -1

    def __bool__(self) -> bool:
        raise TypeError("a symbol has no truth of its own")


class Ratio(NamedTuple):
    """The value c·n/d (有理数): c known, n and d each 1 or an identifier, d > 0 wherever ok holds."""

    c: Fraction
    n: Operand
    d: Operand
    ok: Truth = True


class Condition(NamedTuple):
    """A comparison or a join of comparisons (条件), and where it is defined."""

    value: Truth
    ok: Truth = True


class Line(NamedTuple):
    """One operation of the integer code (一行整数运算)."""

    op: str
    args: tuple[Operand, ...]


class Code:
    """
    Integer code in which each operation is written once (整数运算).

    Args:
        names: the names of the formula; the i-th is the identifier v{i}.
        scales: what the integer given for each name is divided by.
        natural: names known to be ≥ 0.
        positive: names known to be > 0: dividing by them needs no test.
    """

    def __init__(self, names: tuple[str, ...], scales: tuple[int, ...], natural: Collection[str], positive: Collection[str]) -> None:
        self.leaves = {name: f"v{i}" for i, name in enumerate(names)}
        self.scales = dict(zip(names, scales, strict=True))
        self.lines: dict[str, Line] = {}
        self.tests: dict[Node, list[Truth]] = {}
        self.positive = {self.leaves[name] for name in positive}
        self.natural = {self.leaves[name] for name in natural} | self.positive
        self._seen: dict[Line, str] = {}
        self._ratios: dict[Node, Ratio] = {}
        self._conditions: dict[Node, Condition] = {}

    # lines

    def put(self, op: str, *args: Operand) -> str:
        """The identifier of a line, written the first time it is asked for (写入一行)."""
        line = Line(op, args)
        if line not in self._seen:
            self._seen[line] = name = f"s{len(self.lines)}"
            self.lines[name] = line
            self._learn(name, line)
        return self._seen[line]

    def _learn(self, name: str, line: Line) -> None:
        """Keep what the operands' signs say about the sign of a line."""
        args = line.args[1:] if line.op == "if" else line.args
        if line.op in {"*", "+", "if"} and all(map(self.is_positive, args)):
            self.positive.add(name)
        if line.op == "abs" or (line.op in {"*", "+", "//", "floor//", "if"} and all(map(self.is_natural, args))):
            self.natural.add(name)

    def is_positive(self, x: Operand) -> bool:
        """Is it known to be > 0 (恒为正)?"""
        return x in self.positive if isinstance(x, str) else x > 0

    def is_natural(self, x: Operand) -> bool:
        """Is it known to be ≥ 0 (恒不为负)?"""
        return x in self.natural or x in self.positive if isinstance(x, str) else x >= 0

    def extreme(self, x: str) -> tuple[str, Operand, Operand] | None:
        """Whether an ``if`` only chooses the smaller or the larger of two values (取小取大): which, and of what."""
        test, one, other = self.lines[x].args
        if not isinstance(test, str) or test not in self.lines or self.lines[test].op != "<=":
            return None
        p, q = self.lines[test].args
        return ("least", p, q) if (one, other) == (p, q) else ("greatest", p, q) if (one, other) == (q, p) else None

    def reach(self, operands: Iterable[Operand]) -> Iterator[str]:
        """The lines that the operands rest on, in order (所依各行)."""
        wanted = {x for x in operands if isinstance(x, str)}
        for name in reversed(self.lines):
            if name in wanted:
                wanted.update(x for x in self.lines[name].args if isinstance(x, str))
        return (name for name in self.lines if name in wanted)

    # integers

    def fold(self, op: str, x: Operand, y: Operand) -> Operand:
        """An operation, done at once on two known integers (能算先算)."""
        return FOLD[op](x, y) if isinstance(x, int) and isinstance(y, int) else self.put(op, x, y)

    def mul(self, x: Operand, y: Operand) -> Operand:
        """x × y, the known factor in front (乘)."""
        if isinstance(y, int):
            x, y = y, x
        if x in {0, 1}:
            return y if x == 1 else 0
        return self.negate(y) if x == -1 else self.fold("*", x, y)

    def add(self, x: Operand, y: Operand) -> Operand:
        """x + y (加)."""
        return y if x == 0 else x if y == 0 else self.fold("+", x, y)

    def subtract(self, x: Operand, y: Operand) -> Operand:
        """x − y (减)."""
        return x if y == 0 else self.negate(y) if x == 0 else self.fold("-", x, y)

    def negate(self, x: Operand) -> Operand:
        """−x (相反数)."""
        return -x if isinstance(x, int) else self.put("neg", x)

    def absolute(self, x: Operand) -> Operand:
        """|x| (绝对值)."""
        return abs(x) if isinstance(x, int) else x if self.is_natural(x) else self.put("abs", x)

    def pick(self, test: Truth, x: Operand, y: Operand) -> Operand:
        """One of two integers (二者取一)."""
        if isinstance(test, bool):
            return x if test else y
        return x if x == y else self.put("if", test, x, y)

    # conditions

    def inverse(self, x: Truth) -> Truth:
        """Not x (非)."""
        return not x if isinstance(x, bool) else self.put("not", x)

    def both(self, *conditions: Truth) -> Truth:
        """All of them (且)."""
        return self._join("and", conditions, idle=True)

    def either(self, *conditions: Truth) -> Truth:
        """At least one of them (或)."""
        return self._join("or", conditions, idle=False)

    def _join(self, op: str, conditions: Iterable[Truth], *, idle: bool) -> Truth:
        rest = [x for x in dict.fromkeys(conditions) if x is not idle]
        if (not idle) in rest:
            return not idle
        return self.put(op, *rest) if len(rest) > 1 else rest[0] if rest else idle

    def agree(self, test: Truth, x: Truth, y: Truth) -> Truth:
        """One of two conditions (条件二者取一); bare True and False never enter a line, where they would pass for 1 and 0."""
        if x == y or isinstance(test, bool):
            return x if x == y or test else y
        if isinstance(x, bool):
            return self.either(test, y) if x else self.both(self.inverse(test), y)
        if isinstance(y, bool):
            return self.either(self.inverse(test), x) if y else self.both(test, x)
        return self.either(self.both(test, x), self.both(self.inverse(test), y))

    # rationals

    def common(self, x: Ratio, y: Ratio) -> tuple[Fraction, int, int]:
        """The largest c of which both known factors are whole multiples (公因数): so scales cancel by themselves."""
        p, q = x.c, y.c
        c = Fraction(gcd(p.numerator * q.denominator, q.numerator * p.denominator), p.denominator * q.denominator) or Fraction(1)
        return c, int(p / c), int(q / c)

    def level(self, x: Ratio, y: Ratio) -> tuple[Fraction, Operand, Operand, Operand]:
        """Both over one denominator: (c, m, n, d) with x = c·m/d and y = c·n/d, signs of the known factors kept (通分)."""
        c, j, k = self.common(x, y)
        m, n = self.mul(j, x.n), self.mul(k, y.n)
        if x.d == y.d:
            return c, m, n, x.d
        return c, self.mul(m, y.d), self.mul(n, x.d), self.mul(x.d, y.d)

    def compare(self, op: str, x: Ratio, y: Ratio) -> Truth:
        """Compare crosswise, which d > 0 allows (交叉相乘比较)."""
        if op in {">", ">="}:
            return self.compare("<" if op == ">" else "<=", y, x)
        _, m, n, _ = self.level(x, y)
        found = self.fold(op, m, n)
        return found if isinstance(found, str) else bool(found)

    def choose(self, test: Truth, x: Ratio, y: Ratio, ok: Truth) -> Ratio:
        """One of two values, top and bottom apart, so that nothing is multiplied (取值)."""
        c, j, k = self.common(x, y)
        return ratio(c, self.pick(test, self.mul(j, x.n), self.mul(k, y.n)), self.pick(test, x.d, y.d), ok)

    def sum(self, x: Ratio, y: Ratio) -> Ratio:
        """x + y (和); the coefficients carry the signs."""
        ok = self.both(x.ok, y.ok)
        if x.c < 0 < y.c:
            x, y = y, x
        if y.c >= 0 or x.c < 0:
            c, m, n, d = self.level(x, y)
            return ratio(c, self.add(m, n), d, ok)
        c, m, n, d = self.level(x, y._replace(c=-y.c))
        return ratio(c, self.subtract(m, n), d, ok)

    def product(self, x: Ratio, y: Ratio) -> Ratio:
        """x × y (积)."""
        return ratio(x.c * y.c, self.mul(x.n, y.n), self.mul(x.d, y.d), self.both(x.ok, y.ok))

    def quotient(self, x: Ratio, y: Ratio) -> Ratio:
        """x ÷ y (商): the one place where a denominator is made positive."""
        ok, n, divisor = self.both(x.ok, y.ok), self.mul(x.n, y.d), y.n
        if not self.is_positive(divisor):
            ok = self.both(ok, self.put("!=", divisor, 0))
        if not self.is_natural(divisor):
            n = self.pick(self.put("<", divisor, 0), self.negate(n), n)
        return ratio(x.c / y.c, n, self.mul(x.d, self.absolute(divisor)), ok)

    def whole(self, x: Ratio) -> Ratio:
        """⌊x⌋ (取整): known where x is; from here on an integer again."""
        n, d = self.mul(x.c.numerator, x.n), self.mul(x.c.denominator, x.d)
        if isinstance(n, int) and isinstance(d, int):
            return ratio(Fraction(n // d), 1, 1, x.ok)
        return ratio(Fraction(1), self.put("//" if self.is_natural(n) else "floor//", n, d), 1, x.ok)

    # the tree

    def ratio(self, node: Node) -> Ratio:
        """The value of a node (节点的值)."""
        if node not in self._ratios:
            self._ratios[node] = self._ratio(node)
        return self._ratios[node]

    def _ratio(self, node: Node) -> Ratio:
        match node.op:
            case "num":
                return Ratio(node.value, 1, 1)
            case "name":
                return Ratio(Fraction(1, self.scales[node.name]), self.leaves[node.name], 1)
            case "let":
                return self.ratio(node.parts[0])
            case "if":
                return self._branch(node)
            case "min" | "max":
                return self._extreme(node)
            case "neg" | "abs" | "floor":
                return self._single(node.op, self.ratio(node.parts[0]))
            case _:
                return self._double(node, self.ratio(node.parts[0]), self.ratio(node.parts[1]))

    def _single(self, op: str, x: Ratio) -> Ratio:
        if op == "floor":
            return self.whole(x)
        return x._replace(c=-x.c) if op == "neg" else x._replace(c=abs(x.c), n=self.absolute(x.n))

    def _double(self, node: Node, x: Ratio, y: Ratio) -> Ratio:
        if node.op == "*":
            return self.product(x, y)
        if node.op == "/":
            if y.c == 0:
                raise FormulaError("除数恒为 0。", column=node.parts[1].column, hint="请检查“÷”后面的式子。")
            return self.quotient(x, y)
        return self.sum(x, y if node.op == "+" else y._replace(c=-y.c))

    def _branch(self, node: Node) -> Ratio:
        test, x, y = self.condition(node.parts[0]), self.ratio(node.parts[1]), self.ratio(node.parts[2])
        return self.choose(test.value, x, y, self.both(test.ok, self.agree(test.value, x.ok, y.ok)))

    def _extreme(self, node: Node) -> Ratio:
        out = self.ratio(node.parts[0])
        tests = self.tests[node] = []
        for part in node.parts[1:]:
            x, y = out, self.ratio(part)
            test = self.compare("<=" if node.op == "min" else ">=", x, y)
            tests.append(test)
            out = self.choose(test, x, y, self.both(x.ok, y.ok))
            if node.op == "max" and isinstance(out.n, str) and out.c > 0 and (never_negative(x) or never_negative(y)):
                self.natural.add(out.n)
        return out

    def condition(self, node: Node) -> Condition:
        """The truth of a node (节点的真假)."""
        if node not in self._conditions:
            self._conditions[node] = self._condition(node)
        return self._conditions[node]

    def _condition(self, node: Node) -> Condition:
        if node.op in COMPARISONS:
            x, y = self.ratio(node.parts[0]), self.ratio(node.parts[1])
            return Condition(self.compare(node.op, x, y), self.both(x.ok, y.ok))
        first, *rest = map(self.condition, node.parts)
        if node.op == "not":
            return Condition(self.inverse(first.value), first.ok)
        for other in rest:
            first = self._follow(node.op, first, other)
        return first

    def _follow(self, op: str, x: Condition, y: Condition) -> Condition:
        """x and y, x or y: as in Python the right side counts only where the left does not settle it."""
        if op == "or":
            return Condition(self.either(x.value, y.value), self.both(x.ok, self.either(x.value, y.ok)))
        return Condition(self.both(x.value, y.value), self.both(x.ok, self.either(self.inverse(x.value), y.ok)))

    # how large it gets

    def magnitude(self, bounds: Mapping[str, int], operands: Iterable[Operand], least: Mapping[str, int] | None = None) -> tuple[int, int]:
        """
        The largest absolute value of any line, and of any quotient, where |name| ≤ bound, and name ≥ least where that is given (上界).

        Linear in the lines, though an operand written out in full may be exponential.
        """
        _, most, quotient = self._sizes(bounds, operands, least or {})
        return most, quotient

    def size(self, bounds: Mapping[str, int], x: Operand, least: Mapping[str, int] | None = None) -> int:
        """The largest absolute value of one operand, where |name| ≤ bound (单项上界)."""
        return abs(x) if isinstance(x, int) else self._sizes(bounds, (x,), least or {})[0][x]

    def _sizes(self, bounds: Mapping[str, int], operands: Iterable[Operand], least: Mapping[str, int]) -> tuple[dict[str, int], int, int]:
        size = {self.leaves[name]: bound for name, bound in bounds.items()}
        floors: dict[Operand, int] = {self.leaves[name]: one for name, one in least.items() if one > 0}
        most, quotient = max(size.values(), default=0), 0
        for name in self.reach(operands):
            op, args = self.lines[name]
            reached = [abs(x) if isinstance(x, int) else size[x] for x in args]
            divisor = floors.get(args[1], 1) if op in QUOTIENTS else 1
            size[name], peak = (min(bound, BOUNDLESS) for bound in grown(op, reached, divisor))
            most = max(most, peak, *reached)
            quotient = max(quotient, size[name]) if op in QUOTIENTS else quotient
        return size, most, quotient

    def written(self, operands: Iterable[Operand]) -> int:
        """How many operations the operands take when nothing is shared (展开长度)."""
        asked = list(operands)
        size: dict[Operand, int] = {}
        for name in self.reach(asked):
            size[name] = 1 + sum(size.get(x, 1) for x in self.lines[name].args)
        return sum(size.get(x, 1) for x in asked)


def ratio(c: Fraction, n: Operand, d: Operand, ok: Truth) -> Ratio:
    """A ratio whose known integers have gone into c (归一): a constant is always (c, 1, 1)."""
    if isinstance(n, int):
        c, n = c * n, 1
    if isinstance(d, int):
        c, d = c / d, 1
    return Ratio(c, n, d, ok) if c else Ratio(c, 1, 1, ok)


def never_negative(x: Ratio) -> bool:
    """Is it a constant ≥ 0 (非负常数)?"""
    return x.n == 1 and x.d == 1 and x.c >= 0


def grown(op: str, sizes: list[int], divisor: int = 1) -> tuple[int, int]:
    """The bound of an operation's result, and of what it passes through on the way (一步之上界); no divisor is smaller than that."""
    if op == "*":
        return sizes[0] * sizes[1], sizes[0] * sizes[1]
    if op in {"+", "-"}:
        return sizes[0] + sizes[1], sizes[0] + sizes[1]
    if op in QUOTIENTS:
        return sizes[0] // divisor + 1, sizes[0] + sizes[1] + 1
    if op == "if":
        return max(sizes[1:]), max(sizes[1:])
    return (max(sizes), max(sizes)) if op in {"neg", "abs"} else (1, 1)
