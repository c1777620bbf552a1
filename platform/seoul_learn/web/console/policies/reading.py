"""A reader of another language: terms are shown in every language of the city, as families will read them."""

import msgspec

from seoul_learn.web.shared.page import Looking


class ReadIn(msgspec.Struct, frozen=True, kw_only=True):
    """A Looking."""

    language: str
    default_language: str
    timezone: str
    currency: str


def reading_in(language: str, reader: Looking) -> Looking:
    """The same reader, in a language."""
    return ReadIn(
        language=language,
        default_language=reader.default_language,
        timezone=reader.timezone,
        currency=reader.currency,
    )
