"""Policies and tables as they are written down and read back."""

import enum
from datetime import date
from uuid import UUID

import msgspec


class PolicyStatus(enum.StrEnum):
    """How far a version is; only those in force and superseded ones ever decide."""

    DRAFT = "draft"
    ANNOUNCED = "announced"
    IN_FORCE = "in_force"
    SUPERSEDED = "superseded"


class MadeIn(enum.StrEnum):
    """Where a version was last written. A draft of the console is its officers' alone."""

    BUNDLE = "bundle"
    CONSOLE = "console"


DECIDING = (PolicyStatus.IN_FORCE, PolicyStatus.SUPERSEDED)


class PolicyText(msgspec.Struct, frozen=True, kw_only=True):
    """One version as its author wrote it; `programme` is the slug."""

    programme: str
    effective_from: date
    status: PolicyStatus
    text: str


class StoredPolicy(msgspec.Struct, frozen=True, kw_only=True):
    """A version as it is kept."""

    id: UUID
    programme_id: UUID
    effective_from: date
    status: PolicyStatus
    digest: str
    text: str
