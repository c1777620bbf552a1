"""Sealing values that the database must not be able to tell: AES-256-GCM under keys that it does not hold.

A tenant's key is made from the platform's secret; it seals what belongs to the city (codes, secrets) and wraps the
keys of persons. The place of a value is part of the seal, so that none can be moved to another row or tenant.
"""

import secrets
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from seoul_learn.kit.tokens import derive_key, keyed_digest

_NONCE = 12
_VERSION = b"\x01"
_MOST_KEPT = 2000


class BrokenSeal(Exception):
    """The value was altered, moved, or sealed under another key."""


class Seal:
    """Seals and unseals under one key, within one tenant."""

    def __init__(self, key: bytes, tenant_id: UUID) -> None:
        self._cipher = AESGCM(key)
        self._key = key
        self._tenant_id = tenant_id

    def __repr__(self) -> str:
        return "Seal(…)"

    def seal(self, value: bytes, *, table: str, row: UUID, column: str) -> bytes:
        """Version, nonce and ciphertext."""
        nonce = secrets.token_bytes(_NONCE)
        return _VERSION + nonce + self._cipher.encrypt(nonce, value, self._place(table, row, column))

    def unseal(self, sealed: bytes, *, table: str, row: UUID, column: str) -> bytes:
        """The value. Raises BrokenSeal."""
        if sealed[:1] != _VERSION:
            raise BrokenSeal(f"{table}.{column} has a seal of an unknown version")
        nonce, ciphertext = sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :]
        try:
            return self._cipher.decrypt(nonce, ciphertext, self._place(table, row, column))
        except InvalidTag:
            raise BrokenSeal(f"{table}.{column} cannot be unsealed") from None

    def digest(self, value: str) -> bytes:
        """A keyed digest that is the same for the same value within the tenant, and tells nothing of it."""
        return keyed_digest(self._key, str(self._tenant_id), value)

    def _place(self, table: str, row: UUID, column: str) -> bytes:
        return b"\x00".join([self._tenant_id.bytes, table.encode(), row.bytes, column.encode(), _VERSION])


class SealingKeys:
    """Makes the key of every tenant from the platform's secret."""

    def __init__(self, secret: str) -> None:
        self._secret = secret
        self._tenants: dict[UUID, Seal] = {}

    def __repr__(self) -> str:
        return "SealingKeys(…)"

    def of_tenant(self, tenant_id: UUID) -> Seal:
        """The seal of what belongs to the city. Made once: from the secret, which this process holds anyway."""
        seal = self._tenants.get(tenant_id)
        if seal is None:
            if len(self._tenants) >= _MOST_KEPT:
                self._tenants.clear()
            seal = Seal(derive_key(self._secret, f"sealing of tenant {tenant_id}"), tenant_id)
            self._tenants[tenant_id] = seal
        return seal
