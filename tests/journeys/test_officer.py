"""An officer of a city: today's work, and how the city looks; a case is looked at in test_evidence.py."""

import io

import pytest
from PIL import Image

from tests.journeys.conftest import Visitor


async def test_an_administrator_changes_colour_and_logo_after_looking_and_the_portal_shows_it(
    visitor: Visitor,
) -> None:
    await visitor.come_as_officer("chungbuk", "officer")
    await visitor.open("chungbuk", "/console/branding")
    before = await visitor.page.input_value("#colour")
    colour = "#7a2c60" if before != "#7a2c60" else "#2c607a"
    await visitor.page.fill("#colour", "purple")
    await visitor.press("미리 보기")
    assert await visitor.page.input_value("#colour") == "purple"
    assert await visitor.page.locator(".govuk-error-summary").is_visible()
    await visitor.page.fill("#colour", colour)
    await visitor.press("미리 보기")
    assert await visitor.page.locator(".preview__head img").count() == 1
    await visitor.page.set_input_files("#logo", {"name": "a.png", "mimeType": "image/png", "buffer": b"MZ no picture"})
    await visitor.press("미리 보기")
    assert await visitor.page.locator("#logo-error").is_visible()
    await visitor.page.set_input_files("#logo", {"name": "a.png", "mimeType": "image/png", "buffer": _logo(colour)})
    await visitor.press("미리 보기")
    new = visitor.page.locator(".preview__head img")
    assert await new.evaluate("one => one.complete && one.naturalWidth") == 300
    band = visitor.page.locator(".preview__band")
    assert await band.evaluate("one => getComputedStyle(one).backgroundColor") == _rgb(colour)
    await visitor.press("저장")
    await visitor.open("chungbuk")
    logo = visitor.page.locator(".brand img")
    assert await logo.evaluate("one => one.naturalWidth / one.naturalHeight") == 2
    band = visitor.page.locator(".band").first
    assert await band.evaluate("one => getComputedStyle(one).backgroundColor") == _rgb(colour)


async def test_every_page_of_the_console_can_be_used_and_what_is_absent_is_told_in_its_frame(visitor: Visitor) -> None:
    await visitor.sign_in("osaka", "officer@osaka.example", start="/console/sign-in")
    for path in ("", "/applications", "/applications?search=NONE", "/catalogue", "/letters", "/branding"):
        await visitor.open("osaka", f"/console{path}")
        await visitor.expect_accessible()
    await visitor.open("osaka", "/console/catalogue")
    await visitor.page.locator("tbody a").first.click()
    await visitor.expect_accessible()
    answer = await visitor.page.goto(visitor.platform.site("osaka", "/console/nothing"))
    assert answer is not None
    assert answer.status == 404
    assert await visitor.page.locator(".console .trouble").is_visible()
    await visitor.expect_accessible()


async def test_a_resident_who_opens_the_console_is_shown_the_door(
    visitor: Visitor, request: pytest.FixtureRequest
) -> None:
    await visitor.sign_in("seoul", f"curious.{request.node.callspec.id}@resident.example")
    for path in ("/console", "/console/applications", "/console/branding", "/console/catalogue"):
        answer = await visitor.page.goto(visitor.platform.site("seoul", path))
        assert answer is not None
        assert answer.status == 403
    await visitor.expect_accessible()


def _logo(colour: str) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (300, 150), colour).save(out, "PNG")
    return out.getvalue()


def _rgb(colour: str) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"rgb({red}, {green}, {blue})"
