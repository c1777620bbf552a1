"""What somebody vouched for runs out: the learner is told ahead of time, with the papers to bring, and may show them.

How far ahead is the city's own term.
"""

from datetime import timedelta

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from seoul_learn.kit.clock import local_date
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.letters_ahead import post_word_ends
from seoul_learn.tenant_plane.applications.models import Entitlement
from seoul_learn.tenant_plane.applications.submit import locked_case
from seoul_learn.tenant_plane.audit.record import Actor, record
from seoul_learn.tenant_plane.database.reading import fetch_all
from seoul_learn.tenant_plane.eligibility.ground import ground_of

# What ends before its words do needs none of them any more.
_ENDING = """
    select e.application_id from tenant.entitlement e
      join tenant.application p on p.tenant_id = $1 and p.id = e.application_id
     where e.tenant_id = $1 and e.state = 'active' and p.state = 'determined' and p.closed_at is null
       and exists (select from tenant.attestation a
                    where a.tenant_id = $1 and a.application_id = e.application_id and a.verdict = 'confirmed'
                      and a.valid_until between $2::date and $3::date and a.valid_until < e.ends_on
                      and a.valid_until > coalesce(e.words_told_until, '-infinity'::date)
                      and not exists (select from tenant.attestation n
                                       where n.tenant_id = $1 and n.application_id = a.application_id
                                         and n.fact = a.fact and n.attested_at > a.attested_at))
     order by e.application_id limit $4
"""
_NAMED_ON_HER_PAGE = {
    "ko": "로그인하면 볼 수 있어요",
    "en": "sign in to see which",
    "ja": "ログインしてご確認ください",
}
_SENSITIVE = 2


async def tell_of_words(session: AsyncSession, means: Determining, *, notice_days: int, most: int) -> int:
    """Write to those on whose outcome such a word weighs; how many were looked at."""
    today = local_date(means.clock.now(), means.timezone)
    through = today + timedelta(days=notice_days)
    facts = (await ground_of(session, means.engine)).facts
    due = [row["application_id"] for row in await fetch_all(session, _ENDING, today, through, most)]
    for application_id in due:
        case = await locked_case(session, application_id, means, person_id=None)
        await session.execute(
            update(Entitlement).where(Entitlement.application_id == application_id).values(words_told_until=through)
        )
        ending = case.words_ending_through(through)
        if not ending:
            continue
        await post_word_ends(
            session, case.application.person_id, case.application.reference, min(ending.values()),
            _papers([*ending], facts), clock=means.clock,
        )  # fmt: skip
        await record(
            session, actor=Actor(kind="job"), action="attestation.end_told", subject="application",
            subject_id=application_id, detail={"facts": sorted(ending)}, clock=means.clock,
        )  # fmt: skip
    return len(due)


def _papers(names: list[str], facts: FactCatalogue) -> dict[str, str]:
    """The documents by language; a letter names none that tells by its name what is nobody's business."""
    known = [facts[name] for name in names if name in facts]
    if any(one.sensitivity.value >= _SENSITIVE or not one.documents for one in known) or not known:
        return _NAMED_ON_HER_PAGE
    languages = set.intersection(*({*one.documents} for one in known))
    return {language: ", ".join(one.documents[language] for one in known) for language in languages}
