"""Places that officers give: by need or by lot, all of a round at once, seen before, agreed to by two, repeatable."""

import asyncio
import csv
import hashlib
import io
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from seoul_learn.app import Runtime
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.places.allot import take_back
from seoul_learn.tenant_plane.places.errors import ListChanged, NotToBeAllotted, OwnAllotment, OwnTurn, ReviewsOpen
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_places import having, leaves
from tests.integration.portal.test_resident import sign_in
from tests.integration.portal.town import ATTESTED, Town, a_town, quota

WINDOW = "\n[window]\nopens = 2026-03-01T09:00:00\ncloses = 2026-03-31T18:00:00\n"
LOTTERY = '\n[ranking]\norder = "lottery"\nseed = "2026년 3월 2일 공 7"\n'
SINGLE_PARENT = """
[criteria.single_parent]
use = "category"
any = ["single_parent"]
assurance = "documented"
label = { ko = "한부모 가정이에요", en = "Yours is a single-parent family" }
"""
PRIORITY = f"""{SINGLE_PARENT}
[ranking]
order = "priority"
by = ["single_parent", "in_primary"]

[criteria.in_primary]
use = "school_stage"
any = ["primary"]
label = {{ ko = "초등학생이에요", en = "You attend primary school" }}
"""
PRIMARY = {"learner_school_stage": "primary", "learner_grade": "5"}
NOT_SINGLE = {"learner_categories": ""}
AFTER = timedelta(days=40)


@pytest.fixture
async def lottery(runtime: Runtime, plugins: Plugins) -> Town:
    return await a_town(runtime, plugins, quota(2), more=WINDOW + LOTTERY)


async def test_nobody_has_a_place_before_the_window_has_closed_and_an_officer_has_given_it(lottery: Town) -> None:
    everybody = [await lottery.apply() for _ in range(4)]
    officer_id = await lottery.officer()
    assert await having(lottery, *everybody) == [False] * 4
    with pytest.raises(NotToBeAllotted):
        await lottery.allot(officer_id)
    lottery.clock.advance(AFTER)
    await lottery.work()
    assert await having(lottery, *everybody) == [False] * 4
    await lottery.allot(officer_id)
    await lottery.give()
    assert sum(await having(lottery, *everybody)) == 2


async def test_lots_are_drawn_as_anybody_can_draw_them_again(lottery: Town) -> None:
    everybody = [await lottery.apply() for _ in range(5)]
    lottery.clock.advance(AFTER)
    seen = await lottery.places()
    promised = {one.application_id for one in seen.lines if one.gets}
    await lottery.allot(await lottery.officer())
    await lottery.give()
    references = {(await lottery.case(one)).application.reference: one for one in everybody}
    drawn = sorted(references, key=lambda one: hashlib.sha256(f"2026년 3월 2일 공 7{one}".encode()).hexdigest())
    placed = [references[one] for one in drawn[:2]]
    assert await having(lottery, *placed) == [True, True]
    assert set(placed) == promised
    # The first who waits is the third of the draw.
    await leaves(lottery, placed[1])
    await lottery.give()
    assert await having(lottery, references[drawn[2]], references[drawn[3]]) == [True, False]


async def test_what_was_given_is_given_once_however_often_the_button_is_pressed(lottery: Town) -> None:
    everybody = [await lottery.apply() for _ in range(4)]
    lottery.clock.advance(AFTER)
    officer_id, mark = await lottery.officer(), (await lottery.places()).mark
    await asyncio.gather(*(lottery.allot(officer_id, mark=mark) for _ in range(3)))
    await asyncio.gather(lottery.give(), lottery.give())
    assert sum(await having(lottery, *everybody)) == 2
    assert len((await lottery.places()).given) == 1
    for one in everybody:
        placed = [subject for subject in await lottery.subjects(one) if "자리가 생겼어요" in subject]
        assert len(placed) == int(await lottery.has_place(one))


async def test_all_of_a_round_is_given_or_none_of_it(lottery: Town) -> None:
    everybody = [await lottery.apply() for _ in range(3)]
    lottery.clock.advance(AFTER)
    before = (await lottery.places()).mark
    await lottery.stops_waiting(everybody[0])
    with pytest.raises(ListChanged):
        await lottery.allot(await lottery.officer(), mark=before)
    assert (await lottery.places()).taken == 0


async def test_those_in_greater_need_come_first_and_only_what_an_officer_has_seen_counts(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(2), more=WINDOW + PRIORITY)
    early = await town.apply(**NOT_SINGLE)
    primary = await town.apply(**NOT_SINGLE, **PRIMARY)
    seen = await town.apply(learner_categories="single_parent")
    said = await town.apply(learner_categories="single_parent")
    town.clock.advance(AFTER)
    # Both wait for an officer, although the law has made them eligible.
    assert (await town.places()).open_reviews == 2
    await town.vouch(seen, "single_parent", "learner.categories")
    officer_id = await town.officer()
    with pytest.raises(ReviewsOpen):
        await town.allot(officer_id)
    await town.allot(officer_id, despite_reviews=True)
    await town.give()
    assert await having(town, early, primary, seen, said) == [False, True, True, False]
    # What is found later puts her where she belongs among those who wait.
    await town.vouch(said, "single_parent", "learner.categories")
    await leaves(town, primary)
    await town.give()
    assert await having(town, early, said) == [False, True]


async def test_somebody_determined_after_the_allotment_joins_those_who_wait_and_gets_what_is_left(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(2), more=WINDOW + LOTTERY)
    first, late, later = [await town.apply() for _ in range(3)]
    await town.vouch(first)
    town.clock.advance(AFTER)
    await town.allot(await town.officer(), despite_reviews=True)
    await town.give()
    await town.vouch(late)
    await town.vouch(later)
    assert await having(town, first, late, later) == [True, True, False]


async def test_what_the_list_says_of_who_gets_a_place_is_what_is_given_although_cases_are_open(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, ATTESTED, quota(2), more=WINDOW + PRIORITY)
    await town.apply(**NOT_SINGLE)
    determined = [await town.apply(**NOT_SINGLE) for _ in range(3)]
    for one in determined:
        await town.vouch(one)
    town.clock.advance(AFTER)
    seen = await town.places()
    assert (seen.undetermined, seen.would_get) == (1, 2)
    await town.allot(await town.officer(), despite_reviews=True)
    await town.give()
    assert [one.application_id for one in seen.lines if one.gets] == determined[:2]
    assert await having(town, *determined) == [True, True, False]


async def test_without_an_end_of_the_window_places_are_given_in_rounds(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(3), more=PRIORITY)
    officer_id = await town.officer()
    first, second = [await town.apply(**NOT_SINGLE) for _ in range(2)]
    await town.allot(officer_id)
    await town.give()
    third = await town.apply(**NOT_SINGLE)
    await town.work()
    # There is a place left, and it is for the next round.
    assert await having(town, first, second, third) == [True, True, False]
    await town.allot(officer_id)
    await town.give()
    assert await having(town, third) == [True]
    assert [one.places for one in (await town.places()).given] == [2, 1]


async def test_where_the_city_wants_four_eyes_a_second_officer_agrees_to_the_same_list(
    runtime: Runtime, plugins: Plugins
) -> None:
    town = await a_town(runtime, plugins, quota(1), more=WINDOW + LOTTERY, four_eyes=True)
    first, second = await town.officer(), await town.officer()
    everybody = [await town.apply() for _ in range(3)]
    town.clock.advance(AFTER)
    await town.allot(first)
    assert (await town.places()).taken == 0
    with pytest.raises(OwnAllotment):
        await town.allot(first)
    await town.stops_waiting(everybody[0])
    # Another list is another proposal, and the one who makes it is its first officer.
    await town.allot(second)
    assert (await town.places()).taken == 0
    with pytest.raises(OwnAllotment):
        await town.allot(second)
    await town.allot(first)
    await town.give()
    assert (await town.places()).taken == 1


async def test_a_proposal_can_be_taken_back_and_gives_nothing(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(1), more=WINDOW + LOTTERY, four_eyes=True)
    officer_id = await town.officer()
    await town.apply()
    town.clock.advance(AFTER)
    await town.allot(officer_id)
    async with town.transaction() as session:
        await take_back(session, await town.version(), town.means, officer_id=officer_id)
    listed = await town.places()
    assert (listed.proposed, listed.taken) == (None, 0)


async def test_nobody_gives_places_in_a_list_in_which_she_stands(lottery: Town) -> None:
    application_id = await lottery.apply()
    lottery.clock.advance(AFTER)
    with pytest.raises(OwnTurn):
        await lottery.allot(lottery.people[application_id][0])


async def test_places_by_first_come_are_not_an_officers_to_give(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(1))
    await town.apply()
    with pytest.raises(NotToBeAllotted):
        await town.allot(await town.officer())


async def test_a_group_that_is_told_and_not_seen_yet_takes_none_of_its_places(
    runtime: Runtime, plugins: Plugins
) -> None:
    by = quota(2, "by = { single_parent = 1 }")
    town = await a_town(runtime, plugins, by, more=WINDOW + LOTTERY + SINGLE_PARENT)
    said = [await town.apply(learner_categories="single_parent") for _ in range(2)]
    town.clock.advance(AFTER)
    await town.allot(await town.officer(), despite_reviews=True)
    await town.give()
    assert sum(await having(town, *said)) == 1
    waits = said[(await having(town, *said)).index(False)]
    await town.vouch(waits, "single_parent", "learner.categories")
    assert await having(town, *said) == [True, True]
    assert [(one.group, one.taken) for one in (await town.places()).groups] == [("single_parent", 1), ("", 1)]


async def test_groups_keep_their_places_when_lots_are_drawn(runtime: Runtime, plugins: Plugins) -> None:
    town = await a_town(runtime, plugins, quota(2, "by = { middle = 1, high = 1 }"), more=WINDOW + LOTTERY)
    high = [await town.apply() for _ in range(4)]
    middle = await town.apply(learner_school_stage="middle")
    town.clock.advance(AFTER)
    await town.allot(await town.officer())
    await town.give()
    assert await town.has_place(middle)
    assert sum(await having(town, *high)) == 1


@pytest.fixture
async def officer(app: object, runtime: Runtime, lottery: Town) -> AsyncIterator[Browser]:
    async with lottery.transaction() as session:
        await add_person(
            session, email="gives@demo.example", language="ko", roles=(Role.administrator,), display_name="담당자",
            clock=lottery.clock,
        )  # fmt: skip
    browser = Browser(app, f"{lottery.tenant.slug}.localhost")
    await sign_in(browser, runtime, lottery.tenant, "gives@demo.example")
    yield browser
    await browser.http.aclose()


async def test_an_officer_sees_the_order_gives_the_places_and_anybody_can_repeat_the_draw_from_the_file(
    app: object, runtime: Runtime, lottery: Town, officer: Browser
) -> None:
    at_home = [await lottery.apply("haneul") for _ in range(3)]
    # The pages are looked at in November, when the window has long closed.
    await officer.get("/console")
    assert "자리를 배정할 수 있어요" in officer.text
    await officer.get("/console/places")
    address = re.search(r'href="(/console/places/[0-9a-f-]{36})"', officer.page.text)
    assert address
    await officer.get(address[1])
    assert "지금 배정하면 기다리는 신청 가운데 2건이 자리를 받아요" in officer.text
    file = await officer.http.get(f"{address[1]}/places.csv")
    rows = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"))))
    assert [row["lot"] for row in rows] == sorted(
        hashlib.sha256(f"{row['seed']}{row['reference']}".encode()).hexdigest() for row in rows
    )
    assert "haneul" not in file.text
    assert "지어낸" not in file.text
    await officer.get(address[1])
    await officer.post(address[1], {"mark": officer.hidden("mark")})
    assert "배정했어요" in officer.text
    await officer.get("/console")
    assert "자리를 배정할 수 있어요" not in officer.text
    await officer.get(address[1])
    assert officer.text.count("자리 있음") == 2
    await lottery.give()
    assert sum(await having(lottery, *at_home)) == 2

    (waits,) = [one for one in at_home if not await lottery.has_place(one)]
    learner = Browser(app, f"{lottery.tenant.slug}.localhost")
    await sign_in(learner, runtime, lottery.tenant, lottery.people[waits][1])
    await learner.get(f"/applications/{waits}/outcome", headers={"accept-language": "ko"})
    assert "지원 대상이고, 자리를 기다리고 있어요" in learner.text
    assert "기다리는 1명 가운데 1번째예요" in learner.text
    await learner.get(f"/applications/{waits}/choose")
    assert learner.page.status_code == 404
    answer = (await learner.http.get(f"/api/applications/{waits}/determination")).json()
    assert (answer["outcome"], answer["place"]["state"], answer["place"]["number"]) == ("eligible", "waiting", 1)
    await learner.get("/applications")
    assert "자리를 기다려요" in learner.text
    await learner.get("/")
    assert "자리를 기다려요" in learner.text
    await learner.get(f"/applications/{waits}/outcome")
    await learner.post(f"/applications/{waits}/stop-waiting")
    assert "이제 자리를 기다리지 않아요" in learner.text
    await learner.http.aclose()
