"""What is known of a fact, in the type that a criterion expects of it. Anything else counts as not known."""

from collections.abc import Mapping
from datetime import date, datetime

from seoul_learn.plugin_api.facts import Fact


def told_date(facts: Mapping[str, Fact], name: str) -> date | None:
    """A day."""
    fact = facts.get(name)
    value = fact.value if fact is not None else None
    return value if isinstance(value, date) and not isinstance(value, datetime) else None


def told_number(facts: Mapping[str, Fact], name: str) -> int | None:
    """A whole number, or money in minor units."""
    fact = facts.get(name)
    value = fact.value if fact is not None else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def told_word(facts: Mapping[str, Fact], name: str) -> str | None:
    """A choice or a place, by its code."""
    fact = facts.get(name)
    value = fact.value if fact is not None else None
    return value if isinstance(value, str) else None


def told_words(facts: Mapping[str, Fact], name: str) -> tuple[str, ...] | None:
    """Several choices by their codes; empty when none applies."""
    fact = facts.get(name)
    value = fact.value if fact is not None else None
    return value if isinstance(value, tuple) else None


def told_truth(facts: Mapping[str, Fact], name: str) -> bool | None:
    """Yes or no."""
    fact = facts.get(name)
    value = fact.value if fact is not None else None
    return value if isinstance(value, bool) else None
