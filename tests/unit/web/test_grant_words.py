"""What was granted, as somebody reads it."""

from datetime import date

import msgspec
import pytest

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.applications.values import Entitled
from seoul_learn.tenant_plane.eligibility.grants import Benefit, Per, Wallet
from seoul_learn.tenant_plane.eligibility.record import RecordedCopay, RecordedGrant
from seoul_learn.web.shared.grant_words import grant_view


class Reader(msgspec.Struct, frozen=True):
    language: str
    default_language: str = "ko"
    timezone: str = "Asia/Seoul"
    currency: str = "KRW"


KO, JA, EN = Reader("ko"), Reader("ja", currency="JPY"), Reader("en")


def granted(**said: object) -> RecordedGrant:
    return msgspec.structs.replace(RecordedGrant(categories=(), at_most=0, lasts="12 months"), **said)


@pytest.mark.parametrize(
    ("reader", "benefit", "words"),
    [
        (KO, Benefit(kind="books", amount=105000, currency="KRW"), "책: 105,000원까지"),
        (EN, Benefit(kind="books", amount=105000, currency="KRW"), "Books: up to ₩105,000"),
        (EN, Benefit(kind="meals", amount=1, unit="meal", per=Per.DAY), "Meals: 1 meal a day"),
        (KO, Benefit(kind="mentoring", amount=4, unit="hour", per=Per.MONTH), "멘토링: 한 달 4시간"),
        (EN, Benefit(kind="device"), "A device to learn with"),
        (EN, Benefit(kind="piano", label={"en": "Piano lessons", "ko": "피아노"}), "Piano lessons"),
        (KO, Benefit(kind="piano", label={"ko": "피아노"}, amount=3, unit="곡"), "피아노: 모두 3 곡"),
    ],
)
def test_a_benefit_is_said_in_words(reader: Reader, benefit: Benefit, words: str) -> None:
    assert grant_view(granted(benefits=(benefit,)), None, reader).gives == (words,)


def test_a_sum_to_spend_is_said_with_how_often() -> None:
    wallet = granted(wallet=Wallet(amount=10000, currency="JPY", per=Per.MONTH))
    assert grant_view(wallet, None, JA).sum == "月10,000円まで"
    assert grant_view(wallet, None, KO).sum == "한 달에 10,000엔까지"
    assert grant_view(wallet, None, EN).sum == "up to ¥10,000 a month"


def test_what_the_family_pays_is_said_unless_it_is_waived() -> None:
    copay = RecordedCopay(amount=40, currency="USD", per=Per.MEAL, of=400, waived=False)
    assert grant_view(granted(copay=copay), None, EN).pays == "You pay $0.40 a meal yourself. The whole price is $4.00."
    waived = msgspec.structs.replace(copay, waived=True)
    assert "waived for you" in grant_view(granted(copay=waived), None, EN).pays
    assert grant_view(granted(), None, EN).pays == ""


def test_days_are_those_of_the_entitlement_and_nothing_is_to_be_chosen_without_slots() -> None:
    entitled = Entitled(
        id=new_id(), application_id=new_id(), person_id=new_id(), slots=(), at_most=0, starts_on="2026-03-02",
        ends_on="2027-03-01", active=True,
    )  # fmt: skip
    view = grant_view(granted(), entitled, KO)
    assert (view.starts_on, view.ends_on, view.running) == (date(2026, 3, 2), date(2027, 3, 1), True)
    assert not view.slots
    assert grant_view(granted(categories=("reading",), at_most=1), entitled, KO).slots
