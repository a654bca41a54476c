"""Equality, hash and printing by fields, as attrs would write them."""

from typing import Any

import pytest
from attrs import field, frozen

import perfscore as ps
from perfscore.value import Shown, Value


@frozen(eq=False, repr=False)
class Mine(Value):
    one: int
    two: str = ""
    aside: int = field(default=0, eq=False, repr=False)


@frozen
class Theirs:
    one: int
    two: str = ""
    aside: int = field(default=0, eq=False, repr=False)


@frozen(eq=False, repr=False)
class Bare(Value):
    pass


@frozen(eq=False, repr=False)
class OnlyShown(Shown):
    one: int


@pytest.mark.parametrize(("a", "b"), [((1,), (1,)), ((1,), (2,)), ((1, "x"), (1, "x")), ((1, "x"), (1, "y")), ((1, "x", 2), (1, "x", 3))])
def test_as_attrs_would(a: Any, b: Any) -> None:
    assert (Theirs(*a) == Theirs(*b)) == (Mine(*a) == Mine(*b)) == (hash(Mine(*a)) == hash(Mine(*b)))
    assert (Theirs(*a) != Theirs(*b)) == (Mine(*a) != Mine(*b))
    assert repr(Theirs(*a)).removeprefix("Theirs") == repr(Mine(*a)).removeprefix("Mine")


def test_other_classes_are_never_equal() -> None:
    assert Mine(1) != Theirs(1)
    assert Mine(1) != (1, "")
    assert Bare() != Mine(1)
    assert Bare() == Bare()
    assert 1 == len({Bare(), Bare()})
    assert "Bare()" == repr(Bare())


def test_shown_alone_keeps_identity() -> None:
    one = OnlyShown(1)
    assert one == one  # noqa: PLR0124
    assert one != OnlyShown(1)
    assert "OnlyShown(one=1)" == repr(one)


def test_a_step_is_compared_and_not_hashed() -> None:
    first, second = (ps.Proportional().apply(weight=5, target="100%", actual="85%") for _ in range(2))
    assert first == second
    with pytest.raises(TypeError, match="unhashable"):
        hash(first)
