"""What every page of the policy editor begins with: the draft or version, its programme, and what stands around it."""

import tomllib
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of
from seoul_learn.tenant_plane.eligibility.examine_draft import Surroundings
from seoul_learn.tenant_plane.eligibility.queries import get_policy
from seoul_learn.tenant_plane.eligibility.surroundings import surroundings_of
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from seoul_learn.tenant_plane.programmes.values import Programme
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.work import Work

EDITORS = Role.administrator
"""Who edits and publishes policies."""
MARK = "made_from"
"""The hidden field that carries the mark of the text that a form was made from."""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """A version with its programme and what it is examined among."""

    stored: StoredPolicy
    programme: Programme
    among: Surroundings

    @property
    def mark(self) -> str:
        """What forms of this page carry."""
        return mark_of(self.stored.text)

    @property
    def document(self) -> dict[str, Any]:
        """What the text says."""
        return tomllib.loads(self.stored.text)

    @property
    def name(self) -> dict[str, str]:
        """What the programme is called."""
        return self.programme.terms.name


async def open_draft(work: Work, parts: Parts, draft_id: UUID) -> Opened:
    """A draft of this tenant. Raises NotFound, for what was published as well."""
    return await _opened(work, parts, await get_draft(work.session, draft_id))


async def open_version(work: Work, parts: Parts, version_id: UUID) -> Opened:
    """Any version of this tenant. Raises NotFound."""
    return await _opened(work, parts, await get_policy(work.session, version_id))


async def open_programme(work: Work, slug: str) -> Programme:
    """A programme of this tenant, draft or published. Raises NotFound."""
    for programme in await list_programmes(work.session):
        if programme.terms.slug == slug:
            return programme
    raise NotFound


async def surroundings(work: Work, parts: Parts, programme_id: UUID, *, cases: str | None = None) -> Surroundings:
    """What a version of a programme is examined among; `cases` as they are to be, else as they are kept."""
    return await surroundings_of(
        work.session, programme_id, parts.engine, languages=work.visitor.site.languages, today=today(work, parts),
        cases=cases,
    )  # fmt: skip


def today(work: Work, parts: Parts) -> date:
    """The day by the city's clocks."""
    return local_date(parts.clock.now(), work.visitor.timezone)


def officer_id(work: Work) -> UUID:
    """Who edits. Raises NotFound for nobody."""
    if work.visitor.person is None:
        raise NotFound
    return work.visitor.person.person_id


def actor(work: Work) -> Actor:
    """Who edits, for the audit log."""
    return Actor(kind="person", id=officer_id(work))


async def typed(request: Request[Any, Any, Any]) -> dict[str, list[str]]:
    """What was sent, by field, but for the token of forms."""
    form = await request.form()
    return {
        name: [str(one).replace("\r\n", "\n") for one in form.getall(name) if isinstance(one, str)]
        for name in form
        if name != "_csrf_token"
    }


def first(sent: dict[str, list[str]], name: str) -> str:
    """The first value of a field, '' where there is none."""
    return next(iter(sent.get(name, ())), "")


async def _opened(work: Work, parts: Parts, stored: StoredPolicy) -> Opened:
    for programme in await list_programmes(work.session):
        if programme.id == stored.programme_id:
            among = await surroundings(work, parts, programme.id)
            return Opened(stored=stored, programme=programme, among=among)
    raise NotFound
