"""What lowered integer code says in Python: numbers, and the arithmetic of a text (编译成函数)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from perfscore.lowering import CONDITIONS, Code, Node, Operand, Ratio, Truth

#: how a value that does not exist is printed
UNDEFINED = "无意义"
#: beyond this many nested operations Python's parser would refuse the brackets
NESTING = 30

PYTHON = {"neg": "(-{})", "abs": "abs({})", "not": "(not {})", "if": "({1} if {0} else {2})"}
PYTHON |= {"//": "({} // ({} or 1))", "floor//": "({} // ({} or 1))"}

#: how each operation binds in the text: the pattern's sign and its strength
SIGNS = {"+": (" + ", 1), "-": (" − ", 1), "*": (" × ", 2), "/": (" ÷ ", 2)}


@lru_cache(65536)
def show(n: int, d: int = 1) -> str:
    """
    n/d as the field prints it (数字写法): exact digits where they end within 8 places, else ≈ and 4 places.

    >>> show(1, 10), show(-85, 100), show(1, 3), show(-300, 100)
    ('0.1', '−0.85', '≈0.3333', '−3')
    """
    if not d:
        return UNDEFINED
    whole, rest = divmod(n, d)
    if not rest:
        return str(whole) if whole >= 0 else f"−{-whole}"
    sign = "−" if n < 0 else ""
    digits, rest = divmod(abs(n) * 10**8, d)
    if not rest:
        text = f"{digits:09d}"
        return f"{sign}{text[:-8]}.{text[-8:].rstrip('0')}"
    text = f"{(20000 * abs(n) + d) // (2 * d):05d}"
    return f"≈{sign if text != '00000' else ''}{text[:-4]}.{text[-4:]}"


def guarded(text: str) -> str:
    """
    A printed number with brackets where its sign would follow another sign (负数加括号).

    >>> guarded("−4"), guarded("4")
    ('(−4)', '4')
    """
    return f"({text})" if "−" in text[:2] else text


class Body:
    """
    The lines of a Python function being written (函数体).

    Only generated identifiers, integers and the templates above come together here: nothing of a formula's text
    reaches the compiler.

    Args:
        code: what to write.
        roots: the operands that will be asked for, from which the shared lines follow.
    """

    def __init__(self, code: Code, roots: Iterable[Operand]) -> None:
        self.code = code
        self.source: list[str] = []
        self.shared = shared(code, roots)

    def write(self, x: Operand, bound: frozenset[str]) -> str:
        """The Python expression of an operand (表达式)."""
        if not isinstance(x, str):
            return f"({x})" if x < 0 else str(x)
        if x in bound or x not in self.code.lines:
            return x
        op, args = self.code.lines[x]
        said = [self.write(y, bound) for y in args]
        if op in {"//", "floor//"} and self.code.is_positive(args[1]):
            return f"({said[0]} // {said[1]})"
        return PYTHON[op].format(*said) if op in PYTHON else f"({f' {op} '.join(said)})"

    def bind(self, pad: str, bound: frozenset[str], *operands: Operand) -> frozenset[str]:
        """Assign the shared lines that the operands need and nobody has assigned yet (先算共用的)."""
        for x in self.code.reach(operands):
            if x in self.shared and x not in bound:
                self.source.append(f"{pad}{x} = {self.write(x, bound)}")
                bound |= {x}
        return bound

    def over(self, x: Ratio, bound: frozenset[str]) -> tuple[str, str]:
        """Top and bottom of a value as Python expressions (分子与分母)."""
        return self.write(self.code.mul(x.c.numerator, x.n), bound), self.write(self.code.mul(x.c.denominator, x.d), bound)

    def refuse(self, pad: str, bound: frozenset[str], ok: Truth) -> frozenset[str]:
        """Leave with None where a divisor is zero (无定义则止)."""
        if ok is not True:
            bound = self.bind(pad, bound, ok)
            self.source.append(f"{pad}if not {self.write(ok, bound)}: return None")
        return bound

    def branches(self, node: Node, finish: "Finish", pad: str = " ", bound: frozenset[str] = frozenset(), *, strict: bool = True) -> None:
        """One return per arm of the outermost ``if``: an arm not taken costs nothing (分支)."""
        if node.op != "if":
            finish(self, node, pad, bound)
            return
        test = self.code.condition(node.parts[0])
        bound = self.refuse(pad, bound, test.ok if strict else True)
        bound = self.bind(pad, bound, test.value)
        self.source.append(f"{pad}if {self.write(test.value, bound)}:")
        self.branches(node.parts[1], finish, pad + " ", bound, strict=strict)
        self.branches(node.parts[2], finish, pad, bound, strict=strict)

    def function(self, scope: Mapping[str, object] | None = None) -> Callable[..., Any]:
        """The compiled function (编译)."""
        found: dict[str, Any] = dict(scope or {})
        lines = [f"def voice({', '.join(self.code.leaves.values())}):", *self.source]
        exec(compile("\n".join(lines), "<formula>", "exec"), found)
        voice: Callable[..., Any] = found["voice"]
        return voice


#: what is written where an arm ends: body, the arm, its indentation, the lines already assigned
Finish = Callable[[Body, Node, str, frozenset[str]], None]


def shared(code: Code, roots: Iterable[Operand]) -> set[str]:
    """The lines used more than once, or nested too deep to be written in one expression (共用的行)."""
    asked = list(roots)
    uses, depth, found = Counter(x for x in asked if isinstance(x, str)), dict[Operand, int](), set[str]()
    reached = list(code.reach(asked))
    uses.update(x for name in reached for x in code.lines[name].args if isinstance(x, str))
    for name in reached:
        depth[name] = 1 + max((depth.get(x, 0) for x in code.lines[name].args), default=0)
        if uses[name] > 1 or depth[name] > NESTING:
            found.add(name)
            depth[name] = 0
    return found


def ends(code: Code, node: Node) -> Iterator[Operand]:
    """The operands that the arms of the outermost ``if`` rest on (各分支所依)."""
    if node.op == "if":
        test = code.condition(node.parts[0])
        yield from (test.value, test.ok)
        for part in node.parts[1:]:
            yield from ends(code, part)
    else:
        found = code.ratio(node)
        yield from (found.n, found.d, found.ok)


def signs(code: Code) -> str:
    """Leave with None where a name has not the sign it was declared with (符号不符则止)."""
    tests = [f"{v} <= 0" if v in code.positive else f"{v} < 0" for v in code.leaves.values() if v in code.natural]
    return f" if {' or '.join(tests)}: return None" if tests else ""


def exact_voice(code: Code, tree: Node) -> Callable[..., Any]:
    """The function that gives (n, d), unclamped, or None (准确值)."""

    def finish(body: Body, node: Node, pad: str, bound: frozenset[str]) -> None:
        value = code.ratio(node)
        bound = body.refuse(pad, bound, value.ok)
        bound = body.bind(pad, bound, value.n, value.d)
        n, d = body.over(value, bound)
        body.source.append(f"{pad}return {n}, {d}")

    body = Body(code, ends(code, tree))
    body.source.append(signs(code))
    body.branches(tree, finish)
    return body.function()


def score_voice(code: Code, tree: Node, quantum: int, weight: int | None) -> Callable[..., Any]:
    """
    The function that gives (q, n, d), or None (得分).

    Args:
        weight: the scale of the first name, to whose value the result is clamped; None leaves it unclamped.
    """

    def finish(body: Body, node: Node, pad: str, bound: frozenset[str]) -> None:
        value = code.ratio(node)
        bound = body.refuse(pad, bound, value.ok)
        if weight and value == Ratio(Fraction(1, weight), "v0", 1, value.ok):
            body.source.append(f"{pad}return {full(quantum, weight)}")
            return
        bound = body.bind(pad, bound, value.n, value.d)
        n, d = body.over(value, bound)
        body.source.append(f"{pad}n = {n}")
        if weight:
            body.source.append(f"{pad}if n <= 0: return ZERO")
        body.source.append(f"{pad}d = {d}")
        if weight:
            body.source.append(f"{pad}if n * {weight} >= v0 * d: return {full(quantum, weight)}")
            body.source.append(f"{pad}return ({2 * quantum} * n + d) // (2 * d), n, d")
        else:
            half = f"({2 * quantum} * abs(n) + d) // (2 * d)"
            body.source.append(f"{pad}return ({half} if n >= 0 else -({half})), n, d")

    body = Body(code, ends(code, tree))
    body.source.append(signs(code))
    body.branches(tree, finish)
    return body.function({"ZERO": (0, 0, 1)})


def full(quantum: int, weight: int) -> str:
    """The full marks as the score function returns them (满分)."""
    q = f"v0 * {quantum // weight}" if quantum % weight == 0 else f"({2 * quantum} * v0 + {weight}) // {2 * weight}"
    return f"{q}, v0, {weight}"


def parts_voice(code: Code, trees: Sequence[Node]) -> Callable[..., Any]:
    """The function that gives (n, d) or None for each named part, in order (各部分的值)."""
    values = [code.ratio(tree) for tree in trees]
    body = Body(code, [x for value in values for x in (value.n, value.d, value.ok)])
    bound, said = frozenset[str](), []
    for value in values:
        bound = body.bind(" ", bound, value.n, value.d, value.ok)
        n, d = body.over(value, bound)
        said.append(f"({n}, {d})" if value.ok is True else f"(({n}, {d}) if {body.write(value.ok, bound)} else None)")
    body.source.append(f" return [{', '.join(said)}]")
    return body.function()


# Chinese


class Saying:
    """
    Writes the Python expression whose value is the arithmetic in words (算式).

    Args:
        body: the function being written.
        bound: the lines already assigned.
    """

    def __init__(self, body: Body, bound: frozenset[str]) -> None:
        self.body = body
        self.bound = bound

    def say(self, node: Node, tight: int = 0, *, inner: bool = False) -> str:
        """
        The expression for a node.

        Args:
            tight: operations that bind weaker than this stand in brackets.
            inner: does a sign stand before it?
        """
        if node.op in {"if", "min", "max"}:
            return self.arms(node, tight, inner=inner)
        if node.op == "neg":
            said = f"'−' + {self.say(node.parts[0], 2, inner=True)}"
            return f"'(' + {said} + ')'" if inner or tight > 1 else said
        if node.op not in SIGNS:
            value = self.number(node)
            return f"guarded({value})" if inner else value
        sign, strength = SIGNS[node.op]
        left = self.say(node.parts[0], strength, inner=inner and strength >= tight)
        said = f"{left} + '{sign}' + {self.say(node.parts[1], strength + (node.op in '-/'), inner=True)}"
        return f"'(' + {said} + ')'" if strength < tight else said

    def arms(self, node: Node, tight: int, *, inner: bool) -> str:
        """The arm that was taken, of an ``if`` or of a least or greatest value."""
        said = [self.say(part, tight, inner=inner) for part in node.parts if part.op not in CONDITIONS]
        tests = [self.body.code.condition(node.parts[0]).value] if node.op == "if" else self.body.code.tests[node]
        out = said[0]
        for test, other in zip(tests, said[1:], strict=True):
            out = f"({out} if {self.body.write(test, self.bound)} else {other})"
        return out

    def number(self, node: Node) -> str:
        """The value of a node, printed."""
        value = self.body.code.ratio(node)
        if value.n == value.d == 1:
            return repr(show(value.c.numerator, value.c.denominator))
        said = f"show({', '.join(self.body.over(value, self.bound))})"
        return said if value.ok is True else f"({said} if {self.body.write(value.ok, self.bound)} else {UNDEFINED!r})"


def text_voice(code: Code, tree: Node) -> Callable[..., Any]:
    """The function that gives the arithmetic of the arm taken (算式)."""

    def finish(body: Body, node: Node, pad: str, bound: frozenset[str]) -> None:
        bound = body.bind(pad, bound, *spoken(code, node))
        body.source.append(f"{pad}return {Saying(body, bound).say(node)}")

    body = Body(code, spoken(code, tree))
    body.branches(tree, finish, strict=False)
    return body.function({"show": show, "guarded": guarded})


def spoken(code: Code, node: Node) -> Iterator[Operand]:
    """The operands whose figures or truths the text of a node needs (所述数值)."""
    if node.op in CONDITIONS:
        yield code.condition(node).value
    elif node.op in SIGNS or node.op in {"neg", "if", "min", "max"}:
        yield from code.tests.get(node, ())
        for part in node.parts:
            yield from spoken(code, part)
    else:
        value = code.ratio(node)
        yield from (value.n, value.d, value.ok)
