"""A reader is sent to a path of this host and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seoul_learn.web.shared.addresses import local_path, with_way_back


@pytest.mark.parametrize("path", ["/", "/mine", "/mine?page=2&x=%2F%2Fevil", "/서울"])
def test_a_path_of_this_host_is_kept(path: str) -> None:
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None, "", "mine", "//evil.test", "///evil.test", "/\\evil.test", "\\\\evil.test", "https://evil.test",
        "javascript:alert(1)", "/\t/evil.test", "/\n/evil.test", " //evil.test", "/ok\r\nset-cookie: a=b",
    ],
)  # fmt: skip
def test_anything_else_leads_to_the_first_page(path: str | None) -> None:
    assert local_path(path) == "/"


@given(st.text())
def test_no_text_leads_elsewhere(text: str) -> None:
    kept = local_path(text)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))


def test_the_way_back_is_quoted_and_left_out_for_the_first_page() -> None:
    assert with_way_back("/sign-in", back="/mine?a=1&b=2") == "/sign-in?next=/mine%3Fa%3D1%26b%3D2"
    assert with_way_back("/sign-in", back="/") == "/sign-in"
