"""Identifiers made by the application, so that a row has its id before it meets the database."""

import secrets
import time
from uuid import UUID


def new_id() -> UUID:
    """A version 7 UUID (RFC 9562 section 5.7): 48 bits of Unix milliseconds, then 74 random bits."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & 0xFFFF_FFFF_FFFF) << 80
    value |= 0x7 << 76
    value |= secrets.randbits(12) << 64
    value |= 0b10 << 62
    value |= secrets.randbits(62)
    return UUID(int=value)


def parse_id(text: str) -> UUID | None:
    """The UUID that a text spells in its canonical form, or None: an address with anything else is unknown."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text else None
