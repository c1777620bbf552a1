"""Files, colours and logo: cached for ever under an address that changes with them, and nobody else's."""

import re

import brotli  # type: ignore[import-untyped]  # ships no types
import pytest

from seoul_learn.web.shared.assets import load_assets

from .conftest import Open
from .test_work import ROUTES

_FOR_EVER = "public, max-age=31536000, immutable"


async def test_everything_that_a_page_loads_is_there_may_be_kept_and_sets_no_cookie(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        page = await client.get("/no/such/page")
        addresses = set(re.findall(r'(?:href|src)="(/(?:static|theme|logo)/[^"#]+)', page.text))
        assert len(addresses) >= 5
        for address in addresses:
            answer = await client.get(address)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, _FOR_EVER), address
            assert "set-cookie" not in answer.headers, address
    assert page.headers["cache-control"] == "no-store"


async def test_what_a_style_sheet_or_script_loads_is_there_too(open_city: Open) -> None:
    assets = load_assets()
    async with open_city(ROUTES) as client:
        fonts = assets.address("vendor/pretendard/pretendard.css")
        sheet = (await client.get(fonts)).text
        name = re.findall(r"url\(\./([^)]+)\)", sheet)[0]
        assert (await client.get(f"{fonts.rpartition('/')[0]}/{name}")).headers["content-type"] == "font/woff2"
        script = assets.address("app.js")
        module = re.findall(r'from "\./([^"]+)"', (await client.get(script)).text)[0]
        answer = await client.get(f"{script.rpartition('/')[0]}/{module}")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, _FOR_EVER)


async def test_an_address_of_yesterday_still_works_and_is_asked_for_again(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        for address in ("/static/000000000000/app.css", "/theme/hanbit-000000000000.css", "/logo/000000000000.png"):
            answer = await client.get(address)
            assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-cache"), address


@pytest.mark.parametrize(("accepts", "encoding"), [("br, gzip", "br"), ("gzip", None), ("", None)])
async def test_a_style_sheet_is_sent_small_to_whoever_can_read_that(
    open_city: Open, accepts: str, encoding: str | None
) -> None:
    async with open_city(ROUTES) as client:
        answer = await client.get(load_assets().address("app.css"), headers={"accept-encoding": accepts})
    assert answer.headers.get("content-encoding") == encoding
    assert answer.headers["vary"] == "accept-encoding"


def test_a_first_page_is_useful_within_70_kilobytes_before_fonts() -> None:
    assets = load_assets()
    sent = 0
    for name in ("app.css", "vendor/pretendard/pretendard.css", "vendor/icons.svg", "app.js", "vendor/govuk.js"):
        asset = assets.find(name)
        assert asset is not None
        assert asset.brotli is not None
        assert brotli.decompress(asset.brotli) == asset.body
        sent += len(asset.brotli)
    # The page itself takes at most 20 of the 70.
    assert sent < 50_000, sent


async def test_the_logo_is_the_drawing_of_the_platform_and_never_what_was_handed_in(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        page = await client.get("/no/such/page")
        address = re.findall(r'src="(/logo/[^"]+)"', page.text)[0]
        answer = await client.get(address)
    assert answer.headers["content-type"] == "image/png"
    assert answer.content == b"\x89PNG drawn by the platform"
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_a_browser_that_asks_for_an_icon_gets_one(open_city: Open) -> None:
    async with open_city(ROUTES) as client:
        assert (await client.get("/favicon.ico")).headers["content-type"] == "image/svg+xml"
