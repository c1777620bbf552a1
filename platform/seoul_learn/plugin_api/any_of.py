"""Codes that some facts tell and a policy names: one shared code is enough, and unmet only when all are known."""

from collections.abc import Mapping

from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.told import told_word, told_words


def told_codes(facts: Mapping[str, Fact], name: str) -> tuple[str, ...] | None:
    """The codes of a choice or of several choices; None when it is not told."""
    words = told_words(facts, name)
    if words is not None:
        return words
    word = told_word(facts, name)
    return None if word is None else (word,)


def shared_codes(facts: Mapping[str, Fact], name: str, wanted: tuple[str, ...]) -> tuple[str, ...] | None:
    """Those of the wanted codes that a fact tells, in their order; None when it is not told."""
    told = told_codes(facts, name)
    return None if told is None else tuple(code for code in wanted if code in told)
