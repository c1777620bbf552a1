"""What was told in an earlier application is shown and asked "still so?", by groups, and never taken over unseen."""

from datetime import UTC, datetime
from typing import Any

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.kit.clock import FixedClock
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_resident import HANUL, answer, sign_in


async def applied(browser: Browser, slug: str) -> str:
    await browser.get(f"/programmes/{slug}")
    await browser.post(f"/programmes/{slug}/apply")
    return browser.path.split("/")[2]


async def test_a_second_programme_asks_whether_it_is_still_so(
    browser: Browser, runtime: Runtime, cities: dict[str, TenantRef], module_clock: FixedClock
) -> None:
    # Into August 2025, when both of Seoul's programmes took applications.
    back = module_clock.now() - datetime(2025, 8, 20, 3, tzinfo=UTC)
    module_clock.advance(-back)
    try:
        await _asked_again(browser, runtime, cities["seoul"])
    finally:
        module_clock.advance(back)


async def _asked_again(browser: Browser, runtime: Runtime, tenant: TenantRef) -> None:
    await sign_in(browser, runtime, tenant, "again@demo.example")
    await applied(browser, "learn")
    assert "/questions/" in browser.path, "nothing is shown when nothing was told"
    await answer(browser, **{**HANUL, "learner_categories": ["multi_child"]})
    assert browser.path.endswith("/check"), browser.path
    other = await applied(browser, "multichild-pilot")
    assert browser.path == f"/applications/{other}/earlier", (browser.path, browser.text)
    assert "2012" in browser.text
    await browser.post(browser.path, {})
    assert browser.page.status_code == 422
    groups = dict.fromkeys(("learner", "household", "sensitive", "guardian", "other"), "yes")
    await browser.post(f"/applications/{other}/earlier", {**groups, "learner": "no"})
    await browser.get(f"/applications/{other}/check")
    # The learner's answers are asked for again, the household's were kept.
    assert "2012" not in browser.text
    await browser.get(f"/applications/{other}")
    assert "/questions/learner." in browser.path, browser.path
    await browser.get(f"/applications/{other}/earlier")
    assert not browser.path.endswith("/earlier"), "it is asked once"


async def test_a_strangers_answers_are_never_shown(
    browser: Browser, app: Any, runtime: Runtime, cities: dict[str, TenantRef]
) -> None:
    await sign_in(browser, runtime, cities["seoul"], "told@demo.example")
    await applied(browser, "learn")
    await answer(browser, **HANUL)
    other = Browser(app, "seoul.localhost")
    await sign_in(other, runtime, cities["seoul"], "told-nothing@demo.example")
    mine = await applied(other, "learn")
    assert other.path.startswith(f"/applications/{mine}/questions/")
    await other.http.aclose()
