"""How entries hang together: each link is SHA-256 of the link before it and the digest of the entry."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from seoul_learn.kit.text import canonical_json

GENESIS = bytes(32)


def digest_of(
    *,
    tenant_id: UUID,
    at: datetime,
    actor_kind: str,
    actor_id: UUID | None,
    action: str,
    subject: str,
    subject_id: UUID | None,
    detail: Mapping[str, Any],
) -> bytes:
    """SHA-256 of the canonical JSON of an entry's content, 32 bytes. `at` counts in UTC."""
    content = {
        "tenant": tenant_id, "at": at, "actor": [actor_kind, actor_id], "action": action,
        "subject": [subject, subject_id], "detail": detail,
    }  # fmt: skip
    return hashlib.sha256(canonical_json(content)).digest()


def link(previous: bytes, digest: bytes) -> bytes:
    """The chain after an entry with this digest."""
    return hashlib.sha256(previous + digest).digest()
