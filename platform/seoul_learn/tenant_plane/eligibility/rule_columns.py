"""The rule of a policy over columns: Kleene's three values of everybody as two masks, met surely and met possibly."""

from collections.abc import Callable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from seoul_learn.tenant_plane.eligibility.rule import All, Any, AtLeast, Expression, Name, Not

Mask = NDArray[np.bool_]
Truths = tuple[Mask, Mask]
"""Where it is True, and where it is not False. One and the same array twice: nothing is unknown."""
RuleOverColumns = Callable[[Mapping[str, Truths]], Truths]


def compile_rule(expression: Expression) -> RuleOverColumns:
    """The rule as operations over whole columns, with no tree left to walk."""
    match expression:
        case Name(name):
            return lambda values: values[name]
        case Not(part):
            negated = compile_rule(part)
            return lambda values: _not(negated(values))
        case All(parts):
            return _joined(parts, lambda one, other: _both(np.logical_and, one, other))
        case Any(parts):
            return _joined(parts, lambda one, other: _both(np.logical_or, one, other))
        case AtLeast(count, parts):
            counted = [compile_rule(part) for part in parts]
            return lambda values: _at_least(count, [part(values) for part in counted])


def _joined(parts: tuple[Expression, ...], join: Callable[[Truths, Truths], Truths]) -> RuleOverColumns:
    compiled = [compile_rule(part) for part in parts]
    return lambda values: reduce(join, [part(values) for part in compiled])


def _both(join: np.ufunc, one: Truths, other: Truths) -> Truths:
    surely: Mask = join(one[0], other[0])
    if one[0] is one[1] and other[0] is other[1]:
        return surely, surely
    return surely, join(one[1], other[1])


def _not(value: Truths) -> Truths:
    possibly = ~value[0]
    return (possibly, possibly) if value[0] is value[1] else (~value[1], possibly)


def _at_least(count: int, values: list[Truths]) -> Truths:
    surely = _reach(count, [value[0] for value in values])
    if all(value[0] is value[1] for value in values):
        return surely, surely
    return surely, _reach(count, [value[1] for value in values])


def _reach(count: int, masks: list[Mask]) -> Mask:
    # A rule has at most a thousand names.
    held = np.zeros(len(masks[0]), np.int16)
    for mask in masks:
        held += mask
    reached: Mask = held >= count
    return reached
