"""Takes the pictures of the documentation anew: brings up a demo in a folder of its own and looks at it in a browser.

Run `make pictures`, look at what changed in docs/pictures, and commit it. Everybody in the pictures is invented.
"""

import asyncio
import io
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.async_api import Browser, Page, async_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
OPERATOR = "operator@seoul-learn.example"
NEW_CITY = {
    "slug": "gangneung", "host": "gangneung.localhost", "colour": "#2f6b3a", "name_ko": "강릉런",
    "name_en": "Gangneung Learn", "department_ko": "교육지원 담당", "department_en": "Education support",
    "phone": "033-000-0000", "email": "learn@gangneung.example", "address_ko": "강릉시청", "address_en": "City hall",
    "administrator_name": "첫 관리자 (지어낸 사람)", "administrator_email": "first@gangneung.example",
}  # fmt: skip


class Demo:
    """Where the demo of this run is reached."""

    def __init__(self, port: int, mailbox: int) -> None:
        self.port = port
        self.mailbox = mailbox

    def site(self, name: str, path: str = "/") -> str:
        return f"http://{name}.localhost:{self.port}{path}"

    def letters(self, recipient: str) -> str:
        address = f"http://127.0.0.1:{self.mailbox}/?to={urllib.parse.quote(recipient)}"
        with urllib.request.urlopen(address, timeout=10) as page:
            return str(page.read().decode())

    def code(self, recipient: str) -> str | None:
        """The newest mailed code."""
        found = re.search(r"<article>.*?<pre>[^<]*?\b(\d{6})\b", self.letters(recipient), re.DOTALL)
        return found[1] if found else None

    def second_factor(self) -> str:
        found = re.search(r"<code>(\d{6})</code>", self.letters("nobody"))
        if found is None:
            raise RuntimeError("the mailbox shows no second factor")
        return found[1]


@contextmanager
def demo() -> Iterator[Demo]:
    """Bring one up and take it down again."""
    port, mailbox = _free_port(), _free_port()
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "seoul_learn.cli", "demo", "--folder", folder]
        running = subprocess.Popen(  # noqa: S603  # our own command
            [*command, "--port", str(port), "--mailbox-port", str(mailbox)], cwd=ROOT, stdout=subprocess.DEVNULL
        )
        try:
            _wait(port, running)
            yield Demo(port, mailbox)
        finally:
            running.send_signal(signal.SIGINT)
            running.wait(60)


async def take_all(running: Demo) -> None:
    """Every picture, in the order in which one leads to the next."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        await _resident(browser, running)
        await _officer(browser, running)
        await _policy(browser, running)
        await _appeal(browser, running)
        await _operator(browser, running)
        await browser.close()


async def _resident(browser: Browser, running: Demo) -> None:
    desk = await _screen(browser, 1280)
    await desk.goto(running.site("seoul"))
    await _take(desk, "home-1280", height=950)
    telephone = await _screen(browser, 390)
    await _sign_in(telephone, running, "seoul", "haneul@resident.example", start="/sign-in")
    await telephone.goto(running.site("seoul", "/programmes/learn"))
    await _press(telephone, "신청 시작하기")
    await telephone.select_option("#answer", "KR-11-110")
    await _press(telephone, "저장하고 계속하기")
    await _take(telephone, "question-390", height=900)
    await telephone.context.clear_cookies()
    await _sign_in(telephone, running, "seoul", "seojun@resident.example", start="/sign-in")
    await telephone.goto(running.site("seoul", "/applications"))
    await _press(telephone, "진행 상황 보기")
    await _take(telephone, "outcome-390", height=1500)
    await _press(telephone, "학습 사이트 고르기")
    await telephone.locator("input[type=radio]:not([disabled])").first.check()
    await telephone.evaluate("document.activeElement.blur()")
    await _take(telephone, "choose-390", height=1500)


async def _officer(browser: Browser, running: Demo) -> None:
    page = await _screen(browser, 1280)
    await _sign_in(page, running, "seoul", "officer@seoul.example", start="/console/sign-in")
    await page.goto(running.site("seoul", "/console/applications"))
    await page.locator("tbody a").first.click()
    await page.locator("img.evidence").wait_for()
    await page.wait_for_load_state("networkidle")
    await _take(page, "case-1280", height=1300)
    await page.goto(running.site("seoul", "/console/branding"))
    await page.fill("#colour", "#7a2c60")
    await _press(page, "미리 보기")
    await _take(page, "branding-1280", height=1100)


async def _policy(browser: Browser, running: Demo) -> None:
    page = await _screen(browser, 1280)
    await _sign_in(page, running, "pyeongchang", "officer@pyeongchang.example", start="/console/sign-in")
    await page.goto(running.site("pyeongchang", "/console/policies"))
    await page.locator("summary", has_text="새 초안 만들기").first.click()
    await page.locator("main details form button").first.click()
    await page.wait_for_load_state("networkidle")
    await _take(page, "policy-1280", height=1250)


async def _appeal(browser: Browser, running: Demo) -> None:
    page = await _screen(browser, 1280)
    await _sign_in(page, running, "chungbuk", "second@chungbuk.example", start="/console/sign-in")
    await page.goto(running.site("chungbuk", "/console/applications"))
    await page.locator("tbody a").first.click()
    await page.wait_for_load_state("networkidle")
    await _take(page, "appeal-1280", height=1300)


async def _operator(browser: Browser, running: Demo) -> None:
    page = await _screen(browser, 1280)
    await _sign_in(page, running, "operator", OPERATOR, start="/sign-in")
    await page.fill("#code", running.second_factor())
    await _press(page, "로그인")
    await page.goto(running.site("operator", "/tenants/new"))
    for field, value in NEW_CITY.items():
        await page.fill(f"#{field}", value)
    await page.select_option("#place", "KR-51-150")
    await _press(page, "도시 만들기")
    await page.goto(running.site("operator"))
    await _take(page, "operator-1280", height=800)


async def _screen(browser: Browser, width: int) -> Page:
    context = await browser.new_context(viewport={"width": width, "height": 900}, locale="ko-KR")
    context.set_default_timeout(20_000)
    return await context.new_page()


async def _press(page: Page, name: str) -> None:
    main = page.locator("main")
    button = main.get_by_role("button", name=name, exact=True).or_(main.get_by_role("link", name=name, exact=True))
    await button.first.click()
    await page.wait_for_load_state()


async def _sign_in(page: Page, running: Demo, city: str, email: str, *, start: str) -> None:
    before = running.code(email)
    await page.goto(running.site(city, start))
    await page.fill("#email", email)
    await page.locator("main button[type=submit]").click()
    await page.wait_for_selector("#code")
    while (code := running.code(email)) in (None, before):
        await page.wait_for_timeout(100)
    await page.fill("#code", code or "")
    await page.locator("main button[type=submit]").click()
    await page.wait_for_load_state()


async def _take(page: Page, name: str, *, height: int) -> None:
    taken = await page.screenshot(full_page=True)
    whole = Image.open(io.BytesIO(taken)).convert("RGB")
    shown = whole.crop((0, 0, whole.width, min(height, whole.height)))
    file = PICTURES / f"{name}.png"
    # 256 colours are enough for a page, and a third of the bytes.
    shown.quantize(256, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).save(file, optimize=True)
    size = file.stat().st_size
    if size > MOST_BYTES:
        raise SystemExit(f"{file.name} has {size} bytes; take less of the page")
    sys.stdout.write(f"{file.relative_to(ROOT)}  {size // 1000} KB\n")


def _wait(port: int, running: "subprocess.Popen[bytes]") -> None:
    for _ in range(600):
        if running.poll() is not None:
            raise SystemExit("the demo ended before it was ready")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the demo was not ready within two minutes")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    with demo() as running_demo:
        asyncio.run(take_all(running_demo))
