"""What all applicants of a programme have told, some hundred of them in one statement, for counting alone.

Nothing that names anybody is read: facts, whether they are had by a learner, and how it stood. Of the facts only those
that are asked for are unsealed. What was not sent in yet is nobody's to look at.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.facts import Fact, FactCatalogue
from seoul_learn.tenant_plane.applications.person_seal import person_seal_of
from seoul_learn.tenant_plane.applications.read_case import (
    ANSWER_COLUMNS,
    ATTESTATION_COLUMNS,
    answer_from,
    arrays_of,
    attestations_from,
    rows_of,
)
from seoul_learn.tenant_plane.applications.values import awaited, counting
from seoul_learn.tenant_plane.database.reading import Source, fetch_all, fetch_first
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome

_SENT_IN = "tenant_id = $1 and programme_id = $2 and state in ('submitted', 'determined')"
_HOW_MANY = f"select count(*) as many from tenant.application where {_SENT_IN}"  # noqa: S608  # constants
_SOME = f"""
    select a.id, a.person_id, k.wrapped, answer.*, attestation.*,
           array(select fact from tenant.evidence d
                  where d.tenant_id = $1 and d.application_id = a.id and d.state = 'waiting') as waiting,
           exists(select from tenant.entitlement e
                   where e.tenant_id = $1 and e.application_id = a.id and e.state = 'active' and e.ends_on >= $6)
               as is_member,
           (select d.outcome from tenant.determination d
             where d.tenant_id = $1 and d.application_id = a.id order by d.number desc limit 1) as outcome
      from (select id, person_id from tenant.application where {_SENT_IN} and id > $3 order by id limit $4) a
      left join tenant.person_key k on k.tenant_id = $1 and k.id = a.person_id
      {arrays_of("answer", "fact_answer", ANSWER_COLUMNS, "id", where=" and name = any($5::text[])")}
      {arrays_of("attestation", "attestation", ATTESTATION_COLUMNS, "attested_at, id", where=" and fact = any($5::text[])")}
     order by a.id
"""  # noqa: S608, E501  # constants
_FINAL = (Outcome.ELIGIBLE, Outcome.INELIGIBLE)


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What counts of one applicant. `is_final` unless the application is in flight."""

    facts: Mapping[str, Fact]
    to_be_shown: frozenset[str]
    is_member: bool
    is_final: bool


async def how_many(source: Source, programme_id: UUID) -> int:
    """The applications that were sent in and not withdrawn."""
    row = await fetch_first(source, _HOW_MANY, programme_id)
    return int(row["many"]) if row else 0


async def fetch_some(
    source: Source, programme_id: UUID, *, after: UUID, at_most: int, names: Iterable[str], today: date
) -> Sequence[Mapping[str, Any]]:
    """The next applications in the order of their ids, sealed; `names` are the facts that are wanted."""
    return await fetch_all(source, _SOME, programme_id, after, at_most, list(names), today)


def told_from(row: Mapping[str, Any], *, tenant_id: UUID, keys: SealingKeys, catalogue: FactCatalogue) -> Told:
    """One of them, unsealed. Somebody whose key was erased has told nothing. Raises BrokenSeal."""
    outcome = Outcome(row["outcome"]) if row["outcome"] else None
    facts: Mapping[str, Fact] = {}
    to_be_shown: frozenset[str] = frozenset()
    if row["wrapped"]:
        seal = person_seal_of(row["wrapped"], keys, tenant_id=tenant_id, person_id=row["person_id"])
        answers = [answer_from(one, seal, catalogue) for one in rows_of(row, "answer", ANSWER_COLUMNS)]
        facts = counting(answers, attestations_from(row, answers, seal, catalogue).values())
        to_be_shown = awaited(answers, row["waiting"])
    return Told(facts=facts, to_be_shown=to_be_shown, is_member=row["is_member"], is_final=outcome in _FINAL)
