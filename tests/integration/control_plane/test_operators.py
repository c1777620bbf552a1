"""Operators sign in by a mailed code and a second factor, and nobody learns who is one."""

import asyncio
import re
from datetime import timedelta
from uuid import UUID

import pyotp
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.add_operator import add_operator, deactivate_operator
from seoul_learn.control_plane.operators.confirm_second_factor import confirm_second_factor
from seoul_learn.control_plane.operators.enrol_second_factor import enrol_second_factor, reset_second_factor
from seoul_learn.control_plane.operators.errors import AlreadyEnrolled, EmailTaken, UnknownOperator
from seoul_learn.control_plane.operators.mail import mark_mail, next_mail
from seoul_learn.control_plane.operators.models import OperatorCodeRow, OperatorMailRow, OperatorRow
from seoul_learn.control_plane.operators.queries import find_operator
from seoul_learn.control_plane.operators.redeem_operator_code import redeem_operator_code
from seoul_learn.control_plane.operators.request_operator_code import request_operator_code
from seoul_learn.control_plane.operators.sign_out_operator import sign_out_operator
from seoul_learn.control_plane.operators.values import (
    MailState,
    NewSession,
    OperatorKeys,
    OperatorMail,
    Refusal,
    SignedInOperator,
)
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id

EMAIL = "kim@seoul.example"


class OperatorSite:
    """Each call is one request of its own: a unit of work that commits."""

    def __init__(self, control: ControlDatabase, keys: OperatorKeys, clock: FixedClock) -> None:
        self.control = control
        self.keys = keys
        self.clock = clock

    async def ask(self, email: str = EMAIL, address: str = "192.0.2.1") -> Refusal | None:
        async with self.control.transaction() as unit:
            return await request_operator_code(
                unit, email=email, network_address=address, keys=self.keys, clock=self.clock
            )

    async def read_mail(self) -> OperatorMail | None:
        async with self.control.transaction() as unit:
            mail = await next_mail(unit)
            if mail:
                await mark_mail(unit, mail_id=mail.id, state=MailState.SENT, clock=self.clock)
            return mail

    async def mailed_code(self) -> str:
        mail = await self.read_mail()
        assert mail is not None
        found = re.search(r"code: (\d{6})", mail.body)
        assert found is not None
        return found[1]

    async def redeem(self, code: str, email: str = EMAIL, address: str = "192.0.2.1") -> NewSession | Refusal:
        async with self.control.transaction() as unit:
            return await redeem_operator_code(
                unit, email=email, code=code, network_address=address, keys=self.keys, clock=self.clock
            )

    async def confirm(self, token: str, code: str) -> NewSession | Refusal:
        async with self.control.transaction() as unit:
            return await confirm_second_factor(
                unit, token=token, code=code, network_address="192.0.2.1", keys=self.keys, clock=self.clock
            )

    async def who(self, token: str) -> SignedInOperator | None:
        async with self.control.transaction() as unit:
            return await find_operator(unit, token=token, clock=self.clock)

    async def enrol(self, operator_id: UUID) -> pyotp.TOTP:
        async with self.control.transaction() as unit:
            return pyotp.TOTP((await enrol_second_factor(unit, operator_id=operator_id, keys=self.keys)).secret)

    async def half_session(self) -> NewSession:
        await self.ask()
        session = await self.redeem(await self.mailed_code())
        assert isinstance(session, NewSession)
        return session


@pytest.fixture
async def operator(control: ControlDatabase, clock: FixedClock) -> UUID:
    async with control.transaction() as unit:
        return await add_operator(unit, email=" Kim@Seoul.example ", display_name="Kim", clock=clock)


@pytest.fixture
def site(control: ControlDatabase, keys: OperatorKeys, clock: FixedClock) -> OperatorSite:
    return OperatorSite(control, keys, clock)


async def test_a_first_sign_in_enrols_the_second_factor(site: OperatorSite, operator: UUID) -> None:
    half = await site.half_session()
    assert not half.enrolled
    seen = await site.who(half.token)
    assert seen is not None
    assert not seen.second_factor
    totp = await site.enrol(operator)
    full = await site.confirm(half.token, totp.at(site.clock.now()))
    assert isinstance(full, NewSession)
    signed_in = await site.who(full.token)
    assert signed_in is not None
    assert (signed_in.email, signed_in.second_factor, signed_in.enrolled) == (EMAIL, True, True)
    assert await site.who(half.token) is None


async def test_known_and_unknown_addresses_get_the_same_answers(site: OperatorSite, operator: UUID) -> None:
    assert await site.ask() is await site.ask("nobody@seoul.example") is None
    assert await site.redeem("000000x") == await site.redeem("000000x", "nobody@seoul.example") == Refusal.WRONG_CODE
    known = [await site.ask(address=f"192.0.2.{n}") for n in range(6)]
    unknown = [await site.ask("nobody@seoul.example", address=f"198.51.100.{n}") for n in range(6)]
    assert known == unknown
    assert known[-1] is Refusal.TOO_MANY_ATTEMPTS


async def test_only_a_known_address_is_mailed(site: OperatorSite, operator: UUID) -> None:
    await site.ask("nobody@seoul.example")
    assert await site.read_mail() is None
    await site.ask()
    mail = await site.read_mail()
    assert mail is not None
    assert mail.recipient == EMAIL


async def test_a_sent_mail_keeps_no_code(site: OperatorSite, control: ControlDatabase, operator: UUID) -> None:
    await site.ask()
    code = await site.mailed_code()
    async with control.transaction() as unit:
        kept = await unit.run(OperatorMailRow.select())
    assert code not in str(kept)
    assert kept[0]["sent_at"] == site.clock.now()


async def test_a_code_works_once(site: OperatorSite, operator: UUID) -> None:
    await site.ask()
    code = await site.mailed_code()
    answers = await asyncio.gather(*(site.redeem(code) for _ in range(4)))
    assert sum(isinstance(answer, NewSession) for answer in answers) == 1


async def test_an_expired_code_is_a_wrong_code(site: OperatorSite, operator: UUID) -> None:
    await site.ask()
    code = await site.mailed_code()
    site.clock.advance(timedelta(minutes=10))
    assert await site.redeem(code) is Refusal.WRONG_CODE


async def test_a_newer_code_replaces_the_one_before(site: OperatorSite, operator: UUID) -> None:
    await site.ask()
    first = await site.mailed_code()
    site.clock.advance(timedelta(seconds=1))
    await site.ask()
    second = await site.mailed_code()
    assert first == second or await site.redeem(first) is Refusal.WRONG_CODE
    assert isinstance(await site.redeem(second), NewSession)


async def test_a_code_is_worthless_after_five_wrong_tries(site: OperatorSite, operator: UUID) -> None:
    await site.ask()
    code = await site.mailed_code()
    for _ in range(5):
        assert await site.redeem("not it") is Refusal.WRONG_CODE
    assert await site.redeem(code) is Refusal.WRONG_CODE


async def test_tries_are_limited_for_an_account_and_again_allowed_later(site: OperatorSite, operator: UUID) -> None:
    answers = [await site.redeem("wrong", address=f"192.0.2.{n}") for n in range(11)]
    assert answers == [Refusal.WRONG_CODE] * 10 + [Refusal.TOO_MANY_ATTEMPTS]
    site.clock.advance(timedelta(minutes=15))
    assert await site.redeem("wrong") is Refusal.WRONG_CODE


async def test_tries_are_limited_for_a_network_address(site: OperatorSite) -> None:
    answers = [await site.ask(f"{n}@seoul.example", address="203.0.113.7") for n in range(31)]
    assert answers == [None] * 30 + [Refusal.TOO_MANY_ATTEMPTS]


async def test_a_code_of_the_authenticator_works_once(site: OperatorSite, operator: UUID) -> None:
    first, second = await site.half_session(), await site.half_session()
    totp = await site.enrol(operator)
    code = totp.at(site.clock.now())
    answers = await asyncio.gather(site.confirm(first.token, code), site.confirm(second.token, code))
    assert sum(isinstance(answer, NewSession) for answer in answers) == 1
    site.clock.advance(timedelta(seconds=30))
    assert isinstance(await site.confirm(second.token, totp.at(site.clock.now())), NewSession) or isinstance(
        await site.confirm(first.token, totp.at(site.clock.now())), NewSession
    )


async def test_the_second_factor_is_limited_too(site: OperatorSite, operator: UUID) -> None:
    half = await site.half_session()
    await site.enrol(operator)
    answers = [await site.confirm(half.token, "wrong") for _ in range(11)]
    assert answers == [Refusal.WRONG_CODE] * 10 + [Refusal.TOO_MANY_ATTEMPTS]


async def test_nothing_is_confirmed_without_an_enrolment_or_a_session(site: OperatorSite, operator: UUID) -> None:
    half = await site.half_session()
    assert await site.confirm(half.token, "000000") is Refusal.WRONG_CODE
    assert await site.confirm("no such token", "000000") is Refusal.WRONG_CODE


async def test_an_enrolment_can_be_looked_at_again_until_it_is_confirmed(site: OperatorSite, operator: UUID) -> None:
    half = await site.half_session()
    totp = await site.enrol(operator)
    assert (await site.enrol(operator)).secret == totp.secret
    assert isinstance(await site.confirm(half.token, totp.at(site.clock.now())), NewSession)
    with pytest.raises(AlreadyEnrolled):
        await site.enrol(operator)


async def test_a_lost_authenticator_is_reset_and_its_sessions_end(
    site: OperatorSite, control: ControlDatabase, operator: UUID
) -> None:
    half = await site.half_session()
    lost = await site.enrol(operator)
    full = await site.confirm(half.token, lost.at(site.clock.now()))
    assert isinstance(full, NewSession)
    async with control.transaction() as unit:
        await reset_second_factor(unit, operator_id=operator)
    assert await site.who(full.token) is None
    assert (await site.enrol(operator)).secret != lost.secret


async def test_sessions_end_by_time_by_signing_out_and_by_leaving_the_team(
    site: OperatorSite, control: ControlDatabase, operator: UUID
) -> None:
    timed = await site.half_session()
    site.clock.advance(timedelta(minutes=10))
    assert await site.who(timed.token) is None
    ended, left = await site.half_session(), await site.half_session()
    async with control.transaction() as unit:
        await sign_out_operator(unit, token=ended.token)
    assert await site.who(ended.token) is None
    async with control.transaction() as unit:
        await deactivate_operator(unit, operator_id=operator)
    assert await site.who(left.token) is None
    await site.ask()
    assert await site.read_mail() is None


async def test_nothing_in_the_database_is_a_code_a_token_or_a_secret(
    site: OperatorSite, control: ControlDatabase, operator: UUID
) -> None:
    await site.ask()
    code = await site.mailed_code()
    totp = await site.enrol(operator)
    async with control.transaction() as unit:
        codes = await unit.run(OperatorCodeRow.select())
        operators = await unit.run(OperatorRow.select())
    assert code.encode() not in codes[0]["code_digest"]
    assert totp.secret.encode() not in operators[0]["totp_secret"]


async def test_an_address_belongs_to_one_operator(control: ControlDatabase, clock: FixedClock, operator: UUID) -> None:
    with pytest.raises(EmailTaken):
        async with control.transaction() as unit:
            await add_operator(unit, email="KIM@seoul.example", display_name="Another", clock=clock)


async def test_an_unknown_operator_is_refused(control: ControlDatabase, keys: OperatorKeys) -> None:
    async with control.transaction() as unit:
        with pytest.raises(UnknownOperator):
            await enrol_second_factor(unit, operator_id=new_id(), keys=keys)
        with pytest.raises(UnknownOperator):
            await reset_second_factor(unit, operator_id=new_id())
        with pytest.raises(UnknownOperator):
            await deactivate_operator(unit, operator_id=new_id())
