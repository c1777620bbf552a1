"""Kleene's strong three-valued logic: True, False, and None for what is not known (Kleene 1952, section 64)."""

from collections.abc import Iterable

Truth = bool | None


def negation(value: Truth) -> Truth:
    """What is not known stays not known."""
    return None if value is None else not value


def all_of(values: Iterable[Truth]) -> Truth:
    """False as soon as one is False, whatever the unknown ones turn out to be."""
    known = list(values)
    if any(value is False for value in known):
        return False
    return None if any(value is None for value in known) else True


def any_of(values: Iterable[Truth]) -> Truth:
    """True as soon as one is True, whatever the unknown ones turn out to be."""
    return negation(all_of(negation(value) for value in values))


def at_least(count: int, values: Iterable[Truth]) -> Truth:
    """True when `count` are True; False when so many are False that the rest cannot reach `count`."""
    known = list(values)
    if sum(value is True for value in known) >= count:
        return True
    return None if sum(value is not False for value in known) >= count else False
