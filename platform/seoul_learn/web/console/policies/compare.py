"""Two versions of a programme side by side: what the later one would amend."""

from datetime import date
from uuid import UUID

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Template

from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.eligibility.policy import ELIGIBLE
from seoul_learn.web.console.policies.opened import EDITORS, Opened, open_version
from seoul_learn.web.console.policies.rule_words import RuleWords, rule_words
from seoul_learn.web.console.policies.show_policy import categories_of
from seoul_learn.web.console.policies.side_words import Pair, pairs
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.formats import formats_for
from seoul_learn.web.shared.forms import Choice, Form
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.work import Work


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two."""

    id: UUID
    effective_from: date
    status: str
    words: RuleWords


class CompareView(msgspec.Struct, frozen=True, kw_only=True):
    """The two, what differs, and which others can be chosen."""

    programme: dict[str, str]
    before: Side
    after: Side
    differing: tuple[Pair, ...]
    same: tuple[Pair, ...]
    choices: tuple[Choice, ...]
    form: Form


@get("/console/policies/compare", opt={"access": EDITORS})
async def compare(
    work: NamedDependency[Work], parts: NamedDependency[Parts], before: FromQuery[UUID], after: FromQuery[UUID]
) -> Template:
    """What differs from `before` to `after`."""
    one, other = await open_version(work, parts, before), await open_version(work, parts, after)
    if one.programme.id != other.programme.id:
        raise NotFound
    reader = work.visitor
    formats = formats_for(reader.language, reader.timezone, reader.currency)
    both = pairs(one, other, await categories_of(work), reader)
    view = CompareView(
        programme=one.name,
        before=_side(one, reader),
        after=_side(other, reader),
        differing=tuple(pair for pair in both if pair.change),
        same=tuple(pair for pair in both if not pair.change),
        choices=tuple(Choice(str(version.id), formats.date(version.effective_from)) for version in one.among.versions),
        form=Form({"before": str(before), "after": str(after)}),
    )
    return page("console/policy-compare.html", view, work=work)


def _side(opened: Opened, reader: Looking) -> Side:
    words = rule_words(opened.document, ELIGIBLE, language=reader.language, fallback=reader.default_language)
    stored = opened.stored
    return Side(id=stored.id, effective_from=stored.effective_from, status=stored.status.value, words=words)
