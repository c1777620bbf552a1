"""Every component in a real browser: legible, reachable, inside the screen, in three brands and two languages."""

import os
import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, Route, async_playwright

from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.shared.assets import load_assets
from seoul_learn.web.shared.headers import CONTENT_SECURITY_POLICY
from seoul_learn.web.shared.identity import theme_of
from tests.journeys.styleguide.pages import NAMES, recoloured, render
from tests.unit.web.visitors import SITE, person, visitor

_AXE = Path(__file__).parents[1] / "vendor" / "axe.min.js"
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_BRANDS = {"green": ("#0e6e5a", None), "yellow": ("#ffcc00", None), "blue and red": ("#0f4c81", "#e4572e")}
_TARGET = 24  # WCAG 2.2, 2.5.8; links inside a sentence are exempt
_ORIGIN = "http://hanbit.localhost/"


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    found = os.environ.get("CHROMIUM") or next(
        filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
    )
    async with async_playwright() as playwright:
        # Chromium's sandbox does not run as root, and containers mostly are.
        opened = await playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        yield opened
        await opened.close()


async def _open(
    browser: Browser, name: str, *, width: int, language: str = "ko", brand: str = "green", javascript: bool = True
) -> Page:
    site = recoloured(SITE, *_BRANDS[brand])
    html = render(name, visitor(language=language, site=site, signed_in_as=person(Role.administrator)))
    context = await browser.new_context(
        viewport={"width": width, "height": 900}, java_script_enabled=javascript, base_url=_ORIGIN
    )

    async def answer(route: Route) -> None:
        path = route.request.url.partition(".localhost")[2]
        if path.startswith("/static/"):
            asset = load_assets().find(path.split("/", 3)[3])
            assert asset is not None, path
            await route.fulfill(body=asset.body, content_type=asset.media_type)
        elif path.startswith("/theme/"):
            await route.fulfill(body=theme_of(site).css, content_type="text/css")
        else:
            await route.fulfill(
                body=html,
                content_type="text/html; charset=utf-8",
                headers={"content-security-policy": CONTENT_SECURITY_POLICY},
            )

    await context.route("**/*", answer)
    page = await context.new_page()
    await page.goto(_ORIGIN)
    return page


async def _axe(page: Page, *, but: tuple[str, ...] = ()) -> list[str]:
    await page.evaluate(f"{_AXE.read_text('utf-8')};0")
    found: list[str] = await page.evaluate(
        "options => axe.run(document, options).then(result => result.violations.map("
        "one => one.id + ': ' + one.nodes.map(node => node.html.slice(0, 160)).join(' | ')))",
        {"runOnly": _RULES, "rules": {rule: {"enabled": False} for rule in but}},
    )
    return found


async def _outside(page: Page) -> list[str]:
    """Elements that reach over the edge of the screen, unless a frame of their own scrolls."""
    found: list[str] = await page.evaluate(
        """() => [...document.querySelectorAll('body *')].filter(one => {
            const box = one.getBoundingClientRect();
            return one.checkVisibility() && box.width > 1 && !one.closest('.table-frame')
                && (box.right > innerWidth + 1 || box.left < -1);
        }).map(one => one.outerHTML.slice(0, 120))"""
    )
    return found


@pytest.mark.parametrize(
    ("width", "brand"), [(320, "green"), (390, "green"), (1280, "green"), (390, "yellow"), (1280, "blue and red")]
)
@pytest.mark.parametrize("name", NAMES)
async def test_a_page_is_accessible_and_inside_the_screen_with_every_menu_open(
    browser: Browser, name: str, width: int, brand: str
) -> None:
    page = await _open(browser, name, width=width, brand=brand)
    assert await _axe(page) == []
    assert await _outside(page) == []
    for menu in await page.locator("details:visible > summary").all():
        await menu.click()
        assert await _outside(page) == []
        # An open menu covers part of what lies under it, which is no fault of that.
        assert await _axe(page, but=("target-size",)) == []
        await menu.click()
    await page.context.close()


@pytest.mark.parametrize("language", ["en", "ja"])
async def test_a_page_in_another_language_is_accessible_too(browser: Browser, language: str) -> None:
    page = await _open(browser, "resident", width=320, language=language)
    assert await page.get_attribute("html", "lang") == language
    assert await _axe(page) == []
    assert await _outside(page) == []
    await page.context.close()


@pytest.mark.parametrize("name", NAMES)
async def test_what_can_be_pressed_is_large_enough(browser: Browser, name: str) -> None:
    page = await _open(browser, name, width=390)
    small = await page.evaluate(
        """least => [...document.querySelectorAll('a, button, summary, input, select')].filter(one => {
            const box = one.getBoundingClientRect();
            return box.width > 1 && box.height > 1 && (box.height < least || box.width < least);
        }).map(one => one.outerHTML.slice(0, 120))""",
        _TARGET,
    )
    assert small == []
    await page.context.close()


async def test_the_languages_are_found_and_chosen_without_javascript(browser: Browser) -> None:
    page = await _open(browser, "resident", width=390, javascript=False)
    await page.get_by_text("Languages").click()
    for name in ("한국어", "English", "日本語"):
        assert await page.get_by_role("button", name=name).is_visible()
    async with page.expect_request("**/language") as sent:
        await page.get_by_role("button", name="English").click()
    request = await sent.value
    assert (request.method, request.post_data) == ("POST", "language=en")
    await page.context.close()


async def test_the_error_summary_takes_the_focus_and_leads_to_each_field(browser: Browser) -> None:
    page = await _open(browser, "question", width=390)
    summary = page.locator(".govuk-error-summary")
    await summary.and_(page.locator(":focus")).wait_for()
    for field in ("born", "email", "lives", "consent"):
        await summary.locator(f'a[href="#{field}"]').click()
        assert await page.evaluate("document.activeElement.id") == field
    await page.context.close()


async def test_the_focus_is_seen_on_every_brand(browser: Browser) -> None:
    for brand in _BRANDS:
        page = await _open(browser, "resident", width=1280, brand=brand)
        await page.locator(".govuk-radios__input").first.focus()
        await page.keyboard.press("ArrowDown")
        ring = await page.evaluate(
            "getComputedStyle(document.activeElement.closest('.govuk-radios__item')).outlineColor"
        )
        assert ring == "rgb(22, 25, 31)"
        await page.context.close()


async def test_what_was_typed_stands_in_the_field_again_letter_by_letter(browser: Browser) -> None:
    page = await _open(browser, "question", width=390)
    assert await page.input_value("#why") == "두 줄\n  이에요"
    assert await page.input_value("#email") == "haneul@"
    assert await page.input_value("[name=born-month]") == "13"
    await page.context.close()
