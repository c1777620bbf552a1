"""E-mail addresses as people type them, in the one spelling under which they are kept."""

import re

# RFC 5321 section 4.1.2 in what mail servers take in practice: one @, no spaces, a domain with a dot.
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[^@\s.]+(?:\.[^@\s.]+)+")
_LONGEST = 254


def normal_email(typed: str) -> str:
    """The spelling under which an address is kept and looked for."""
    return typed.strip().lower()


def is_email(typed: str) -> bool:
    """Whether a letter could be sent there at all."""
    return len(typed) <= _LONGEST and _ADDRESS.fullmatch(normal_email(typed)) is not None
