"""Replay a determination: the same facts and law give the same bytes, or it is said what differs."""

import enum
import hashlib
import tomllib
from collections.abc import Iterator, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.text import canonical_json
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue
from seoul_learn.plugin_api.read_standard import StandardFaulty
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.fact_values import value_from
from seoul_learn.tenant_plane.applications.models import Application, Determination
from seoul_learn.tenant_plane.applications.person_seal import person_seal
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.evaluate import ENGINE_VERSION, evaluate
from seoul_learn.tenant_plane.eligibility.ground import ground_from
from seoul_learn.tenant_plane.eligibility.keep_law import kept_texts
from seoul_learn.tenant_plane.eligibility.policy import Policy, PolicyRefused
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.read_policy import digest_of
from seoul_learn.tenant_plane.eligibility.record import DeterminationRecord, held_back, read_record, record_of


class Cause(enum.StrEnum):
    """What of a replay is not as it was."""

    STORED = "stored record"
    ENGINE = "engine version"
    PLUGIN = "plugin version"
    POLICY = "policy digest"
    STANDARD = "standard digest"
    FACT = "fact"
    FIELD = "field"


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that differs: `was` in the record, `now` in the replay. Of a field they may be somebody's facts."""

    cause: Cause
    where: str
    was: Any
    now: Any


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """The digests of both, and every difference; the same bytes have none."""

    determination_id: UUID
    was: str
    now: str | None
    differences: tuple[Difference, ...]

    @property
    def same(self) -> bool:
        """Whether the bytes are the same."""
        return not self.differences and self.was == self.now


async def replay(session: AsyncSession, determination_id: UUID, means: Determining, *, actor: Actor) -> Replay:
    """Recompute a determination. Raises NotFound. That it was read is on record."""
    found = await session.execute(
        select(Determination, Application.person_id)
        .join(
            Application,
            (Application.tenant_id == Determination.tenant_id) & (Application.id == Determination.application_id),
        )
        .where(Determination.id == determination_id)
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    stored: Determination = row.Determination
    seal = await person_seal(session, means.keys, row.person_id)
    content = seal.unseal(stored.record, table="determination", row=stored.id, column="record")
    differences = list(_tampering(content, stored.digest))
    was = read_record(content)
    now = await _again(session, was, stored.policy_version_id, means, differences)
    if now is not None:
        differences += _fields(content, now.to_bytes())
    await record(
        session, actor=actor, action="determination.replayed", subject="determination", subject_id=determination_id,
        detail={"differences": len(differences)}, clock=means.clock,
    )  # fmt: skip
    return Replay(
        determination_id=determination_id,
        was=stored.digest,
        now=hashlib.sha256(now.to_bytes()).hexdigest() if now else None,
        differences=tuple(differences),
    )


def _tampering(content: bytes, digest: str) -> Iterator[Difference]:
    found = hashlib.sha256(content).hexdigest()
    if found != digest:
        yield Difference(cause=Cause.STORED, where="digest", was=digest, now=found)


async def _again(
    session: AsyncSession,
    was: DeterminationRecord,
    policy_version_id: UUID,
    means: Determining,
    differences: list[Difference],
) -> DeterminationRecord | None:
    """The record made anew; what stands in the way of that, and what is not as it was, goes into `differences`."""
    if was.engine != ENGINE_VERSION:
        differences.append(Difference(cause=Cause.ENGINE, where="engine", was=was.engine, now=ENGINE_VERSION))
    policy = await _policy(session, was, policy_version_id, means, differences)
    texts = await _standards(session, was, differences)
    own = await _own_facts(session, was, differences)
    if policy is None or texts is None:
        return None
    try:
        ground = ground_from(own, texts, means.engine)
    except StandardFaulty as faulty:
        differences.append(Difference(cause=Cause.STANDARD, where="tables", was="readable", now=str(faulty)))
        return None
    facts = _facts(was, ground.facts, differences)
    if facts is None:
        return None
    evaluation = evaluate(
        policy,
        facts,
        as_of=was.as_of,
        standards=ground.standards,
        to_be_shown=frozenset(was.to_be_shown),
        catalogue=ground.facts,
    )
    made = record_of(
        policy,
        facts,
        evaluation,
        as_of=was.as_of,
        not_told=was.not_told,
        # Which versions were tried stands as it was written; what the deciding one says is what is made anew.
        transition=was.transition,
        ground=ground,
        to_be_shown=frozenset(was.to_be_shown),
    )
    # That it was held back was officers' matter of that day, and no policy's.
    return made if was.held is msgspec.UNSET else held_back(made)


async def _policy(
    session: AsyncSession,
    was: DeterminationRecord,
    policy_version_id: UUID,
    means: Determining,
    differences: list[Difference],
) -> Policy | None:
    stored = await get_policy(session, policy_version_id)
    # As it was kept for this determination; the version itself has moved on, from in force to superseded at least.
    kept = (await kept_texts(session, [was.policy_digest])).get(was.policy_digest, stored.text)
    digest = digest_of(tomllib.loads(kept))
    if digest != was.policy_digest:
        differences.append(Difference(cause=Cause.POLICY, where="policy", was=was.policy_digest, now=digest))
    try:
        policy = means.engine.policy(msgspec.structs.replace(stored, digest=digest, text=kept))
    except PolicyRefused as refused:
        differences.append(Difference(cause=Cause.POLICY, where="policy", was="readable", now=str(refused)))
        return None
    versions = {leaf.use: leaf.criterion.manifest.version for leaf in policy.leaves.values()}
    differences += [
        Difference(cause=Cause.PLUGIN, where=use, was=was.plugins.get(use), now=versions.get(use))
        for use in sorted({*was.plugins, *versions})
        if was.plugins.get(use) != versions.get(use)
    ]
    return policy


async def _standards(
    session: AsyncSession, was: DeterminationRecord, differences: list[Difference]
) -> list[tuple[str, str]] | None:
    kept = await kept_texts(session, list(was.standards.values()))
    whole = True
    for standard, digest in was.standards.items():
        text = kept.get(digest)
        found = hashlib.sha256(text.encode()).hexdigest() if text is not None else None
        if found != digest:
            differences.append(Difference(cause=Cause.STANDARD, where=standard, was=digest, now=found))
            whole = whole and text is not None
    # By the digest of what is there, lest a table that was read as it should be stands for one that is not.
    return [(hashlib.sha256(text.encode()).hexdigest(), text) for text in kept.values()] if whole else None


async def _own_facts(
    session: AsyncSession, was: DeterminationRecord, differences: list[Difference]
) -> tuple[str, str] | None:
    if was.own_facts is None:
        return None
    text = (await kept_texts(session, [was.own_facts])).get(was.own_facts)
    if text is None:
        differences.append(Difference(cause=Cause.FACT, where="own facts", was=was.own_facts, now=None))
        return None
    return was.own_facts, text


def _facts(
    was: DeterminationRecord, catalogue: FactCatalogue, differences: list[Difference]
) -> dict[str, Fact] | None:
    facts: dict[str, Fact] = {}
    for told in was.facts:
        try:
            value = value_from(msgspec.json.encode(told.value), told.name, catalogue)
        except (KeyError, msgspec.ValidationError):
            differences.append(Difference(cause=Cause.FACT, where=told.name, was="known", now="not in the catalogue"))
            return None
        facts[told.name] = Fact(
            name=told.name, value=value, assurance=Assurance[told.assurance.upper()], source=told.source,
            checked_at=told.checked_at, valid_until=told.valid_until,
        )  # fmt: skip
    return facts


def _fields(was: bytes, now: bytes) -> list[Difference]:
    if was == now:
        return []
    pairs = list(_apart("", msgspec.json.decode(was), msgspec.json.decode(now)))
    # Bytes that say the same in another spelling are another record too.
    return pairs or [Difference(cause=Cause.FIELD, where="spelling", was=len(was), now=len(now))]


def _apart(where: str, was: Any, now: Any) -> Iterator[Difference]:
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        for key in sorted({*was, *now}):
            yield from _apart(f"{where}.{key}" if where else key, was.get(key), now.get(key))
        return
    if isinstance(was, list) and isinstance(now, list) and len(was) == len(now):
        for place, (one, other) in enumerate(zip(was, now, strict=True)):
            named = one.get("criterion") or one.get("name") if isinstance(one, Mapping) else None
            yield from _apart(f"{where}[{named or place}]", one, other)
        return
    if canonical_json(was) != canonical_json(now):
        yield Difference(cause=Cause.FIELD, where=where, was=was, now=now)
