"""The rule sentence of a policy as a tree, and the tree printed back as the sentence."""

from collections.abc import Callable, Iterator

import msgspec

from seoul_learn.tenant_plane.eligibility.truth import Truth, all_of, any_of, at_least, negation


class Name(msgspec.Struct, frozen=True, tag=True):
    """A criterion of the policy, or another rule of the same file."""

    name: str


class Not(msgspec.Struct, frozen=True, tag=True):
    """`not x`"""

    part: "Expression"


class All(msgspec.Struct, frozen=True, tag=True):
    """`x and y and z`: two parts or more."""

    parts: tuple["Expression", ...]


class Any(msgspec.Struct, frozen=True, tag=True):
    """`x or y or z`: two parts or more."""

    parts: tuple["Expression", ...]


class AtLeast(msgspec.Struct, frozen=True, tag=True):
    """`at least 2 of (x, y, z)`: the count stands between 1 and the number of parts."""

    count: int
    parts: tuple["Expression", ...]


Expression = Name | Not | All | Any | AtLeast


def sentence(expression: Expression) -> str:
    """The sentence that parses to this very tree, with no bracket that is not needed."""
    match expression:
        case Name(name):
            return name
        case Not(part):
            return f"not {_bracketed(part, All, Any)}"
        case All(parts):
            return " and ".join(_bracketed(part, All, Any) for part in parts)
        case Any(parts):
            return " or ".join(_bracketed(part, Any) for part in parts)
        case AtLeast(count, parts):
            return f"at least {count} of ({', '.join(sentence(part) for part in parts)})"


def _bracketed(part: Expression, *kinds: type[Expression]) -> str:
    return f"({sentence(part)})" if isinstance(part, kinds) else sentence(part)


def parts_of(expression: Expression) -> tuple[Expression, ...]:
    """What an expression is directly made of; nothing for a name."""
    match expression:
        case Name():
            return ()
        case Not(part):
            return (part,)
        case All(parts) | Any(parts) | AtLeast(_, parts):
            return parts


def names_in(expression: Expression) -> Iterator[str]:
    """Every name in the order of the sentence, as often as it is written."""
    if isinstance(expression, Name):
        yield expression.name
    for part in parts_of(expression):
        yield from names_in(part)


def with_parts(expression: Expression, change: Callable[[Expression], Expression]) -> Expression:
    """The same expression over changed parts."""
    match expression:
        case Name():
            return expression
        case Not(part):
            return Not(change(part))
        case All(parts):
            return All(tuple(change(part) for part in parts))
        case Any(parts):
            return Any(tuple(change(part) for part in parts))
        case AtLeast(count, parts):
            return AtLeast(count, tuple(change(part) for part in parts))


def truth_of(expression: Expression, value: Callable[[str], Truth]) -> Truth:
    """The Kleene value of an expression whose names have these values."""
    match expression:
        case Name(name):
            return value(name)
        case Not(part):
            return negation(truth_of(part, value))
        case All(parts):
            return all_of(truth_of(part, value) for part in parts)
        case Any(parts):
            return any_of(truth_of(part, value) for part in parts)
        case AtLeast(count, parts):
            return at_least(count, (truth_of(part, value) for part in parts))


def support(expression: Expression, value: Callable[[str], Truth]) -> frozenset[str]:
    """The names on which the present value of an expression rests.

    Of `x or y` with x True these are the True ones; of `x and y` with x False the False ones; of an unknown value
    those that keep it unknown.
    """
    if isinstance(expression, Name):
        return frozenset({expression.name})
    wanted = truth_of(expression, value)
    if isinstance(expression, Not):
        return support(expression.part, value)
    carrying = (part for part in parts_of(expression) if truth_of(part, value) is wanted)
    return frozenset().union(*(support(part, value) for part in carrying))
