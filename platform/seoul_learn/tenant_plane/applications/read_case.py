"""All there is of an application, in one statement: the pages about it ask nothing else of this feature.

What belongs to the application comes as columns of arrays, one array a column of the other table: the driver reads
them without a line of Python a row, and sealed bytes stay bytes. What is absent and what is another person's get the
same answer.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from seoul_learn.plugin_api.facts import Assurance, FactCatalogue, FactValue
from seoul_learn.tenant_plane.applications.fact_values import value_from
from seoul_learn.tenant_plane.applications.person_seal import person_seal_of
from seoul_learn.tenant_plane.applications.values import (
    Answer,
    AnswerState,
    Application,
    ApplicationState,
    Attested,
    Case,
    Determined,
    Document,
    Entitled,
    EntitlementState,
    EvidenceState,
    Occasion,
    Placed,
    Verdict,
)
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.sealing import BrokenSeal, Seal, SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.losers import ForLosers
from seoul_learn.tenant_plane.eligibility.record import read_record

ANSWER_COLUMNS = ("id", "name", "state", "value", "answered_at")
_DOCUMENTS = ("id", "fact", "media_type", "size", "state", "uploaded_at")
ATTESTATION_COLUMNS = (
    "id", "fact", "verdict", "value", "assurance", "source", "reason", "attested_on", "valid_until", "attested_at",
)  # fmt: skip
_DETERMINATIONS = ("id", "number", "outcome", "occasion", "as_of", "record", "digest", "determined_at")


def arrays_of(alias: str, table: str, columns: tuple[str, ...], order: str, *, where: str = "") -> str:
    """A lateral join that gives the rows of an application as one array a column; `where` narrows them further."""
    arrays = ", ".join(f"array_agg({one} order by {order}) as {alias}_{one}" for one in columns)
    return (
        f"cross join lateral (select {arrays} from tenant.{table} "  # noqa: S608  # constants of this feature
        f"where tenant_id = $1 and application_id = a.id{where}) as {alias}"
    )


_CASE = f"""
    select a.id, a.programme_id, a.person_id, a.policy_version_id, a.reference, a.state, a.began_at, a.submitted_at,
           a.earlier_seen_at, a.closed_at, a.renews_id,
           p.name as programme, k.wrapped, answer.*, document.*, attestation.*, determination.*,
           e.id as entitlement_id, e.slots, e.at_most, e.starts_on, e.ends_on, e.state as entitlement_state,
           e.protected_until, e.renewal_opened_on, e.words_told_until, e.lost_on, e.lost_by,
           q.policy_version_id as place_version_id, q.state as place_state, q.groups, q.to_see, q.listed_at, q.told_at,
           q.holds_until
      from tenant.application a
      join tenant.programme p on p.tenant_id = $1 and p.id = a.programme_id
      left join tenant.person_key k on k.tenant_id = $1 and k.id = a.person_id
      left join tenant.entitlement e on e.tenant_id = $1 and e.application_id = a.id
      left join tenant.placing q on q.tenant_id = $1 and q.application_id = a.id
      {arrays_of("answer", "fact_answer", ANSWER_COLUMNS, "id")}
      {arrays_of("document", "evidence", _DOCUMENTS, "uploaded_at, id")}
      {arrays_of("attestation", "attestation", ATTESTATION_COLUMNS, "attested_at, id")}
      {arrays_of("determination", "determination", _DETERMINATIONS, "number desc")}
     where a.tenant_id = $1 and a.id = $2
"""  # noqa: S608  # constants of this file
_OWN_CASE = f"{_CASE} and a.person_id = $3"


async def read_case(
    source: Source, application_id: UUID, *, keys: SealingKeys, catalogue: FactCatalogue
) -> Case:
    """Any application of the tenant, unsealed. Raises NotFound."""
    return _case(await fetch_first(source, _CASE, application_id), tenant_of(source), keys, catalogue)


async def read_own_case(
    source: Source, application_id: UUID, *, person_id: UUID, keys: SealingKeys, catalogue: FactCatalogue
) -> Case:
    """An application of this person, unsealed. Raises NotFound, also for somebody else's."""
    return _case(await fetch_first(source, _OWN_CASE, application_id, person_id), tenant_of(source), keys, catalogue)


def _case(row: Mapping[str, Any] | None, tenant_id: UUID, keys: SealingKeys, catalogue: FactCatalogue) -> Case:
    if row is None:
        raise NotFound
    wrapped = row["wrapped"]
    seal = person_seal_of(wrapped, keys, tenant_id=tenant_id, person_id=row["person_id"]) if wrapped else None
    answers = [answer_from(one, seal, catalogue) for one in rows_of(row, "answer", ANSWER_COLUMNS)]
    return Case(
        application=Application(
            id=row["id"],
            programme_id=row["programme_id"],
            person_id=row["person_id"],
            policy_version_id=row["policy_version_id"],
            reference=row["reference"],
            state=ApplicationState(row["state"]),
            began_at=row["began_at"],
            submitted_at=row["submitted_at"],
            earlier_seen_at=row["earlier_seen_at"],
            closed_at=row["closed_at"],
            renews_id=row["renews_id"],
        ),
        programme=row["programme"],
        answers={answer.name: answer for answer in answers},
        documents=tuple(_document(one) for one in rows_of(row, "document", _DOCUMENTS)),
        attestations=attestations_from(row, answers, seal, catalogue),
        determinations=tuple(_determined(one, seal) for one in rows_of(row, "determination", _DETERMINATIONS)),
        entitled=_entitled(row),
        placed=_placed(row),
    )


def rows_of(row: Mapping[str, Any], alias: str, columns: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The rows of the other table that `arrays_of` has put into this one."""
    arrays = [row[f"{alias}_{one}"] or () for one in columns]
    return (dict(zip(columns, values, strict=True)) for values in zip(*arrays, strict=True))


def answer_from(row: dict[str, Any], seal: Seal | None, catalogue: FactCatalogue) -> Answer:
    """The answer of a row that has the ANSWER_COLUMNS, unsealed."""
    return Answer(
        name=row["name"],
        state=AnswerState(row["state"]),
        value=_value(row, "fact_answer", row["name"], seal, catalogue),
        answered_at=row["answered_at"],
    )


def attestations_from(
    row: Mapping[str, Any], answers: Sequence[Answer], seal: Seal | None, catalogue: FactCatalogue
) -> dict[str, Attested]:
    """What counts of what somebody said, by fact."""
    answered_at = {answer.name: answer.answered_at for answer in answers}
    # An answer given after somebody vouched (or would not) is a new one: nobody has vouched for it yet.
    return {
        one["fact"]: attested_from(one, seal, catalogue)
        for one in rows_of(row, "attestation", ATTESTATION_COLUMNS)
        if one["fact"] not in answered_at or answered_at[one["fact"]] <= one["attested_at"]
    }


def _document(row: dict[str, Any]) -> Document:
    return Document(
        id=row["id"],
        fact=row["fact"],
        media_type=row["media_type"],
        size=row["size"],
        state=EvidenceState(row["state"]),
        uploaded_at=row["uploaded_at"],
    )


def attested_from(row: dict[str, Any], seal: Seal | None, catalogue: FactCatalogue) -> Attested:
    """The attestation of a row that has the ATTESTATION_COLUMNS, unsealed."""
    return Attested(
        fact=row["fact"],
        verdict=Verdict(row["verdict"]),
        value=_value(row, "attestation", row["fact"], seal, catalogue),
        assurance=Assurance(row["assurance"]),
        source=row["source"],
        reason=row["reason"],
        attested_on=row["attested_on"],
        valid_until=row["valid_until"],
    )


def _determined(row: dict[str, Any], seal: Seal | None) -> Determined:
    return Determined(
        id=row["id"],
        number=row["number"],
        outcome=Outcome(row["outcome"]),
        occasion=Occasion(row["occasion"]),
        as_of=row["as_of"],
        determined_at=row["determined_at"],
        digest=row["digest"],
        record=read_record(_unsealed(row["record"], "determination", row["id"], "record", seal)),
    )


def _entitled(row: Mapping[str, Any]) -> Entitled | None:
    if row["entitlement_id"] is None:
        return None
    state = EntitlementState(row["entitlement_state"])
    return Entitled(
        id=row["entitlement_id"],
        application_id=row["id"],
        person_id=row["person_id"],
        slots=tuple(row["slots"]),
        at_most=row["at_most"],
        starts_on=row["starts_on"].isoformat(),
        ends_on=(row["protected_until"] or row["ends_on"]).isoformat(),
        active=state is EntitlementState.ACTIVE,
        state=state,
        renewable=(
            state is EntitlementState.ACTIVE and row["renewal_opened_on"] is not None and row["closed_at"] is None
        ),
        words_told_until=row["words_told_until"] if state is EntitlementState.ACTIVE else None,
        lost_on=row["lost_on"],
        lost_by=ForLosers(row["lost_by"]) if row["lost_by"] else None,
    )


def _placed(row: Mapping[str, Any]) -> Placed | None:
    if row["place_version_id"] is None:
        return None
    return Placed(
        policy_version_id=row["place_version_id"],
        state=PlacingState(row["place_state"]),
        groups=tuple(row["groups"]),
        to_see=tuple(row["to_see"]),
        listed=row["listed_at"] is not None,
        given=row["told_at"] is not None,
        holds_until=row["holds_until"],
    )


def _value(
    row: dict[str, Any], table: str, fact: str, seal: Seal | None, catalogue: FactCatalogue
) -> FactValue | None:
    if not row["value"]:
        return None
    return value_from(_unsealed(row["value"], table, row["id"], "value", seal), fact, catalogue)


def _unsealed(sealed: bytes, table: str, row: UUID, column: str, seal: Seal | None) -> bytes:
    if seal is None:
        raise BrokenSeal(f"{table}.{column} has lost the key of its person")
    return seal.unseal(sealed, table=table, row=row, column=column)
