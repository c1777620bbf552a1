"""Invented learners by the thousand, each eligible and granted the same: for tests and measurements of opening days.

Nobody determined them: their records rest on nothing and cannot be replayed.
"""

import hashlib
import secrets
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import insert, select

from seoul_learn.kit.clock import Clock, local_date
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.models import Application, Determination, Entitlement, PersonKey
from seoul_learn.tenant_plane.database.sealing import Seal, SealingKeys
from seoul_learn.tenant_plane.database.transaction import Transaction, tenant_of
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.models import PolicyVersion
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord, RecordedGrant
from seoul_learn.tenant_plane.people.models import Person

_AT_ONCE = 500


class Entitled(msgspec.Struct, frozen=True, kw_only=True):
    """A learner of the crowd."""

    person_id: UUID
    application_id: UUID
    entitlement_id: UUID


async def entitle_crowd(
    session: Transaction,
    programme_id: UUID,
    *,
    many: int,
    slots: tuple[str, ...],
    at_most: int,
    timezone: str,
    keys: SealingKeys,
    clock: Clock,
) -> list[Entitled]:
    """So many learners of a programme, with entitlements that run for a year from today."""
    now, tenant_id = clock.now(), tenant_of(session)
    today = local_date(now, timezone)
    versions = select(PolicyVersion).where(PolicyVersion.programme_id == programme_id).limit(1)
    version = (await session.scalars(versions)).one()
    content = _record(version, today, slots, at_most).to_bytes()
    sealing = keys.of_tenant(tenant_id)
    crowd = [Entitled(person_id=new_id(), application_id=new_id(), entitlement_id=new_id()) for _ in range(many)]
    for start in range(0, many, _AT_ONCE):
        people: list[dict[str, Any]] = []
        person_keys: list[dict[str, Any]] = []
        applications: list[dict[str, Any]] = []
        determinations: list[dict[str, Any]] = []
        entitlements: list[dict[str, Any]] = []
        for one in crowd[start : start + _AT_ONCE]:
            here: dict[str, Any] = {"tenant_id": tenant_id}
            determination_id, key = new_id(), secrets.token_bytes(32)
            wrapped = sealing.seal(key, table="person_key", row=one.person_id, column="wrapped")
            person_keys.append(here | {"id": one.person_id, "wrapped": wrapped})
            record = Seal(key, tenant_id).seal(content, table="determination", row=determination_id, column="record")
            people.append(
                here
                | {
                    "id": one.person_id, "email": f"{one.person_id}@crowd.example", "display_name": "무리 속 학생",
                    "language": "ko", "active": True, "created_at": now,
                }
            )  # fmt: skip
            applications.append(
                here
                | {
                    "id": one.application_id, "programme_id": programme_id, "person_id": one.person_id,
                    "policy_version_id": version.id, "reference": f"CROWD-{one.application_id.hex[-12:]}",
                    "state": "determined", "began_at": now, "submitted_at": now,
                }
            )  # fmt: skip
            determinations.append(
                here
                | {
                    "id": determination_id, "application_id": one.application_id, "policy_version_id": version.id,
                    "number": 1, "outcome": "eligible", "occasion": "submitted", "as_of": today, "record": record,
                    "digest": hashlib.sha256(content).hexdigest(), "determined_at": now,
                }
            )  # fmt: skip
            entitlements.append(
                here
                | {
                    "id": one.entitlement_id, "application_id": one.application_id, "person_id": one.person_id,
                    "determination_id": determination_id, "slots": list(slots), "at_most": at_most,
                    "starts_on": today, "ends_on": today + timedelta(days=365), "state": "active",
                }
            )  # fmt: skip
        await session.execute(insert(Person), people)
        await session.execute(insert(PersonKey), person_keys)
        await session.execute(insert(Application), applications)
        await session.execute(insert(Determination), determinations)
        await session.execute(insert(Entitlement), entitlements)
    return crowd


def _record(version: PolicyVersion, today: date, slots: tuple[str, ...], at_most: int) -> DeterminationRecord:
    return DeterminationRecord(
        engine="crowd", plugins={}, programme="crowd", policy_effective_from=version.effective_from,
        policy_digest=version.digest, policy_source="crowd", basis=None, illustrative="nobody determined it",
        as_of=today, facts=(), not_told=(), outcome=Outcome.ELIGIBLE, reasons=(), wanted=(), unvouched=(), settling=(),
        grant=RecordedGrant(categories=slots, at_most=at_most, lasts="365 days"),
    )  # fmt: skip
