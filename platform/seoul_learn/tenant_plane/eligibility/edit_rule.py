"""Changing the tree of a rule at one place. A place is a path of positions from the top: (1, 0) is the first part of
the second part. Pure; a place that is not there changes nothing."""

import enum

from seoul_learn.tenant_plane.eligibility.rule import All, Any, AtLeast, Expression, Name, Not, parts_of

Place = tuple[int, ...]


class Joint(enum.StrEnum):
    """How parts are joined."""

    ALL = "all"
    ANY = "any"
    AT_LEAST = "at_least"
    NOT = "not"


def at(expression: Expression, place: Place) -> Expression | None:
    """What stands at a place, or None."""
    for position in place:
        parts = parts_of(expression)
        if position >= len(parts):
            return None
        expression = parts[position]
    return expression


def added(expression: Expression | None, place: Place, name: str, *, joint: Joint = Joint.ALL) -> Expression:
    """One name more within the group at a place; what is no group becomes one, joined as said."""
    if expression is None:
        return Name(name)
    there = at(expression, place)
    match there:
        case None:
            return expression
        case All(parts):
            return _put(expression, place, All((*parts, Name(name))))
        case Any(parts):
            return _put(expression, place, Any((*parts, Name(name))))
        case AtLeast(count, parts):
            return _put(expression, place, AtLeast(count, (*parts, Name(name))))
        case _:
            return _put(expression, place, _joined(joint, (there, Name(name))))


def wrapped(expression: Expression, place: Place, joint: Joint, *, beside: str | None = None) -> Expression:
    """What stands at a place within a new group of its own; with another name `beside` it where a group wants two."""
    there = at(expression, place)
    if there is None:
        return expression
    if joint is Joint.NOT:
        return _put(expression, place, there.part if isinstance(there, Not) else Not(there))
    parts = (there, Name(beside)) if beside else (there,)
    return _put(expression, place, _joined(joint, parts))


def rejoined(expression: Expression, place: Place, joint: Joint, count: int = 1) -> Expression:
    """The same parts of a group joined otherwise."""
    there = at(expression, place)
    if not isinstance(there, All | Any | AtLeast) or joint is Joint.NOT:
        return expression
    return _put(expression, place, _joined(joint, there.parts, count))


def moved(expression: Expression, place: Place, by: int) -> Expression:
    """A part one place earlier (-1) or later (1) among its neighbours."""
    group = at(expression, place[:-1]) if place else None
    if group is None:
        return expression
    parts = list(parts_of(group))
    here, there = place[-1], place[-1] + by
    if not (0 <= here < len(parts) and 0 <= there < len(parts)):
        return expression
    parts[here], parts[there] = parts[there], parts[here]
    return _put(expression, place[:-1], _with(group, tuple(parts)))


def removed(expression: Expression, place: Place) -> Expression | None:
    """Without what stands at a place. A group that keeps one part becomes that part; nothing is left of the last."""
    if at(expression, place) is None:
        return expression
    if not place:
        return None
    group = at(expression, place[:-1])
    if group is None or isinstance(group, Not):
        return removed(expression, place[:-1])
    left = tuple(part for position, part in enumerate(parts_of(group)) if position != place[-1])
    if not left:
        return removed(expression, place[:-1])
    return _put(expression, place[:-1], left[0] if len(left) == 1 else _with(group, left))


def _joined(joint: Joint, parts: tuple[Expression, ...], count: int = 1) -> Expression:
    if joint is Joint.AT_LEAST:
        return AtLeast(min(max(count, 1), len(parts)), parts)
    if len(parts) == 1:
        return parts[0]
    return All(parts) if joint is Joint.ALL else Any(parts)


def _with(group: Expression, parts: tuple[Expression, ...]) -> Expression:
    match group:
        case All():
            return All(parts)
        case Any():
            return Any(parts)
        case AtLeast(count, _):
            return AtLeast(min(count, len(parts)), parts)
        case _:
            return group


def _put(expression: Expression, place: Place, new: Expression) -> Expression:
    if not place:
        return new
    first, rest = place[0], place[1:]
    parts = tuple(
        _put(part, rest, new) if position == first else part for position, part in enumerate(parts_of(expression))
    )
    return Not(parts[0]) if isinstance(expression, Not) else _with(expression, parts)
