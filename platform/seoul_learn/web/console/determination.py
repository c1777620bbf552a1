"""One determination for an officer: the whole tree of the rule with every value, the law, and who vouched."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.rule_tree import RuleNode
from seoul_learn.web.console.officer import case_of
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.determination_answer import rule_of
from seoul_learn.web.shared.determination_words import ReasonLine, TurningLine, reason_line, turning_lines
from seoul_learn.web.shared.fact_words import question_of
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class DeterminationView(msgspec.Struct, frozen=True, kw_only=True):
    """`reasons` are by the criterion's name, for the leaves of `rule`; `numbers` are all that the application has."""

    application_id: UUID
    reference: str
    number: int
    numbers: tuple[int, ...]
    outcome: Outcome
    as_of: date
    determined_at: datetime
    rule: RuleNode | None
    reasons: dict[str, ReasonLine]
    settling: tuple[tuple[str, ...], ...]
    turning: tuple[tuple[TurningLine, ...], ...]
    policy_digest: str
    policy_source: str
    effective_from: date
    engine: str
    plugins: dict[str, str]
    standards: dict[str, str]
    digest: str


@get("/console/applications/{application_id:uuid}/determination", opt={"access": REVIEWERS})
async def show_determination(
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    number: FromQuery[int | None] = None,
) -> Template:
    """The newest determination, or that of a number; that it was read is on record before it is shown."""
    case = await case_of(work, parts, application_id)
    determined = next((one for one in case.determinations if number in (None, one.number)), None)
    if determined is None:
        raise NotFound
    facts = parts.facts(work.session)
    written = determined.record
    view = DeterminationView(
        application_id=application_id,
        reference=case.application.reference,
        number=determined.number,
        numbers=tuple(one.number for one in case.determinations),
        outcome=determined.outcome,
        as_of=written.as_of,
        determined_at=determined.determined_at,
        rule=await rule_of(work.session, case, written, parts.engine),
        reasons={one.criterion: reason_line(written, one, work, parts) for one in written.reasons},
        settling=tuple(
            tuple(question_of(facts[name], work.visitor) for name in names if name in facts)
            for names in written.settling
        ),
        turning=turning_lines(written),
        policy_digest=written.policy_digest,
        policy_source=written.policy_source,
        effective_from=written.policy_effective_from,
        engine=written.engine,
        plugins=written.plugins,
        standards=written.standards,
        digest=determined.digest,
    )
    return page("console/determination.html", view, work=work)
