"""Hosts, slugs and time zones have one spelling, and a refusal says what would do."""

import pytest

from seoul_learn.control_plane.tenants.errors import InvalidHost, InvalidTenant
from seoul_learn.control_plane.tenants.names import checked_host, checked_name, checked_slug, checked_timezone


@pytest.mark.parametrize("host", ["seoul.localhost", "localhost", "learn.example.kr", "1a.example", "a" * 63 + ".kr"])
def test_a_host_name_is_taken_as_it_is(host: str) -> None:
    assert checked_host(host) == host


@pytest.mark.parametrize(
    "host",
    [
        "", ".", "a..b", "seoul.localhost.", "-a.kr", "a-.kr", "a_b.kr", "a b.kr", "a.kr\n", "서울.kr", "Seoul.kr",
        "K.kr", "a.kr:80", "http://a.kr", "127.0.0.1", "[::1]", "a" * 64 + ".kr", ".".join(["abc"] * 64),
    ],
)  # fmt: skip
def test_anything_else_is_no_host_name(host: str) -> None:
    with pytest.raises(InvalidHost):
        checked_host(host)


def test_a_host_in_capitals_is_told_its_spelling() -> None:
    with pytest.raises(InvalidHost, match=r"write 'seoul\.kr'"):
        checked_host("Seoul.kr")


@pytest.mark.parametrize("slug", ["", "Seoul", "a--b", "-a", "a-", "1a", "a/b", "a\n", "a" * 41])
def test_a_slug_that_is_no_folder_name_is_refused(slug: str) -> None:
    with pytest.raises(InvalidTenant, match="slug"):
        checked_slug(slug)


@pytest.mark.parametrize("timezone", ["", "Seoul", "../etc/passwd", "/etc/localtime", "Asia"])
def test_an_unknown_time_zone_is_refused(timezone: str) -> None:
    with pytest.raises(InvalidTenant, match="Asia/Seoul"):
        checked_timezone(timezone)


@pytest.mark.parametrize("name", [{}, {"ko": " "}, {"ko": "서울", "en": ""}])
def test_a_name_has_no_empty_reading(name: dict[str, str]) -> None:
    with pytest.raises(InvalidTenant, match="language"):
        checked_name(name)
