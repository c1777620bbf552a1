"""Sealing of a value so that it opens only with the key, and only in the row and column it was sealed for."""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seoul_learn.control_plane.operators.errors import BrokenSeal

_NONCE_BYTES = 12


def seal(value: bytes, *, key: bytes, table: str, row: UUID, column: str) -> bytes:
    """AES-256-GCM (NIST SP 800-38D): 12 random bytes of nonce, then the ciphertext with its tag."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, value, _place(table, row, column))


def unseal(sealed: bytes, *, key: bytes, table: str, row: UUID, column: str) -> bytes:
    """The value that was sealed for this place. Raises BrokenSeal."""
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], _place(table, row, column))
    except (InvalidTag, ValueError) as fault:
        raise BrokenSeal(f"the sealed {column} of {table} {row} does not open") from fault


def _place(table: str, row: UUID, column: str) -> bytes:
    return f"{table}\x00{row}\x00{column}".encode()
