"""A draft or a published version: in words, as parts to change, and with everything that is doubtful about it."""

import tomllib
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

import msgspec
from litestar import Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Template

from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.eligibility.errors import LineFault
from seoul_learn.tenant_plane.eligibility.examine_draft import Examined, examine
from seoul_learn.tenant_plane.eligibility.propose_policy import proposals
from seoul_learn.tenant_plane.eligibility.publish import with_status
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from seoul_learn.web.console.policies.config_words import field_of, word_of
from seoul_learn.web.console.policies.criterion_words import config_rows, kind_of
from seoul_learn.web.console.policies.difference_words import in_words
from seoul_learn.web.console.policies.fault_words import told_faults
from seoul_learn.web.console.policies.gift_words import Categories, tier_sentences
from seoul_learn.web.console.policies.opened import EDITORS, Opened, open_draft, open_version
from seoul_learn.web.console.policies.published import PublishedLine, published_lines
from seoul_learn.web.console.policies.reading import reading_in
from seoul_learn.web.console.policies.remark_words import RemarkLine, gap_words, remark_line
from seoul_learn.web.console.policies.rule_words import RuleWords, rule_words, rules_in
from seoul_learn.web.console.policies.terms_words import terms_sentences
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.page import Looking, page
from seoul_learn.web.shared.rows import Row
from seoul_learn.web.shared.work import Work

TERMS = ("window", "quota", "ranking", "renewal", "school_year")


class CriterionLine(msgspec.Struct, frozen=True, kw_only=True):
    """One criterion: its label in each language, what it is, what it says and how it must be vouched for."""

    name: str
    labels: tuple[tuple[str, str], ...]
    use: str
    rows: tuple[Row, ...]
    law: str
    assurance: str


class RuleCard(msgspec.Struct, frozen=True, kw_only=True):
    """One rule in every language of the city."""

    name: str
    words: tuple[RuleWords, ...]


class Sentences(msgspec.Struct, frozen=True, kw_only=True):
    """What a part says, in one language."""

    language: str
    sentences: tuple[str, ...]


class TierLine(msgspec.Struct, frozen=True, kw_only=True):
    """One tier in every language of the city."""

    place: int
    name: str
    words: tuple[Sentences, ...]


class TermsLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of the other tables, in every language of the city; `words` are none where it is not written."""

    name: str
    title: str
    words: tuple[Sentences, ...]


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """`base` is the address of the draft's pages; `editable` False for a published version."""

    id: UUID
    base: str
    slug: str
    programme: dict[str, str]
    effective_from: date
    status: str
    editable: bool
    mark: str
    head: tuple[Row, ...]
    criteria: tuple[CriterionLine, ...]
    rules: tuple[RuleCard, ...]
    tiers: tuple[TierLine, ...]
    terms: tuple[TermsLine, ...]
    faults: tuple[LineFault, ...]
    remarks: tuple[RemarkLine, ...]
    failing: int
    cases: int
    gaps: tuple[str, ...]
    ready: bool
    asked: bool
    published: tuple[PublishedLine, ...] = ()


@get("/console/policies/drafts/{draft_id:uuid}", opt={"access": EDITORS})
async def show_draft(draft_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """A draft to be changed."""
    opened = await open_draft(work, parts, draft_id)
    asked = draft_id in await proposals(work.session)
    view = policy_view(
        opened, examine(opened.stored, opened.among), work.visitor, asked=asked, categories=await categories_of(work)
    )
    return page("console/policy.html", view, work=work)


@get("/console/policies/versions/{version_id:uuid}", opt={"access": EDITORS})
async def show_version(
    version_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Template:
    """Any version to be read."""
    opened = await open_version(work, parts, version_id)
    view = policy_view(
        opened,
        examine(opened.stored, opened.among),
        work.visitor,
        asked=False,
        editable=False,
        categories=await categories_of(work),
    )
    view = msgspec.structs.replace(view, published=await published_lines(work, version_id))
    return page("console/policy.html", view, work=work)


@get("/console/policies/versions/{version_id:uuid}/policy.toml", opt={"access": EDITORS})
async def export_policy(
    version_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Response[str]:
    """The text of a version, draft or published, as a file."""
    opened = await open_version(work, parts, version_id)
    stored = opened.stored
    name = f"{opened.programme.terms.slug}-{stored.effective_from}.toml"
    text = stored.text if stored.status is PolicyStatus.DRAFT else with_status(stored.text, stored.status)
    return Response(
        text,
        media_type="application/toml; charset=utf-8",
        headers={"content-disposition": f'attachment; filename="{name}"'},
    )


def policy_view(
    opened: Opened,
    examined: Examined,
    reader: Looking,
    *,
    asked: bool,
    categories: Categories,
    editable: bool = True,
) -> PolicyView:
    """What the page shows of a version, however little of it can be read."""
    stored = opened.stored
    document = tomllib.loads(stored.text)
    base = f"/console/policies/drafts/{stored.id}"
    tried = examined.tried
    return PolicyView(
        id=stored.id,
        base=base,
        slug=opened.programme.terms.slug,
        programme=opened.name,
        effective_from=stored.effective_from,
        status=stored.status.value,
        editable=editable,
        mark=opened.mark,
        head=_head(document, reader),
        criteria=_criteria(document, opened, reader),
        rules=_rules(document, opened, reader),
        tiers=_tiers(document, opened, reader, categories),
        terms=tuple(
            TermsLine(name=name, title=field_of(name, reader), words=_terms(name, document, opened, reader))
            for name in TERMS
        ),
        faults=told_faults(examined.faults, opened.among.plugins.strings, reader),
        remarks=tuple(remark_line(one, reader, base=base) for one in examined.remarks) if editable else (),
        failing=len(tried.failing) if tried else 0,
        cases=len(tried.results) if tried else 0,
        gaps=tuple(gap_words(one, reader) for one in tried.uncovered) if tried else (),
        ready=examined.ready,
        asked=asked,
    )


def _head(document: Mapping[str, Any], reader: Looking) -> tuple[Row, ...]:
    head = document.get("policy", {})
    rows = []
    for field in ("effective_from", "basis", "source", "transition", "illustrative"):
        if field in head:
            value = word_of(str(head[field]), reader) if field == "transition" else in_words(head[field], reader)
            rows.append(Row(key=field_of(field, reader), value=value))
    return tuple(rows)


def _criteria(document: Mapping[str, Any], opened: Opened, reader: Looking) -> tuple[CriterionLine, ...]:
    written = document.get("criteria", {})
    lines = []
    for name, one in written.items() if isinstance(written, dict) else ():
        if not isinstance(one, dict):
            continue
        label = one.get("label")
        lines.append(
            CriterionLine(
                name=name,
                labels=tuple(
                    (language, str(label.get(language, "")) if isinstance(label, dict) else "")
                    for language in opened.among.languages
                ),
                use=kind_of(one, opened, reader),
                rows=config_rows(one, opened, reader),
                law=str(one.get("law") or ""),
                assurance=word_of(str(one.get("assurance", "declared")), reader),
            )
        )
    return tuple(lines)


def _rules(document: Mapping[str, Any], opened: Opened, reader: Looking) -> tuple[RuleCard, ...]:
    languages = _languages(opened, reader)
    return tuple(
        RuleCard(
            name=name,
            words=tuple(
                rule_words(document, name, language=one, fallback=reader.default_language) for one in languages
            ),
        )
        for name in rules_in(document)
    )


def _tiers(
    document: Mapping[str, Any], opened: Opened, reader: Looking, categories: Categories
) -> tuple[TierLine, ...]:
    rows = document.get("grants")
    lines = []
    for place, row in enumerate(rows if isinstance(rows, list) else []):
        if not isinstance(row, dict):
            continue
        label = row.get("label")
        shown = pick(label, reader.language, reader.default_language) if isinstance(label, dict) and label else None
        words = tuple(
            Sentences(language=one, sentences=tier_sentences(row, document, categories, reading_in(one, reader)))
            for one in _languages(opened, reader)
        )
        lines.append(TierLine(place=place, name=str(shown or row.get("tier") or place + 1), words=words))
    return tuple(lines)


def _terms(name: str, document: Mapping[str, Any], opened: Opened, reader: Looking) -> tuple[Sentences, ...]:
    if name not in document:
        return ()
    return tuple(
        Sentences(language=one, sentences=terms_sentences(name, document, reading_in(one, reader)))
        for one in _languages(opened, reader)
    )


def _languages(opened: Opened, reader: Looking) -> tuple[str, ...]:
    return (reader.language, *(one for one in opened.among.languages if one != reader.language))


async def categories_of(work: Work) -> dict[str, dict[str, str]]:
    """What the categories of slots are called."""
    return {one.terms.category: one.terms.category_name for one in await list_contracts(work.session)}
