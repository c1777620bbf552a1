"""What a criterion of a document says, in the reader's words: fields by their labels, codes by what they mean."""

from collections.abc import Mapping
from typing import Any

from seoul_learn.web.console.policies.config_words import word_of
from seoul_learn.web.console.policies.difference_words import in_words
from seoul_learn.web.console.policies.opened import Opened
from seoul_learn.web.shared.page import Looking
from seoul_learn.web.shared.rows import Row

HEAD = ("use", "label", "law", "assurance")
"""The fields that every criterion has; all others are its configuration."""


def kind_of(written: Mapping[str, Any], opened: Opened, reader: Looking) -> str:
    """Which criterion it is."""
    return _messages(written, opened, reader).get("label", str(written.get("use")))


def config_rows(written: Mapping[str, Any], opened: Opened, reader: Looking) -> tuple[Row, ...]:
    """Its configuration."""
    messages = _messages(written, opened, reader)
    return tuple(
        Row(key=messages.get(f"field.{key}", key), value=_codes(value, opened, reader))
        for key, value in written.items()
        if key not in HEAD
    )


def _messages(written: Mapping[str, Any], opened: Opened, reader: Looking) -> Mapping[str, str]:
    strings = opened.among.plugins.strings.get(str(written.get("use")), {})
    return strings.get(reader.language) or strings.get("en") or {}


def _codes(value: Any, opened: Opened, reader: Looking) -> str:
    """A value of a configuration, its codes by their names wherever a fact knows them."""
    if isinstance(value, list):
        return ", ".join(_codes(one, opened, reader) for one in value)
    if isinstance(value, str):
        facts = opened.among.facts
        if value in facts:
            return facts[value].question.get(reader.language) or value
        for fact in facts.names():
            if value in facts[fact].choices:
                words = facts[fact].choices[value]
                return words.get(reader.language) or words.get(reader.default_language) or value
        return word_of(value, reader)
    return in_words(value, reader)
