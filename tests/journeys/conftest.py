"""Real browsers on a real platform: telephone and desk, with JavaScript and without, and axe on every page."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, Page, async_playwright

from tests.identity_provider.running import RunningProvider, running_provider
from tests.journeys.platform import RunningPlatform, running_platform

_AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text("utf-8")
_LOOK = (Path(__file__).parent / "look.js").read_text("utf-8")
_SMALL_TARGETS = (Path(__file__).parent / "small_targets.js").read_text("utf-8")
_PLACES = ("chromium", "chromium-browser", "google-chrome")


class Screen(msgspec.Struct, frozen=True):
    """How somebody looks at the platform."""

    width: int
    javascript: bool

    def __str__(self) -> str:
        return f"{self.width}px{'' if self.javascript else '-without-javascript'}"


SCREENS = (Screen(390, True), Screen(1280, True), Screen(390, False))


@pytest.fixture(scope="session")
def platform(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPlatform]:
    with running_platform(server_url, tmp_path_factory.mktemp("platform")) as running:
        yield running


@pytest.fixture(scope="session")
def identity_provider(
    platform: RunningPlatform, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningProvider]:
    """A real OpenID provider that knows Chungbuk."""
    log = tmp_path_factory.mktemp("provider") / "provider.log"
    with running_provider([platform.site("chungbuk", "/sign-in/back")], log) as running:
        yield running


@pytest.fixture(scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """An installed Chromium, else the one that Playwright brought. It never skips: no browser is a failure."""
    installed = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, _PLACES)), None)
    mac = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")
    path = installed or (str(mac) if mac.exists() else None)
    async with async_playwright() as playwright:
        # Chromium refuses its sandbox to root, and to root alone.
        arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = await playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        await browser.close()


# Cookies of officers, by the address of their platform and city: each signs in once.
_OFFICERS: dict[str, list[tuple[str, str]]] = {}


class Visitor:
    """Somebody at a screen, who finds every page accessible or says what is not."""

    def __init__(self, page: Page, platform: RunningPlatform, *, javascript: bool) -> None:
        self.page = page
        self.javascript = javascript
        self.platform = platform

    async def open(self, city: str, path: str = "/") -> None:
        await self.page.goto(self.platform.site(city, path))

    async def press(self, name: str) -> None:
        """Press a button or follow a link by what it says; the page that follows is looked at too."""
        main = self.page.locator("main")
        target = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
        await target.first.click()
        await self.page.wait_for_load_state()
        await self.expect_accessible()

    async def text(self) -> str:
        return await self.page.locator("main").inner_text()

    async def sign_in(self, city: str, email: str, *, start: str = "/sign-in") -> None:
        """Ask for a code, read it in the letter, type it."""
        await self.open(city, start)
        await self.sign_in_here(email)

    async def sign_in_here(self, email: str) -> None:
        """As `sign_in`, on the page for it that somebody was led to."""
        before = self.platform.code_of(email)
        await self.page.fill("#email", email)
        await self.page.locator("main button[type=submit]").click()
        await self.page.wait_for_selector("#code")
        await self.page.fill("#code", await self.new_code(email, before))
        await self.page.locator("main button[type=submit]").click()
        await self.page.wait_for_load_state()

    async def come_as_officer(self, city: str, who: str) -> None:
        """As an officer who has signed in today: five codes in a quarter of an hour are all that anybody is sent."""
        known = self.platform.site(city, who)
        await self.page.context.clear_cookies()
        if known in _OFFICERS:
            await self.page.context.add_cookies(
                [{"name": name, "value": value, "url": self.platform.site(city)} for name, value in _OFFICERS[known]]
            )
            return
        await self.sign_in(city, f"{who}@{city}.example", start="/console/sign-in")
        _OFFICERS[known] = [(one["name"], one["value"]) for one in await self.page.context.cookies()]

    async def new_code(self, email: str, before: str | None) -> str:
        """The code of a letter newer than the one that brought `before`."""
        # The letter is on its way through the worker: the page itself is the clock.
        for _ in range(200):
            code = self.platform.code_of(email)
            if code and code != before:
                return code
            await self.page.wait_for_timeout(50)
        raise AssertionError(f"no letter for {email}")

    async def expect_accessible(self) -> None:
        """No violation that axe knows, menus closed and open; targets large enough; nothing wider than the screen."""
        await self._expect_to_fit()
        small = await self.page.evaluate(_SMALL_TARGETS)
        assert not small, f"{self.page.url} has targets under 44 px: {small}"
        if not self.javascript:
            return  # axe is a script itself; the same pages are looked at with JavaScript
        await self.page.evaluate(_AXE)
        found: list[str] = await self.page.evaluate(_LOOK)
        assert not found, f"{self.page.url}\n" + "\n".join(found)

    async def _expect_to_fit(self) -> None:
        size = self.page.viewport_size
        assert size is not None
        # A telephone's page is looked at on the narrowest of screens too.
        for width in dict.fromkeys((size["width"], 320 if size["width"] < 640 else size["width"])):
            await self.page.set_viewport_size({"width": width, "height": size["height"]})
            wide = await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wide <= 0, f"{self.page.url} is {wide} px wider than a screen of {width} px"
        await self.page.set_viewport_size(size)


@pytest.fixture(params=SCREENS, ids=str)
async def visitor(
    request: pytest.FixtureRequest, chromium: Browser, platform: RunningPlatform
) -> AsyncIterator[Visitor]:
    screen: Screen = request.param
    context = await chromium.new_context(
        viewport={"width": screen.width, "height": 900}, java_script_enabled=screen.javascript, locale="ko-KR"
    )
    context.set_default_timeout(15_000)
    yield Visitor(await context.new_page(), platform, javascript=screen.javascript)
    await context.close()
