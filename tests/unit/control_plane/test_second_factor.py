"""A code of the authenticator is good once, a step early or late; a sealed value opens in its own place only."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pyotp
import pytest

from seoul_learn.control_plane.operators.errors import BrokenSeal
from seoul_learn.control_plane.operators.sealing import seal, unseal
from seoul_learn.control_plane.operators.second_factor import accepted_step, enrolment_uri, new_secret
from seoul_learn.kit.ids import new_id

NOW = datetime(2026, 11, 24, 9, 0, 10, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
KEY = b"k" * 32


def code(at: datetime) -> str:
    return pyotp.TOTP(SECRET).at(at)


@pytest.mark.parametrize("seconds", [-30, 0, 30])
def test_a_code_of_this_step_or_its_neighbours_is_accepted(seconds: int) -> None:
    assert accepted_step(SECRET, code=code(NOW + timedelta(seconds=seconds)), at=NOW, after=None) is not None


@pytest.mark.parametrize("seconds", [-60, 60])
def test_a_code_of_two_steps_away_is_refused(seconds: int) -> None:
    assert accepted_step(SECRET, code=code(NOW + timedelta(seconds=seconds)), at=NOW, after=None) is None


def test_a_code_is_accepted_once_and_no_earlier_one_after_it() -> None:
    step = accepted_step(SECRET, code=code(NOW), at=NOW, after=None)
    assert accepted_step(SECRET, code=code(NOW), at=NOW, after=step) is None
    assert accepted_step(SECRET, code=code(NOW - timedelta(seconds=30)), at=NOW, after=step) is None


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "１２３４５６", "-12345"])
def test_what_is_no_code_is_refused(typed: str) -> None:
    assert accepted_step(SECRET, code=typed, at=NOW, after=None) is None


def test_a_code_may_be_typed_with_a_space() -> None:
    typed = f"{code(NOW)[:3]} {code(NOW)[3:]}"
    assert accepted_step(SECRET, code=typed, at=NOW, after=None) is not None


def test_an_enrolment_address_names_the_platform_and_the_operator() -> None:
    uri = enrolment_uri(new_secret(), email="kim@seoul.example")
    assert uri.startswith("otpauth://totp/Seoul%20Learn:kim%40seoul.example?secret=")


def test_a_sealed_value_opens_in_its_place() -> None:
    row = new_id()
    sealed = seal(b"value", key=KEY, table="operator", row=row, column="totp_secret")
    assert b"value" not in sealed
    assert unseal(sealed, key=KEY, table="operator", row=row, column="totp_secret") == b"value"


@pytest.mark.parametrize(
    ("key", "table", "row", "column"),
    [
        (b"x" * 32, "operator", UUID(int=1), "totp_secret"),
        (KEY, "another", UUID(int=1), "totp_secret"),
        (KEY, "operator", UUID(int=2), "totp_secret"),
        (KEY, "operator", UUID(int=1), "another"),
    ],
)
def test_a_sealed_value_opens_nowhere_else(key: bytes, table: str, row: UUID, column: str) -> None:
    sealed = seal(b"value", key=KEY, table="operator", row=UUID(int=1), column="totp_secret")
    with pytest.raises(BrokenSeal):
        unseal(sealed, key=key, table=table, row=row, column=column)


def test_a_shortened_seal_is_broken() -> None:
    with pytest.raises(BrokenSeal):
        unseal(b"short", key=KEY, table="operator", row=UUID(int=1), column="totp_secret")
