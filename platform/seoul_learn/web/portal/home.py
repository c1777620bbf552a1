"""The first page of a city: its programmes and how they stand, and where a signed-in person goes on."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.queries import applications_of, latest_outcomes
from seoul_learn.tenant_plane.applications.values import Application, ApplicationState
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.queries import programmes_on
from seoul_learn.tenant_plane.eligibility.window import WindowState
from seoul_learn.tenant_plane.programmes.values import Programme, ProgrammeStatus
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.stands import Stands, terms_at
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class ProgrammeCard(msgspec.Struct, frozen=True, kw_only=True):
    """A programme on the first page. `application_id` is that of the reader's own running application."""

    slug: str
    name: dict[str, str]
    summary: dict[str, str]
    window: WindowState
    opens_at: datetime | None
    closes_at: datetime | None
    places: int | None
    application_id: UUID | None = None
    state: ApplicationState | None = None
    outcome: Outcome | None = None


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """Open programmes first, then those to come, then those that are over."""

    programmes: tuple[ProgrammeCard, ...]
    signed_in: bool


_ORDER = (WindowState.OPEN, WindowState.NOT_YET, WindowState.CLOSED)


@get("/", opt={"access": "anyone"})
async def home(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """What the city offers, and how the reader's own applications stand."""
    person = work.visitor.person
    now = parts.clock.now()
    offered = await programmes_on(work.session, local_date(now, work.visitor.timezone))
    programmes = [
        (programme, parts.engine.policy(stored) if stored else None)
        for programme, stored in offered
        if programme.terms.status is ProgrammeStatus.PUBLISHED
    ]
    applications = await applications_of(work.session, person.person_id) if person else []
    outcomes = await latest_outcomes(work.session, [one.id for one in applications])
    own = {one.programme_id: one for one in applications}
    terms = [(programme, terms_at(policy, now, timezone=work.visitor.timezone)) for programme, policy in programmes]
    cards = [_card(programme, own.get(programme.id), outcomes, stands) for programme, stands in terms]
    ordered = sorted(cards, key=lambda card: _ORDER.index(card.window))
    return page("portal/home.html", HomeView(programmes=tuple(ordered), signed_in=person is not None), work=work)


def _card(
    programme: Programme, own: Application | None, outcomes: dict[UUID, Outcome], stands: Stands
) -> ProgrammeCard:
    terms = programme.terms
    return ProgrammeCard(
        slug=terms.slug,
        name=terms.name,
        summary=terms.summary,
        window=stands.window,
        opens_at=stands.opens_at,
        closes_at=stands.closes_at,
        places=stands.places,
        application_id=own.id if own else None,
        state=own.state if own else None,
        outcome=outcomes.get(own.id) if own else None,
    )
