"""Window, places, order, renewal, school year, sums, benefits and co-payments are said by forms, never as text."""

import tomllib
from collections.abc import AsyncIterator
from typing import Any

import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_policy_editor import (
    CITY,
    add_children,
    begin,
    build,
    discard,
    officer,
    send,
)


@pytest.fixture
async def cho(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "cho")
    yield browser
    await browser.http.aclose()


@pytest.fixture
async def han(app: Any, runtime: Runtime, cities: dict[str, TenantRef]) -> AsyncIterator[Browser]:
    browser = await officer(app, runtime, cities[CITY], "han", language="ko")
    yield browser
    await browser.http.aclose()


async def document(browser: Browser, draft: str) -> dict[str, Any]:
    return tomllib.loads((await browser.get(f"{draft.replace('drafts', 'versions')}/policy.toml")).text)


def moment(name: str, day: str, clock: str) -> dict[str, str]:
    year, month, date = day.split("-")
    return {f"{name}-year": year, f"{name}-month": month, f"{name}-day": date, f"{name}-time": clock}


async def test_all_terms_are_said_by_forms_and_shown_as_sentences_in_each_language(cho: Browser) -> None:
    draft = await begin(cho, "2027-05-01")
    await build(cho, draft, "2027-05-01")
    await add_children(cho, draft, "two_children")
    for path, fields in (
        ("terms/window", {**moment("opens", "2027-05-01", "09:00"), **moment("closes", "2027-05-20", "18:30")}),
        ("terms/school_year", {"turns_on-month": "3", "turns_on-day": "1"}),
        ("terms/quota", {"places": "1,000", "by": [], "by-add": "many_children", "by-add-places": "300",
                         "unfilled": "opened"}),
        ("terms/ranking", {"order": "priority", "by": ["many_children"], "by-add": "two_children",
                           "tie_break": "lottery", "seed": "a seed"}),
        ("terms/renewal", {"opens-unit": "week", "opens-count": "8", "grace-unit": "school_year",
                           "rejoin_after-unit": "month", "rejoin_after-count": "6"}),
    ):  # fmt: skip
        await send(cho, f"{draft}/{path}", {**fields, "action": "save"})
        assert cho.path == draft, (path, cho.text)
    for sentence in (
        "Applications are taken from May 1, 2027",
        "There are 1,000 places.",
        "300 of them are for: Three children or more.",
        "700 are left for all others.",
        "First come, in this order: 1) Three children or more, 2) Three children or more; then all others.",
        "Lots are drawn with the published seed “a seed”",
        "It can be renewed from 8 weeks before its end.",
        "Who is no longer eligible keeps it until the end of the school year",
        "School years begin on March 1.",
        "모두 1,000명을 뽑아요.",
        "학년도는 3월 1일에 시작해요.",
    ):
        assert sentence in cho.text, sentence
    said = await document(cho, draft)
    assert str(said["window"]["closes"]) == "2027-05-20 18:30:00"
    assert said["quota"] == {"places": 1000, "by": {"many_children": 300}, "unfilled": "opened"}
    assert said["ranking"]["by"] == ["many_children", "two_children"]
    assert said["renewal"]["opens"] == "8 weeks before"
    await discard(cho, draft)


async def test_a_list_is_put_in_order_without_saving_and_a_seed_is_made(cho: Browser) -> None:
    draft = await begin(cho, "2027-05-02")
    await build(cho, draft, "2027-05-02")
    await add_children(cho, draft, "two_children")
    lines = ["many_children", "two_children"]
    await send(cho, f"{draft}/terms/ranking", {"order": "priority", "by": lines, "action": "down:0", "seed": ""})
    assert cho.page.status_code == 200
    assert cho.page.text.index('name="by" value="two_children"') < cho.page.text.index(
        'name="by" value="many_children"'
    )
    assert "ranking" not in await document(cho, draft)
    await send(cho, f"{draft}/terms/ranking", {"order": "lottery", "by": [], "action": "seed", "seed": ""})
    seed = cho.hidden("seed") or cho.page.text.partition('name="seed" type="text" value="')[2].partition('"')[0]
    assert len(seed) == 32
    await send(cho, f"{draft}/terms/ranking", {"order": "lottery", "by": [], "action": "save", "seed": seed})
    assert (await document(cho, draft))["ranking"] == {"order": "lottery", "seed": seed}
    await send(cho, f"{draft}/terms/ranking", {"action": "remove"})
    assert "ranking" not in await document(cho, draft)
    await discard(cho, draft)


async def test_a_tier_of_a_sum_benefits_and_a_copayment_is_made_without_text(cho: Browser) -> None:
    draft = await begin(cho, "2027-05-03")
    await build(cho, draft, "2027-05-03")
    await send(cho, f"{draft}/grants/0", {"action": "remove"})
    await send(cho, f"{draft}/grants/new", {
        "when": "eligible", "lasts-unit": "month", "lasts-count": "6", "label-ko": "", "label-en": "",
        **{key: one for key, one in moment("starts", "2027-06-01", "").items() if key != "starts-time"},
        "action": "save",
    })  # fmt: skip
    assert cho.path == f"{draft}/grants/0", cho.text
    await send(cho, f"{draft}/grants/0/wallet", {"amount": "50,000", "per": "month", "action": "save"})
    await send(cho, f"{draft}/grants/0/benefits-new", {
        "kind": "other", "kind-other": "skates", "label-ko": "스케이트", "label-en": "Skates", "amount": "2",
        "measure": "other", "unit-other": "pair", "per": "once", "action": "save",
    })  # fmt: skip
    await send(cho, f"{draft}/grants/0/copay", {
        "amount": "1000", "per": "month", "of": "5000", "waive_when": "many_children", "action": "save",
    })  # fmt: skip
    assert cho.path == f"{draft}/grants/0", cho.text
    for sentence in ("up to ₩50,000 a month", "Skates: 2 pair in all", "Who pays nothing: “Three children or more”."):
        assert sentence in cho.text, sentence
    assert (await document(cho, draft))["grants"] == [{
        "lasts": "6 months", "starts": (await document(cho, draft))["grants"][0]["starts"], "when": "eligible",
        "wallet": {"amount": 50000, "currency": "KRW", "per": "month"},
        "benefits": [{"kind": "skates", "label": {"ko": "스케이트", "en": "Skates"}, "amount": 2, "unit": "pair"}],
        "copay": {"amount": 1000, "currency": "KRW", "per": "month", "of": 5000, "waive_when": "many_children"},
    }]  # fmt: skip
    await cho.get(draft)
    assert "This draft is not complete" not in cho.text
    await send(cho, f"{draft}/grants/0/benefits-0", {"action": "remove"})
    assert "benefits" not in (await document(cho, draft))["grants"][0]
    await discard(cho, draft)


async def test_what_is_mistyped_is_told_at_its_field_in_the_officers_language_and_stays(han: Browser) -> None:
    draft = await begin(han, "2027-05-04")
    await build(han, draft, "2027-05-04")
    await send(han, f"{draft}/terms/quota", {"places": "백", "by": ["many_children"], "by-places-0": "7"})
    assert han.page.status_code == 422
    assert "1 이상의 수를 숫자로만 쓰세요." in han.text
    assert 'value="백"' in han.page.text
    assert 'name="by-places-0" type="text" value="7"' in han.page.text
    criterion = {"name": "many_children", "label-ko": "셋", "label-en": "three", "config-fact": "household.children"}
    await send(han, f"{draft}/criteria/many_children", {**criterion, "config-from": ""})
    assert "몇 명부터, 몇 명까지 가운데 하나라도 쓰세요" in han.text
    exported = (await han.get(f"{draft.replace('drafts', 'versions')}/policy.toml")).text
    await send(han, f"{draft}/import", {"text": exported.replace('use = "children"', 'use = "childern"')})
    assert "이라는 기준 종류는 없어요. `children`을(를) 쓰려고 했나요?" in han.text
    await send(han, f"{draft}/import", {"text": exported.replace("from = 3", "from = 3\nto = 2")})
    assert "끝 수가 처음 수보다 작아요" in han.text
    await send(han, f"{draft}/import", {"text": "a = = 1"})
    assert "TOML 형식이 아니에요" in han.text
    assert "Invalid" not in han.text
    await discard(han, draft)


async def test_the_checks_are_shown_for_what_is_typed_and_nothing_is_saved(cho: Browser) -> None:
    draft = await begin(cho, "2027-05-05")
    await build(cho, draft, "2027-05-05")
    before = await document(cho, draft)
    fields = {**moment("opens", "2026-12-01", "09:00"), **moment("closes", "2026-12-20", "18:00")}
    await send(cho, f"{draft}/terms/window", {**fields, "action": "check"})
    assert cho.page.status_code == 200
    assert "Applications close on December 20, 2026, before this version takes effect." in cho.text
    await send(cho, f"{draft}/terms/window", {**fields, "opens-time": "9 o'clock", "action": "check"})
    assert cho.page.status_code == 200
    assert "What is typed cannot be read yet" in cho.text
    await send(cho, f"{draft}/criteria/many_children", {"config-from": "0", "label-ko": "셋", "label-en": "three",
               "name": "many_children", "config-fact": "household.children", "action": "check"})  # fmt: skip
    assert "Everybody meets this criterion." in cho.text
    assert await document(cho, draft) == before
    await discard(cho, draft)
