"""An officer who has never seen code: from nothing to a policy that a second officer publishes, and what stops her."""

import re
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID

import psycopg
import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.eligibility.preview import previews_of
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus
from seoul_learn.tenant_plane.impact.count import Counting, count_impact
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from tests.conftest import Database
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import sign_in

CITY = "pyeongchang"
SLUG = "pyeongchang-learn"


async def officer(
    app: Any, runtime: Runtime, tenant: TenantRef, name: str, *roles: Role, city: str = CITY, language: str = "en"
) -> Browser:
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await add_person(
            session, email=f"{name}@demo.example", language=language, roles=roles or (Role.administrator,),
            display_name=name, clock=runtime.clock,
        )  # fmt: skip
        signed_in = await begin_session(session, person_id, by="code", clock=runtime.clock)
    browser = Browser(app, f"{city}.localhost")
    browser.http.cookies.set("session", signed_in.token, domain=f"{city}.localhost")
    browser.http.headers["accept-language"] = language
    return browser


@pytest.fixture
async def ann(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "ann")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def ben(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "ben")
    yield browser
    await browser.http.aclose()


async def begin(browser: Browser, day: str, *, like: str = "", slug: str = SLUG) -> str:
    """A new draft; the address of its page."""
    await browser.get("/console/policies")
    address = re.search(r'action="(/console/policies/programmes/[^"]+)"', browser.page.text)
    assert address, browser.text
    year, month, date = day.split("-")
    fields = {f"day-{slug}-year": year, f"day-{slug}-month": month, f"day-{slug}-day": date, "like": like}
    await browser.post(address[1], fields)
    assert "/drafts/" in browser.path, browser.text
    return browser.path


async def send(browser: Browser, path: str, fields: dict[str, Any]) -> None:
    """Open a form, fill it in and send it."""
    await browser.get(path)
    assert browser.page.status_code == 200, (path, browser.text)
    hidden = {name: browser.hidden(name) for name in ("made_from", "proposal")}
    await browser.post(path.partition("?")[0], {**hidden, **fields})


async def add_children(browser: Browser, draft: str, name: str = "many_children", **more: Any) -> None:
    await send(
        browser, f"{draft}/criteria/new?use=children",
        {"use": "children", "name": name, "label-ko": "자녀가 셋 이상이에요", "label-en": "Three children or more",
         "config-from": "3", "law": "Article 3", "assurance": "declared", "action": "save", **more},
    )  # fmt: skip


async def build(browser: Browser, draft: str, day: str, **criterion: Any) -> None:
    """The smallest policy: three children, one slot, for a year."""
    year, month, date = day.split("-")
    await send(browser, f"{draft}/head", {
        "effective_from-year": year, "effective_from-month": month, "effective_from-day": date,
        "source": "notice 1", "transition": "keep", "basis": "an ordinance",
    })  # fmt: skip
    assert browser.path == draft, browser.text
    await add_children(browser, draft, **criterion)
    assert browser.path == draft, browser.text
    await send(browser, f"{draft}/rules/eligible", {"step": "add", "name": "many_children", "place": ""})
    assert browser.page.status_code == 200, browser.text
    await send(browser, f"{draft}/grants/new", {
        "when": "eligible", "slots": ["school_subject"], "at_most": "1", "lasts-unit": "month", "lasts-count": "12",
        "action": "save",
    })  # fmt: skip
    assert browser.path == draft, browser.text


async def add_case(browser: Browser, draft: str, name: str, children: str, expect: str, *, slug: str = SLUG) -> None:
    version = draft.rpartition("/")[2]
    await send(browser, f"/console/policies/{slug}/cases/edit?version={version}", {
        "version": version, "before": "", "name": name, "as_of-year": "2027", "as_of-month": "3", "as_of-day": "2",
        "fact-household.children": children, "assurance": "attested", "expect": expect, "action": "save",
    })  # fmt: skip


async def cover(browser: Browser, draft: str) -> None:
    await add_case(browser, draft, "three", "3", "eligible")
    await add_case(browser, draft, "two", "2", "ineligible")
    await add_case(browser, draft, "silent", "", "needs_facts")


async def ask(browser: Browser, draft: str, **fields: str) -> None:
    await browser.get(f"{draft}/head")
    await browser.post(f"{draft}/publication", {
        "made_from": browser.hidden("made_from"), "status": "in_force", "transition": "keep", "action": "ask", **fields,
    })  # fmt: skip


async def preview(browser: Browser, draft: str, runtime: Runtime, tenant: TenantRef) -> None:
    """Count what the draft would do, as the worker does."""
    await browser.get(f"{draft}/impact")
    await browser.post(f"{draft}/impact", {"action": "begin", "population": "present"})
    means = Counting(database=runtime.tenants, engine=runtime.engine, keys=runtime.sealing, clock=runtime.clock)
    async with runtime.tenants.transaction(tenant.id) as session:
        asked = await previews_of(session, UUID(draft.rpartition("/")[2]))
    for one in asked.values():
        await count_impact(tenant.id, one.id, means)


async def discard(browser: Browser, draft: str) -> None:
    """Leave nothing behind for the other tests."""
    await browser.get(draft)
    await browser.post(f"{draft}/discard")


async def test_the_calendar_shows_what_is_in_force_and_what_runs_out(ann: Browser) -> None:
    await ann.get("/console/policies")
    assert ann.page.status_code == 200, ann.text
    assert "Today the version of March 17, 2025 decides." in ann.text


async def test_a_draft_from_nothing_says_what_is_missing_and_is_built_by_forms(ann: Browser) -> None:
    draft = await begin(ann, "2027-01-01")
    assert "This draft is not complete" in ann.text
    await build(ann, draft, "2027-01-01")
    await ann.get(draft)
    assert "This draft is not complete" not in ann.text
    assert "Three children or more" in ann.text
    assert "자녀가 셋 이상이에요" in ann.text
    assert "branches are not tried" in ann.text
    await discard(ann, draft)
    assert (await ann.get(draft)).status_code == 404


async def test_a_form_says_what_is_wrong_and_keeps_what_was_typed(ann: Browser) -> None:
    draft = await begin(ann, "2027-01-02")
    await add_children(ann, draft, **{"config-from": "many", "label-en": ""})
    assert ann.page.status_code == 422
    assert "Write a whole number in digits." in ann.text
    assert "Write the label: families read it as the reason." in ann.text
    assert 'value="many"' in ann.page.text
    await add_children(ann, draft, **{"config-from": ""})
    assert ann.page.status_code == 422
    assert "The criterion cannot be used like this" in ann.text
    await discard(ann, draft)


async def test_publication_waits_for_cases_and_names_what_is_missing(ann: Browser) -> None:
    draft = await begin(ann, "2027-01-03")
    await build(ann, draft, "2027-01-03")
    await ann.get(f"{draft}/publication")
    assert "No case meets “many_children”" in ann.text
    await ask(ann, draft)
    assert ann.page.status_code == 422
    assert "This draft cannot be published yet." in ann.text
    await add_case(ann, draft, "three", "3", "eligible")
    await add_case(ann, draft, "silent", "", "needs_facts")
    await add_case(ann, draft, "wrongly expected", "2", "eligible")
    assert "Expected eligible; the policy says not eligible" in ann.text
    await ask(ann, draft)
    assert ann.page.status_code == 422
    assert "wrongly expected" in ann.text
    await edit_case(ann, draft, "wrongly expected", expect="ineligible")
    await ann.get(draft)
    assert "Nothing bars publication" in ann.text
    await forget_cases(ann, draft, "three", "silent", "wrongly expected")
    await discard(ann, draft)


async def test_a_second_officer_publishes_and_a_resident_sees_the_new_question(
    ann: Browser, ben: Browser, app: Any, runtime: Runtime, cities: dict[str, TenantRef], database: Database
) -> None:
    day = "2026-11-24"
    draft = await begin(ann, day)
    await build(ann, draft, day)
    await cover(ann, draft)
    await preview(ann, draft, runtime, cities[CITY])
    await send(ann, f"{draft}/publication", {"action": "ask", "status": "in_force"})
    assert "Choose what becomes of applications that are in flight" in ann.text
    await ask(ann, draft, transition="redetermine")
    assert ann.page.status_code == 200, ann.text
    assert "ann asks that it come into force on November 24, 2026." in ann.text
    await send(ann, f"{draft}/publication", {"action": "confirm"})
    assert ann.page.status_code == 422
    assert "Another administrator has to confirm it." in ann.text
    # Any change takes the request back.
    await add_children(ann, draft, "another")
    await ann.get(f"{draft}/publication")
    assert "asks that it come" not in ann.text
    await send(ann, f"{draft}/criteria/another", {"action": "remove"})
    await ask(ann, draft, transition="redetermine")
    # What was asked for anew after he had read it is not what he confirms.
    await ben.get(f"{draft}/publication")
    read = {name: ben.hidden(name) for name in ("made_from", "proposal")}
    await send(ann, f"{draft}/publication", {"action": "withdraw"})
    await ask(ann, draft, transition="redetermine")
    await ben.post(f"{draft}/publication", {**read, "action": "confirm"})
    assert ben.page.status_code == 409
    await send(ben, f"{draft}/publication", {"action": "confirm"})
    assert ben.path == "/console/policies", ben.text
    assert "Today the version of November 24, 2026 decides." in ben.text
    stored = await versions(runtime, cities[CITY])
    assert [one.status for one in stored] == [PolicyStatus.SUPERSEDED, PolicyStatus.IN_FORCE]
    assert actions(database, cities[CITY])[-1] == "policy.published"
    assert {"policy.draft_begun", "policy.draft_changed", "policy.publication_asked"} <= set(
        actions(database, cities[CITY])
    )
    resident = Browser(app, f"{CITY}.localhost")
    resident.http.headers["accept-language"] = "en"
    await sign_in(resident, runtime, cities[CITY], "sees-the-question@demo.example")
    await resident.get(f"/programmes/{SLUG}")
    await resident.post(f"/programmes/{SLUG}/apply")
    assert resident.path.endswith("/questions/household.children"), resident.text
    await resident.http.aclose()
    await nothing_changes(ann, draft, runtime, cities[CITY])


async def nothing_changes(browser: Browser, draft: str, runtime: Runtime, tenant: TenantRef) -> None:
    """No route of the editor changes a published version: to all of them it is as absent as an id that never was."""
    before = await versions(runtime, tenant)
    await browser.get("/console/policies")
    ways = {
        "head": {"source": "x"}, "criteria/many_children": {"action": "remove"}, "rules/eligible": {"step": "remove"},
        "grants/0": {"action": "remove"}, "text/quota": {"text": "[quota]\nplaces = 1"},
        "import": {"text": before[-1].text.replace("notice 1", "notice 2")}, "discard": {},
        "publication": {"action": "withdraw"}, "terms/quota": {"places": "1", "action": "save"},
        "grants/0/copay": {"amount": "1", "per": "month", "action": "save"},
    }  # fmt: skip
    for way, fields in ways.items():
        token = {"_csrf_token": browser.hidden("_csrf_token"), "made_from": "x"}
        answer = await browser.http.post(f"{draft}/{way}", data={**token, **fields})
        assert answer.status_code == 404, way
    assert await versions(runtime, tenant) == before
    version = draft.replace("drafts", "versions")
    await browser.get(version)
    assert "nobody can change what it says" in browser.text
    assert "/criteria/" not in browser.page.text


async def test_of_two_who_edit_at_once_the_second_is_told_and_loses_nothing(ann: Browser, ben: Browser) -> None:
    draft = await begin(ann, "2027-02-01")
    await build(ann, draft, "2027-02-01")
    await ann.get(f"{draft}/criteria/many_children")
    await ben.get(f"{draft}/criteria/many_children")
    common = {"use": "children", "name": "many_children", "label-ko": "자녀가 여럿이에요", "assurance": "declared"}
    seen = {who: who.hidden("made_from") for who in (ann, ben)}
    await ann.post(f"{draft}/criteria/many_children", {
        **common, "made_from": seen[ann], "label-en": "Three children", "config-from": "3", "law": "Article 9",
    })  # fmt: skip
    assert ann.page.status_code == 200
    await ben.post(f"{draft}/criteria/many_children", {
        **common, "made_from": seen[ben], "label-en": "Four children", "config-from": "4", "law": "Article 3",
    })  # fmt: skip
    assert ben.page.status_code == 409
    assert "A colleague changed this draft" in ben.text
    assert "Article 9" in ben.text
    assert 'value="Four children"' in ben.page.text
    await ann.get(f"{draft}/criteria/many_children")
    assert 'value="Article 9"' in ann.page.text
    await ben.post(f"{draft}/criteria/many_children", {
        **common, "made_from": ben.hidden("made_from"), "label-en": "Four children", "config-from": "4",
        "law": "Article 9",
    })  # fmt: skip
    assert ben.path == draft, ben.text
    assert "Four children" in ben.text
    assert "Article 9" in ben.text
    await discard(ann, draft)


async def test_a_late_step_in_a_rule_is_not_made_and_is_told(ann: Browser, ben: Browser) -> None:
    draft = await begin(ann, "2027-02-02")
    await build(ann, draft, "2027-02-02")
    await ben.get(f"{draft}/rules/eligible")
    late = ben.hidden("made_from")
    await add_children(ann, draft, "another")
    await ben.post(f"{draft}/rules/eligible", {"made_from": late, "step": "remove", "place": ""})
    assert ben.page.status_code == 409
    assert "A colleague changed this draft" in ben.text
    await ben.get(f"{draft}/rules/eligible")
    assert "Three children or more" in ben.text
    await discard(ann, draft)


async def test_cases_that_a_colleague_changed_are_not_written_over(ann: Browser, ben: Browser) -> None:
    draft = await begin(ann, "2027-02-03")
    await build(ann, draft, "2027-02-03")
    version = draft.rpartition("/")[2]
    await ben.get(f"/console/policies/{SLUG}/cases/edit?version={version}")
    late = ben.hidden("made_from")
    await add_case(ann, draft, "of ann", "3", "eligible")
    fields = {
        "made_from": late, "version": version, "before": "", "name": "of ben", "as_of-year": "2027", "as_of-month": "3",
        "as_of-day": "2", "fact-household.children": "1", "assurance": "attested", "expect": "ineligible",
    }  # fmt: skip
    await ben.post(f"/console/policies/{SLUG}/cases/edit", fields)
    assert ben.page.status_code == 409
    assert "A colleague changed these cases" in ben.text
    assert 'value="of ben"' in ben.page.text
    await ben.post(f"/console/policies/{SLUG}/cases/edit", {**fields, "made_from": ben.hidden("made_from")})
    assert "of ann" in ben.text
    assert "of ben" in ben.text
    await forget_cases(ann, draft, "of ann", "of ben")
    await discard(ann, draft)


async def test_what_is_imported_is_taken_over_whole_or_not_at_all(ann: Browser) -> None:
    draft = await begin(ann, "2027-03-01")
    await build(ann, draft, "2027-03-01")
    exported = (await ann.get(f"{draft.replace('drafts', 'versions')}/policy.toml")).text
    wrong = exported.replace('use = "children"', 'use = "childern"')
    await send(ann, f"{draft}/import", {"text": wrong})
    assert ann.page.status_code == 422
    assert "did you mean `children`?" in ann.text
    assert "criteria.many_children.use" in ann.text
    line = next(place for place, one in enumerate(wrong.splitlines(), 1) if "childern" in one)
    assert f" {line} criteria.many_children.use" in ann.text
    assert (await ann.get(f"{draft.replace('drafts', 'versions')}/policy.toml")).text == exported
    commented = exported.replace("[criteria.many_children]", "# a remark\n[criteria.many_children]")
    await send(ann, f"{draft}/import", {"text": commented})
    assert ann.path == draft, ann.text
    assert (await ann.get(f"{draft.replace('drafts', 'versions')}/policy.toml")).text == commented
    await send(ann, f"{draft}/import", {"text": "this is = not = toml"})
    assert ann.page.status_code == 422
    await send(ann, f"{draft}/import", {"text": exported.replace("pyeongchang-learn", "learn")})
    assert "this is a policy of the programme `learn`" in ann.text
    await send(ann, f"{draft}/text/quota", {"text": '[quota]\nplaces = "many"'})
    assert ann.page.status_code == 422
    await send(ann, f"{draft}/text/quota", {"text": "[quota]\nplaces = 20"})
    assert ann.path == draft, ann.text
    assert "# a remark" in (await ann.get(f"{draft.replace('drafts', 'versions')}/policy.toml")).text
    await discard(ann, draft)


async def test_what_excludes_itself_is_named_with_its_mend(ann: Browser) -> None:
    draft = await begin(ann, "2027-03-02")
    await build(ann, draft, "2027-03-02")
    for name, field in (("young", "config-to"), ("old", "config-from")):
        await send(ann, f"{draft}/criteria/new?use=age", {
            "use": "age", "name": name, "label-ko": "나이", "label-en": name, field: "5" if name == "young" else "6",
            "config-unit": "years", "config-by": "birthday", "config-on": "application",
            "config-year_begins": "03-01", "config-fact": "learner.birth_date", "assurance": "declared",
        })  # fmt: skip
        assert ann.path == draft, ann.text
    await send(ann, f"{draft}/rules/eligible", {"step": "write", "sentence": "many_children or (young and old)"})
    await ann.get(draft)
    assert "“young” and “old” exclude each other" in ann.text
    await send(ann, f"{draft}/rules/eligible", {"step": "join", "place": "1", "joint": "any"})
    await ann.get(draft)
    assert "exclude each other" not in ann.text
    await discard(ann, draft)


async def test_a_rule_is_built_step_by_step(ann: Browser) -> None:
    draft = await begin(ann, "2027-03-03")
    for name in ("a", "b", "c"):
        await add_children(ann, draft, name)
    steps = [
        {"step": "add", "name": "a"},
        {"step": "wrap_any", "name": "b", "place": ""},
        {"step": "wrap_all", "name": "c", "place": "1"},
        {"step": "not", "place": "0"},
        {"step": "up", "place": "1"},
        {"step": "join", "place": "", "joint": "at_least", "count": "2"},
    ]
    for step in steps:
        await send(ann, f"{draft}/rules/eligible", step)
        assert ann.page.status_code == 200, (step, ann.text)
    assert 'value="at least 2 of (b and c, not a)"' in ann.page.text
    await send(ann, f"{draft}/rules/eligible", {"step": "remove", "place": "0.1"})
    assert 'value="at least 2 of (b, not a)"' in ann.page.text
    await send(ann, f"{draft}/rules/eligible", {"step": "add", "name": "nobody", "place": ""})
    assert ann.page.status_code == 422
    await discard(ann, draft)


async def test_two_versions_are_compared_like_an_amendment(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    draft = await begin(ann, "2027-03-04")
    await build(ann, draft, "2027-03-04")
    first = (await versions(runtime, cities[CITY]))[0]
    await ann.get(f"/console/policies/compare?before={first.id}&after={draft.rpartition('/')[2]}")
    assert ann.page.status_code == 200
    assert "Criterion “You live in Pyeongchang County”" in ann.text
    assert "removed" in ann.text
    assert "Criterion “Three children or more”" in ann.text
    assert "How many children at least: 3" in ann.text or "From: 3" in ann.text or ": 3" in ann.text
    assert "It lasts for 12 months." in ann.text
    assert "lives_in_pyeongchang" not in ann.text
    assert "added" in ann.text
    await discard(ann, draft)


async def test_versions_of_another_city_are_not_compared(
    ann: Browser, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    own = (await versions(runtime, cities[CITY]))[0]
    foreign = (await versions(runtime, cities["seoul"]))[0]
    await ann.get(f"/console/policies/compare?before={own.id}&after={foreign.id}")
    assert ann.page.status_code == 404
    await begin(ann, "2027-03-05")
    await ann.get("/console/policies")
    address = re.search(r'action="(/console/policies/programmes/[^"]+)"', ann.page.text)
    assert address
    await ann.post(address[1], {
        f"day-{SLUG}-year": "2027", f"day-{SLUG}-month": "4", f"day-{SLUG}-day": "1", "like": str(foreign.id),
    })  # fmt: skip
    assert ann.page.status_code == 404


async def test_versions_of_two_programmes_are_not_compared_and_none_begins_from_the_other(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    browser = await officer(app, runtime, cities["seoul"], "cas", city="seoul")
    async with runtime.tenants.transaction(cities["seoul"].id) as session:
        found = await list_policies(session)
        programmes = await list_programmes(session)
    one, other = (next(version for version in found if version.programme_id == each.id) for each in programmes[:2])
    await browser.get(f"/console/policies/compare?before={one.id}&after={other.id}")
    assert browser.page.status_code == 404
    await browser.get("/console/policies")
    day = f"day-{programmes[0].terms.slug}"
    await browser.post(f"/console/policies/programmes/{programmes[0].id}/drafts", {
        f"{day}-year": "2028", f"{day}-month": "4", f"{day}-day": "1", "like": str(other.id),
    })  # fmt: skip
    assert browser.page.status_code == 404
    await browser.http.aclose()


async def test_two_versions_of_a_day_are_refused(ann: Browser) -> None:
    draft = await begin(ann, "2027-05-01")
    await ann.get("/console/policies")
    address = re.search(r'action="(/console/policies/programmes/[^"]+)"', ann.page.text)
    assert address
    await ann.post(address[1], {f"day-{SLUG}-year": "2027", f"day-{SLUG}-month": "5", f"day-{SLUG}-day": "1"})
    assert ann.page.status_code == 422
    assert "has a version for 2027-05-01 already" in ann.text
    await discard(ann, draft)


@pytest.mark.parametrize("path", ["", f"/{SLUG}/cases", f"/{SLUG}/cases/edit", f"/{SLUG}/cases.toml"])
async def test_the_editor_is_for_administrators(
    app: Any, runtime: Runtime, cities: dict[str, TenantRef], browser: Browser, path: str
) -> None:
    caseworker = await officer(app, runtime, cities[CITY], "caseworker", Role.caseworker, Role.catalogue_manager)
    assert (await caseworker.get(f"/console/policies{path}")).status_code == 403
    await caseworker.http.aclose()
    await browser.get(f"/console/policies{path}")
    assert browser.path == "/console/sign-in"


async def test_a_post_without_the_hidden_token_is_refused(ann: Browser) -> None:
    draft = await begin(ann, "2027-06-01")
    await ann.get(draft)
    answer = await ann.http.post(f"{draft}/discard", data={})
    assert answer.status_code == 403
    assert (await ann.get(draft)).status_code == 200
    await discard(ann, draft)


async def edit_case(browser: Browser, draft: str, name: str, **fields: str) -> None:
    version = draft.rpartition("/")[2]
    path = f"/console/policies/{SLUG}/cases/edit"
    await browser.get(path, params={"version": version, "name": name})
    assert browser.page.status_code == 200, browser.text
    kept = dict(re.findall(r'name="((?:as_of|fact)[^"]*)"[^>]*value="([^"]*)"', browser.page.text))
    await browser.post(path, {
        "made_from": browser.hidden("made_from"), "version": version, "before": name, "name": name,
        "assurance": "attested", **kept, **fields,
    })  # fmt: skip
    assert browser.page.status_code == 200, browser.text


async def forget_cases(browser: Browser, draft: str, *names: str) -> None:
    for name in names:
        await edit_case(browser, draft, name, action="remove")
        assert name not in browser.text


async def versions(runtime: Runtime, tenant: TenantRef) -> list[Any]:
    """The published versions of a city's first programme."""
    async with runtime.tenants.transaction(tenant.id) as session:
        programme = (await list_programmes(session))[0]
        found = await list_policies(session)
    return [one for one in found if one.programme_id == programme.id and one.status is not PolicyStatus.DRAFT]


def actions(database: Database, tenant: TenantRef) -> list[str]:
    with psycopg.connect(database.owner_url) as owner:
        rows = owner.execute(
            "select action from tenant.audit_entry where tenant_id = %s order by number", [UUID(str(tenant.id))]
        ).fetchall()
    return [row[0] for row in rows]
