"""What lowered integer code says in Python: numbers, and the arithmetic of a text (编译成函数)."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from math import gcd
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

    def function(self, scope: Mapping[str, object] | None = None, *, names: Sequence[str] = ()) -> Callable[..., Any]:
        """The compiled function (编译), of the formula's names unless told otherwise."""
        found: dict[str, Any] = dict(scope or {})
        lines = [f"def voice({', '.join(names or self.code.leaves.values())}):", *self.source]
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


#: The last arguments of a function that takes a row's own digits: what brings them to the formula's
#: scale, and what stands in the place of a figure whose factor is 0.
FACTORS = ("w_by", "t_by", "a_by", "t_set", "a_set")
SCALING = " v0 *= w_by; v1 = v1 * t_by or t_set; v2 = v2 * a_by or a_set"


def score_voice(code: Code, tree: Node, quantum: int, weight: int | None, *, digits: bool = False) -> Callable[..., Any]:
    """
    The function that gives (q, n, d), or None (得分).

    Args:
        weight: the scale of the first name, to whose value the result is clamped; None leaves it unclamped.
        digits: it takes digits as printed, and the ``FACTORS`` after the formula's names.
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
        constant = int(d) if d.isdigit() else 0
        if not constant:
            body.source.append(f"{pad}d = {d}")
            d = "d"
        if weight:
            over = f"n >= v0 * {constant // weight}" if constant and constant % weight == 0 else f"n * {weight} >= v0 * {d}"
            body.source.append(f"{pad}if n <= 0: return ZERO")
            body.source.append(f"{pad}if {over}: return {full(quantum, weight)}")
            body.source.append(f"{pad}return {half('n', quantum, constant)}, n, {d}")
        else:
            rounded = half("abs(n)", quantum, constant)
            body.source.append(f"{pad}return ({rounded} if n >= 0 else -({rounded})), n, {d}")

    body = Body(code, ends(code, tree))
    if digits:
        body.source.append(SCALING)
    body.source.append(signs(code))
    body.branches(tree, finish)
    return body.function({"ZERO": (0, 0, 1)}, names=[*code.leaves.values(), *(FACTORS if digits else ())])


def half(n: str, quantum: int, d: int) -> str:
    """
    n/d in 1/quantum, half up (四舍五入); d is not known beforehand where 0 is given.

    >>> half("n", 100, 10000), half("n", 100, 0)
    ('(n + 50) // 100', '(200 * n + d) // (2 * d)')
    """
    if not d:
        return f"({2 * quantum} * {n} + d) // (2 * d)"
    if quantum % d == 0:
        return f"{quantum // d} * {n}"
    common = gcd(2 * quantum, d)
    by = f"{2 * quantum // common} * " if 2 * quantum > common else ""
    return f"({by}{n} + {d // common}) // {2 * d // common}"


def full(quantum: int, weight: int) -> str:
    """The full marks as the score function returns them (满分)."""
    return f"{half('v0', quantum, weight)}, v0, {weight}"


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


def equal(n: int, d: int) -> str:
    """
    A result after its arithmetic (等号与得数).

    >>> equal(35, 10), equal(1, 3)
    ('= 3.5', '≈ 0.3333')
    """
    shown = show(n, d)
    return f"≈ {shown[1:]}" if shown.startswith("≈") else f"= {shown}"


def teller(places: int, *, inner: bool = False) -> Callable[[int], str]:
    """
    What prints integers that stand for so many decimal places (写数), as ``show`` does but quicker.

    Args:
        inner: a negative number is put in brackets.

    >>> [teller(2)(n) for n in (985, 500, -5)], teller(0, inner=True)(-4)
    (['9.85', '5', '−0.05'], '(−4)')
    """
    scale, tenth = 10**places, 10 ** max(places - 1, 0)

    def tell(n: int) -> str:
        if n % scale == 0 and n >= 0:
            return f"{n // scale}"
        if n < scale:
            return negative(-n) if n < 0 else f"{n + scale}".rstrip("0").replace("1", "0.", 1)
        if n % tenth == 0:
            n //= tenth
            return f"{n // 10}.{n % 10}"
        digits = f"{n}"
        return f"{digits[:-places]}.{digits[-places:]}".rstrip("0")

    def negative(n: int) -> str:
        return f"(−{tell(n)})" if inner else f"−{tell(n)}"

    return tell


class Told(dict[int, str]):
    """
    Printed numbers of so many decimal places (印出的数), kept: weights, parameters and scores come again and again.

    >>> Told(2)[985]
    '9.85'
    """

    def __init__(self, places: int) -> None:
        super().__init__()
        self.tell = teller(places)

    def __missing__(self, n: int) -> str:
        said = self.tell(n)
        if len(self) < MOST_TOLD:
            self[n] = said
        return said


#: Decimal places that are told so; more are left to ``show``.
MOST_PLACES = 8
MOST_TOLD = 65536
#: What compiled texts call, by name.
SCOPE: dict[str, object] = {"show": show, "equal": equal, "guarded": guarded}
for _places in range(MOST_PLACES + 1):
    SCOPE |= {f"tell{_places}": teller(_places), f"inner{_places}": teller(_places, inner=True), f"told{_places}": Told(_places)}


class Saying:
    """
    Writes the arithmetic in words as the inside of an f-string (算式).

    Args:
        body: the function being written; arms chosen inside the text become lines of it.
        pad: their indentation.
        bound: the lines already assigned.
    """

    def __init__(self, body: Body, pad: str, bound: frozenset[str]) -> None:
        self.body = body
        self.pad = pad
        self.bound = bound
        self.arms_said = 0

    def say(self, node: Node, tight: int = 0, *, inner: bool = False) -> str:
        """
        The text for a node.

        Args:
            tight: operations that bind weaker than this stand in brackets.
            inner: does a sign stand before it?
        """
        if node.op in {"if", "min", "max"}:
            return self.arms(node, tight, inner=inner)
        if node.op == "neg":
            said = f"−{self.say(node.parts[0], 2, inner=True)}"
            return f"({said})" if inner or tight > 1 else said
        if node.op not in SIGNS:
            return self.number(node, inner=inner)
        sign, strength = SIGNS[node.op]
        left = self.say(node.parts[0], strength, inner=inner and strength >= tight)
        said = f"{left}{sign}{self.say(node.parts[1], strength + (node.op in '-/'), inner=True)}"
        return f"({said})" if strength < tight else said

    def arms(self, node: Node, tight: int, *, inner: bool) -> str:
        """The arm that was taken, of an ``if`` or of a least or greatest value."""
        said = [f'f"{self.say(part, tight, inner=inner)}"' for part in node.parts if part.op not in CONDITIONS]
        tests = [self.body.code.condition(node.parts[0]).value] if node.op == "if" else self.body.code.tests[node]
        out = said[0]
        for test, other in zip(tests, said[1:], strict=True):
            out = f"({out} if {self.body.write(test, self.bound)} else {other})"
        name, self.arms_said = f"r{self.arms_said}", self.arms_said + 1
        self.body.source.append(f"{self.pad}{name} = {out}")
        return f"{{{name}}}"

    def number(self, node: Node, *, inner: bool) -> str:
        """The value of a node, printed."""
        value = self.body.code.ratio(node)
        if value.n == value.d == 1:
            said = show(value.c.numerator, value.c.denominator)
            return guarded(said) if inner else said
        said = self.printed(value, inner=inner)
        if value.ok is not True:
            said = f"({said} if {self.body.write(value.ok, self.bound)} else {UNDEFINED!r})"
        return f"{{{said}}}"

    def printed(self, value: Ratio, *, inner: bool) -> str:
        """The call that prints a value."""
        n, d = self.body.over(value, self.bound)
        places = len(d) - 1
        if places > MOST_PLACES or d != str(10**places):
            return f"guarded(show({n}, {d}))" if inner else f"show({n}, {d})"
        if not places and self.body.code.is_natural(value.n) and value.c > 0:
            return n
        if n in self.body.code.natural and n in self.body.code.leaves.values():
            return f"told{places}[{n}]"
        return f"{'inner' if inner else 'tell'}{places}({n})"


def text_voice(code: Code, tree: Node) -> Callable[..., Any]:
    """The function that gives the arithmetic of the arm taken (算式)."""

    def finish(body: Body, node: Node, pad: str, bound: frozenset[str]) -> None:
        bound = body.bind(pad, bound, *spoken(code, node))
        said = Saying(body, pad, bound).say(node)
        body.source.append(f'{pad}return f"{said}"')

    body = Body(code, spoken(code, tree))
    body.branches(tree, finish, strict=False)
    return body.function(SCOPE)


#: What a sentence takes beside the row's digits: the score in 1/100, its numerator and denominator;
#: after the formula's names and the ``FACTORS`` the words of full marks and of the clamp at 0.
SCORE_GIVEN = ("q", "n", "d")
WORDS = ("full", "floor")


def sentence_voice(code: Code, tree: Node, weight: int, *, clamp: bool) -> Callable[..., Any]:
    """
    The function that gives the arithmetic with its result (整句算式), of a row's own digits and its score.

    None where more has to be said: the value is no calculation, or was cut at the weight.

    Args:
        weight: the scale of the first name.
        clamp: a score of 0 may stand for less.
    """

    def finish(body: Body, node: Node, pad: str, bound: frozenset[str]) -> None:
        value = code.ratio(node)
        if node.op == "name" and value.n == "v0" and weight <= 10**MOST_PLACES:
            body.source.append(f'{pad}return f"{{full}} {{told{len(str(weight)) - 1}[v0]}}"')
            return
        if node.op not in SIGNS:
            body.source.append(f"{pad}return None")
            return
        bound = body.bind(pad, bound, *spoken(code, node))
        said = Saying(body, pad, bound).say(node)
        result = ["sign = '=' if 100 * n == q * d else '≈'", f'return f"{said} {{sign}} {{told2[q]}}"']
        body.source.append(f"{pad}if 0 < n and n * {weight} < v0 * d:")
        body.source += [f"{pad} {line}" for line in result]
        bound = body.bind(pad, bound, value.n, value.d)
        n, d = body.over(value, bound)
        if clamp:
            body.source.append(f'{pad}if {n} < 0: return f"{said} {{equal({n}, {d})}}，{{floor}}，得 0"')
        body.source.append(f"{pad}if {n} * d != n * {d}: return None")
        body.source += [f"{pad}{line}" for line in result]

    body = Body(code, [*spoken(code, tree), *ends(code, tree)])
    body.source.append(SCALING)
    body.branches(tree, finish, strict=False)
    first, rest = [*code.leaves.values()][:3], [*code.leaves.values()][3:]
    return body.function(SCOPE, names=[*first, *SCORE_GIVEN, *rest, *FACTORS, *WORDS])


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
