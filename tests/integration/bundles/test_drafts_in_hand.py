"""Drafts of the console are their officers' alone: no bundle holds them, and none takes them away."""

import shutil
import tomllib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from seoul_learn.bundles.apply_bundle import Platform, apply_description, drafts_left_alone, plan_description
from seoul_learn.bundles.errors import DraftInTheWay
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.eligibility.begin_draft import begin_draft
from seoul_learn.tenant_plane.eligibility.cases import Case, Expected, with_case
from seoul_learn.tenant_plane.eligibility.change_cases import cases_text, change_cases
from seoul_learn.tenant_plane.eligibility.change_draft import change_draft
from seoul_learn.tenant_plane.eligibility.drafts import get_draft, mark_of
from seoul_learn.tenant_plane.eligibility.publish import with_status
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, PolicyText
from seoul_learn.tenant_plane.programmes.queries import list_programmes
from tests.integration.bundles.test_apply_and_export import on_platform
from tests.integration.conftest import TENANTS

CITY, DAY = "pyeongchang", date(2027, 3, 2)
OFFICER = Actor(kind="person")


@pytest.fixture
def opened(plugins: Plugins) -> OpenedBundle:
    return open_bundle(TENANTS / CITY, plugins)


@asynccontextmanager
async def applied(platform: Platform, opened: OpenedBundle) -> AsyncIterator[Transaction]:
    tenant = (await apply_description(opened.description, opened.shared, platform)).tenant
    async with platform.tenants.transaction(tenant.id) as session:
        yield session


async def drafted(session: Transaction, platform: Platform) -> UUID:
    """A draft that says nothing but its day, and a case of it."""
    (programme,) = await list_programmes(session)
    for one in await list_policies(session):
        if one.status is PolicyStatus.DRAFT and one.effective_from == DAY:
            return one.id
    draft_id = await begin_draft(
        session, programme, effective_from=DAY, like=None, actor=OFFICER, clock=platform.clock
    )
    case = Case(name="somebody", as_of=DAY, facts={}, expect=Expected.eligible, version=DAY)
    text = await cases_text(session, programme.id)
    await change_cases(
        session, programme.id, lambda text: with_case(text, case), made_from=mark_of(text), actor=OFFICER,
        clock=platform.clock,
    )  # fmt: skip
    return draft_id


async def test_an_incomplete_draft_is_no_part_of_what_is_exported_and_the_round_trip_differs_in_nothing(
    platform: Platform, plugins: Plugins, opened: OpenedBundle, tmp_path: Path
) -> None:
    async with applied(platform, opened) as session:
        await drafted(session, platform)
    assert await plan_description(opened.description, platform) == ()
    described = await on_platform(platform, CITY)
    assert described is not None
    for name in ("_catalogue", "_standards", CITY):
        shutil.copytree(TENANTS / name, tmp_path / name)
    export_bundle(described, tmp_path / CITY)
    # It is sound, and to the byte what it was.
    assert await plan_description(open_bundle(tmp_path / CITY, plugins).description, platform) == ()
    for file in sorted(path for path in (TENANTS / CITY).rglob("*") if path.is_file()):
        assert (tmp_path / CITY / file.relative_to(TENANTS / CITY)).read_bytes() == file.read_bytes(), file.name


async def test_what_changes_the_city_leaves_the_draft_and_its_cases_as_they_are_and_says_so(
    platform: Platform, opened: OpenedBundle
) -> None:
    async with applied(platform, opened) as session:
        draft_id = await drafted(session, platform)
        before = await get_draft(session, draft_id)
    identity = msgspec.structs.replace(opened.description.identity, tagline={"ko": "다른 말", "en": "Other words"})
    changed = msgspec.structs.replace(opened.description, identity=identity)
    made = await apply_description(changed, opened.shared, platform)
    assert made.changed
    async with platform.tenants.transaction(made.tenant.id) as session:
        (programme,) = await list_programmes(session)
        assert await get_draft(session, draft_id) == before
        names = [one["name"] for one in tomllib.loads(await cases_text(session, programme.id))["case"]]
    assert names.count("somebody") == 1
    assert len(names) > 1
    (left,) = await drafts_left_alone(CITY, platform)
    assert str(left) == "the draft of 2027-03-02 for pyeongchang-learn: an officer works on it in the console"
    assert await plan_description(changed, platform) == ()
    await apply_description(opened.description, opened.shared, platform)


async def test_a_draft_of_a_bundle_is_exported_until_an_officer_works_on_it(
    platform: Platform, opened: OpenedBundle
) -> None:
    (old,) = opened.description.policies
    day = date(2028, 3, 2)
    text = old.text.replace(f"effective_from = {old.effective_from}", f"effective_from = {day}")
    text = with_status(text, PolicyStatus.DRAFT)
    of_bundle = PolicyText(programme=old.programme, effective_from=day, status=PolicyStatus.DRAFT, text=text)
    with_draft = msgspec.structs.replace(opened.description, policies=(old, of_bundle))
    tenant = (await apply_description(with_draft, opened.shared, platform)).tenant
    described = await on_platform(platform, CITY)
    assert described is not None
    assert day in {one.effective_from for one in described.policies}
    async with platform.tenants.transaction(tenant.id) as session:
        stored = next(one for one in await list_policies(session) if one.effective_from == day)
        await change_draft(
            session, stored.id, lambda text: f"{text}\n# hers\n", made_from=mark_of(stored.text), actor=OFFICER,
            clock=platform.clock,
        )  # fmt: skip
    # From here on it is hers: neither the bundle that has it nor one without it touches it.
    for description in (with_draft, opened.description):
        assert await plan_description(description, platform) == ()
        await apply_description(description, opened.shared, platform)
        async with platform.tenants.transaction(tenant.id) as session:
            assert "# hers" in (await get_draft(session, stored.id)).text
    published = msgspec.structs.replace(
        of_bundle, status=PolicyStatus.ANNOUNCED, text=with_status(text, PolicyStatus.ANNOUNCED)
    )
    in_the_way = msgspec.structs.replace(opened.description, policies=(old, published))
    for attempt in (plan_description(in_the_way, platform), apply_description(in_the_way, opened.shared, platform)):
        with pytest.raises(DraftInTheWay, match="nothing else can be published for that day"):
            await attempt


async def test_a_programme_with_a_draft_in_hand_is_not_taken_away(platform: Platform, opened: OpenedBundle) -> None:
    async with applied(platform, opened) as session:
        await drafted(session, platform)
    without = msgspec.structs.replace(opened.description, programmes=(), policies=(), cases={})
    for attempt in (plan_description(without, platform), apply_description(without, opened.shared, platform)):
        with pytest.raises(DraftInTheWay, match="so this programme stays"):
            await attempt
