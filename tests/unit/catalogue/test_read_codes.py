"""A provider’s file of codes is taken wholly or not at all, and what is wrong is named by its line."""

from datetime import date

import pytest

from seoul_learn.tenant_plane.catalogue.import_codes import CodesRefused, GivenCode, read_codes

_TODAY = date(2026, 11, 24)


def _read(text: str) -> list[GivenCode]:
    return list(read_codes(text.encode(), today=_TODAY))


def test_codes_are_the_first_column_and_their_last_day_the_second() -> None:
    text = "\ufeffcode,expires\r\nA-1,2027-02-28\r\nB-2\r\n"
    assert _read(text) == [GivenCode("A-1", date(2027, 2, 28)), GivenCode("B-2")]


def test_blanks_and_codes_that_stand_there_twice_are_passed_over() -> None:
    assert _read("A-1\n\n   \n,\nB-2\nA-1\n") == [GivenCode("A-1"), GivenCode("B-2")]


@pytest.mark.parametrize(
    "wrong",
    [
        "=1+2", "=HYPERLINK(\"https://evil.example\")", "+SUM(A1)", "-2+3", "@SUM(1)", "#NAME?", "#ref!", "1.23457E+15",
        "8,80123E+12", "1E+15", "x" * 201, "A\u200eB\x07", "A-1,28.2.2027", "A-1,2027-02-30", "A-1,2026-11-23",
    ],
)  # fmt: skip
def test_what_no_code_can_be_is_named_by_its_line(wrong: str) -> None:
    cell = wrong if "," in wrong and not wrong[0].isdigit() else f'"{wrong.replace(chr(34), chr(34) * 2)}"'
    with pytest.raises(CodesRefused, match=r"^Line 3"):
        _read(f"code\nGOOD-1\n{cell}\nGOOD-2\n")


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00A", b"", b"\n\n", b"code\n", b'"never closed', b"PK\x03\x04\x14\x00"]
)
def test_what_is_no_list_of_codes_is_refused(content: bytes) -> None:
    with pytest.raises(CodesRefused):
        read_codes(content, today=_TODAY)


def test_more_than_can_be_taken_at_once_are_refused() -> None:
    with pytest.raises(CodesRefused, match="Split it"):
        _read("\n".join(f"C{number}" for number in range(20_001)))
