"""The first page of a city: its programmes and how they stand, and where a signed-in person goes on."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.applications.standings import Own, list_standings
from seoul_learn.tenant_plane.applications.values import ApplicationState
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.window import WindowState
from seoul_learn.tenant_plane.programmes.values import Programme, ProgrammeStatus
from seoul_learn.web.parts import Parts
from seoul_learn.web.portal.stands import Stands, terms_at
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Viewing


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
    waits: bool = False


class HomeView(msgspec.Struct, frozen=True, kw_only=True):
    """Open programmes first, then those to come, then those that are over."""

    programmes: tuple[ProgrammeCard, ...]
    signed_in: bool


_ORDER = (WindowState.OPEN, WindowState.NOT_YET, WindowState.CLOSED)


@get("/", opt={"access": "anyone"})
async def home(viewing: NamedDependency[Viewing], parts: NamedDependency[Parts]) -> Template:
    """What the city offers, and how the reader's own applications stand."""
    person, timezone = viewing.visitor.person, viewing.visitor.timezone
    now = parts.clock.now()
    standings = await list_standings(viewing.source, person.person_id if person else None, local_date(now, timezone))
    cards = [
        _card(
            one.programme,
            one.own,
            terms_at(parts.engine.policy(one.policy) if one.policy else None, now, timezone=timezone),
        )
        for one in standings
        if one.programme.terms.status is ProgrammeStatus.PUBLISHED
    ]
    ordered = sorted(cards, key=lambda card: _ORDER.index(card.window))
    return page("portal/home.html", HomeView(programmes=tuple(ordered), signed_in=person is not None), work=viewing)


def _card(programme: Programme, own: Own | None, stands: Stands) -> ProgrammeCard:
    terms = programme.terms
    return ProgrammeCard(
        slug=terms.slug,
        name=terms.name,
        summary=terms.summary,
        window=stands.window,
        opens_at=stands.opens_at,
        closes_at=stands.closes_at,
        places=stands.places,
        application_id=own.application_id if own else None,
        state=own.state if own else None,
        outcome=own.outcome if own else None,
        waits=own.waits if own else False,
    )
