"""The short name of an application that a family reads out on the telephone."""

import secrets

# Crockford's base 32: no letter that is mistaken for a digit, and no U.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_reference() -> str:
    """Two groups of four, 40 random bits; unique within a tenant by the database's constraint."""
    drawn = [secrets.choice(_LETTERS) for _ in range(8)]
    return f"{''.join(drawn[:4])}-{''.join(drawn[4:])}"
