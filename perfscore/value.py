"""What the values of the model have in common (值): equality, hash and printing by their fields."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

from attrs import fields


class Shown:
    """
    Printed with its fields (按字段显示), as attrs would print it.

    attrs compiles such methods anew for each class, which is most of the time that a class takes to import;
    here they are written once, for all classes that say ``repr=False``.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        kind: type = type(self)
        shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in fields(kind) if one.repr)
        return f"{kind.__qualname__.rpartition('>.')[2]}({shown})"


class Value(Shown):
    """
    Equal to what is of the same class and has equal fields (按字段相等), and hashed by them; for classes that say ``eq=False``.

    >>> from attrs import frozen
    >>> Point = frozen(eq=False, repr=False)(type("Point", (Value,), {"__annotations__": {"x": int, "y": int}}))
    >>> Point(1, 2), Point(1, 2) == Point(1, 2), len({Point(1, 2), Point(1, 2), Point(2, 1)})
    (Point(x=1, y=2), True, 2)
    """

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        if other.__class__ is not self.__class__:
            return NotImplemented
        kind: Any = self.__class__
        compared = fields_of(kind)
        return bool(compared(self) == compared(other))

    def __hash__(self) -> int:
        kind: Any = self.__class__
        return hash((kind, fields_of(kind)(self)))


@cache
def fields_of(kind: Any) -> Callable[[object], Any]:
    """What gives the fields that count when two values are compared (参与比较的字段)."""
    names = [one.name for one in fields(kind) if one.eq]
    return attrgetter(*names) if names else lambda _: ()
