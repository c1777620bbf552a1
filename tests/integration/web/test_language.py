"""A reader chooses a language on any page and stays on that page."""

import pytest

from .conftest import HOST, Open
from .test_work import ROUTES


async def _choose(open_city: Open, language: str, referer: str) -> tuple[str, str, str]:
    async with open_city(ROUTES) as client:
        answer = await client.post(
            "/language", data={"language": language}, headers={"referer": referer}, follow_redirects=False
        )
        assert answer.status_code == 303
        return answer.headers["location"], answer.headers.get("set-cookie", ""), (await client.get("/language")).text


async def test_the_choice_is_kept_and_leads_back(open_city: Open) -> None:
    location, cookie, shown = await _choose(open_city, "en", f"http://{HOST}/pages?number=2")
    assert (location, shown) == ("/pages?number=2", "en")
    assert "HttpOnly" in cookie
    assert "Max-Age=31536000" in cookie


@pytest.mark.parametrize("language", ["xx", "", "../../etc", "ja\r\nset-cookie: a=b"])
async def test_a_language_that_nobody_knows_changes_nothing(open_city: Open, language: str) -> None:
    location, cookie, shown = await _choose(open_city, language, f"http://{HOST}/")
    assert (location, cookie, shown) == ("/", "", "ko")


@pytest.mark.parametrize(
    "referer",
    ["", "http://evil.test/pages", f"http://{HOST}//evil.test/", f"http://{HOST}.evil.test/x", "javascript:alert(1)"],
)
async def test_nobody_is_led_to_another_host(open_city: Open, referer: str) -> None:
    location, _, _ = await _choose(open_city, "en", referer)
    assert location == "/"
