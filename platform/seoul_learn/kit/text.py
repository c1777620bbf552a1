"""Words and the exact bytes of a record."""

import difflib
from collections.abc import Iterable, Mapping

import msgspec


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word closest to a misspelt one, or None when nothing is close."""
    found = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return found[0] if found else None


def pick(text: Mapping[str, str], language: str, fallback: str = "") -> str:
    """The reading of a multilingual text in `language`, else in `fallback`, else the first there is, else ''."""
    for wanted in (language, fallback):
        if text.get(wanted):
            return text[wanted]
    return next((value for value in text.values() if value), "")


def canonical_json(value: object) -> bytes:
    """The one spelling of a value: keys sorted, no spaces, UTF-8; what digests are taken of."""
    return msgspec.json.encode(value, order="sorted")
