"""People sign in by a mailed code, and nobody learns who is known."""

import asyncio
from datetime import timedelta

from sqlalchemy import text

from seoul_learn.kit.tokens import token_digest
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.forget_sign_ins import forget_sign_ins
from seoul_learn.tenant_plane.people.sign_out import sign_out, sign_out_everywhere
from seoul_learn.tenant_plane.people.values import NewSession, Refusal, Role
from tests.integration.people.conftest import EMAIL, City, new_city


async def test_an_unknown_address_becomes_an_applicants(city: City) -> None:
    signed_in = await city.sign_in()
    person = await city.who(signed_in.token)
    assert person is not None
    assert (person.email, person.language, person.roles) == (EMAIL, "ko", frozenset({Role.applicant}))
    assert await city.audited() == ["person.added", "role.granted", "person.signed_in"]


async def test_the_same_person_signs_in_again_under_a_new_session(city: City) -> None:
    first, second = await city.sign_in(), await city.sign_in(" Min@Example.ORG ")
    assert first.person_id == second.person_id
    assert first.token != second.token
    assert first.session_id != second.session_id
    assert await city.audited() == ["person.added", "role.granted", "person.signed_in", "person.signed_in"]


async def test_known_and_unknown_addresses_get_the_same_answers_and_letters(city: City) -> None:
    await city.sign_in("known@example.org")
    answers = {}
    for email in ("known@example.org", "unknown@example.org"):
        asked = await city.ask(email)
        newest = (await city.letters(email))[0]
        code = await city.mailed_code(email)
        answers[email] = (asked, newest.subject, newest.body.replace(code, ""), await city.redeem("x", email))
    assert answers["known@example.org"] == answers["unknown@example.org"]


async def test_a_letter_speaks_the_language_of_the_page_and_names_the_city(city: City) -> None:
    await city.ask("ko@example.org", language="ko")
    await city.ask("en@example.org", language="en")
    await city.ask("fr@example.org", language="fr")
    assert "서울" in (await city.letters("ko@example.org"))[0].subject
    assert "sign-in code" in (await city.letters("en@example.org"))[0].subject
    assert "sign-in code" in (await city.letters("fr@example.org"))[0].subject


async def test_neither_code_nor_token_stands_in_the_tables(city: City) -> None:
    await city.ask()
    code = await city.mailed_code()
    signed_in = await city.redeem(code)
    assert isinstance(signed_in, NewSession)
    assert signed_in.token not in repr(signed_in)
    async with city.database.transaction(city.tenant_id) as session:
        stored = await session.execute(
            text("select c::text from tenant.sign_in_code c where c.tenant_id = :t union all "
                 "select s::text from tenant.person_session s where s.tenant_id = :t union all "
                 "select r::text from tenant.sign_in_rate r where r.tenant_id = :t"), {"t": city.tenant_id},
        )  # fmt: skip
        rows = [row for (row,) in stored]
    assert any(token_digest(signed_in.token).hex() in row for row in rows)
    for row in rows:
        assert signed_in.token not in row
        assert f",{code}," not in row
    assert not any("192.0.2.1" in row for row in rows)


async def test_a_code_works_once(city: City) -> None:
    await city.ask()
    code = await city.mailed_code()
    assert isinstance(await city.redeem(code), NewSession)
    assert await city.redeem(code) is Refusal.wrong_code


async def test_of_two_simultaneous_uses_of_a_code_one_works(city: City) -> None:
    await city.ask()
    code = await city.mailed_code()
    outcomes = await asyncio.gather(*(city.redeem(code) for _ in range(4)))
    assert sum(isinstance(outcome, NewSession) for outcome in outcomes) == 1


async def test_a_code_works_for_its_own_address_and_city_only(city: City) -> None:
    await city.ask()
    await city.ask("other@example.org")
    code = await city.mailed_code()
    assert await city.redeem(code, "other@example.org") is Refusal.wrong_code
    elsewhere = await new_city(city.database, city.clock)
    assert await elsewhere.redeem(code) is Refusal.wrong_code
    assert isinstance(await city.redeem(f" {code[:3]} {code[3:]} "), NewSession)


async def test_a_code_is_good_for_ten_minutes(city: City) -> None:
    await city.ask()
    code = await city.mailed_code()
    city.clock.advance(timedelta(minutes=10))
    assert await city.redeem(code) is Refusal.wrong_code


async def test_only_the_newest_code_works(city: City) -> None:
    await city.ask()
    former = await city.mailed_code()
    await city.ask()
    newest = await city.mailed_code()
    if former != newest:  # one time in a million they are the same
        assert await city.redeem(former) is Refusal.wrong_code
    assert isinstance(await city.redeem(newest), NewSession)


async def test_after_five_wrong_tries_the_right_code_is_refused_too(city: City) -> None:
    await city.ask()
    code = await city.mailed_code()
    for _ in range(5):
        assert await city.redeem("wrong") is Refusal.wrong_code
    assert await city.redeem(code) is Refusal.wrong_code


async def test_somebody_who_was_switched_off_is_told_nothing_else_than_a_wrong_code(city: City) -> None:
    signed_in = await city.sign_in()
    async with city.database.transaction(city.tenant_id) as session:
        await session.execute(
            text("update tenant.person set active = false where tenant_id = :t"), {"t": city.tenant_id}
        )
    assert await city.who(signed_in.token) is None
    await city.ask()
    assert await city.redeem(await city.mailed_code()) is Refusal.wrong_code


async def test_an_account_may_ask_five_times_in_a_quarter_of_an_hour(city: City) -> None:
    asked = [await city.ask(address=f"192.0.2.{n}") for n in range(6)]
    assert asked == [None] * 5 + [Refusal.too_many_attempts]
    assert await city.ask("other@example.org") is None
    city.clock.advance(timedelta(minutes=15))
    assert await city.ask() is None


async def test_simultaneous_requests_are_all_counted(city: City) -> None:
    asked = await asyncio.gather(*(city.ask() for _ in range(12)))
    assert asked.count(None) == 5


async def test_a_network_address_is_limited_across_accounts(city: City) -> None:
    asked = [await city.ask(f"pupil{n}@example.org") for n in range(61)]
    assert asked[:60] == [None] * 60
    assert asked[60] is Refusal.too_many_attempts
    assert await city.ask("pupil99@example.org", address="198.51.100.7") is None


async def test_a_whole_city_is_limited_and_its_neighbour_is_not(city: City) -> None:
    await city.ask()
    async with city.database.transaction(city.tenant_id) as session:
        # As if a swarm had tried: the widest count of the three stands at its limit.
        await session.execute(
            text("update tenant.sign_in_rate set attempts = 20000 where tenant_id = :t"), {"t": city.tenant_id}
        )
    assert await city.ask("new@example.org", address="198.51.100.7") is Refusal.too_many_attempts
    neighbour = await new_city(city.database, city.clock)
    assert await neighbour.ask("new@example.org", address="198.51.100.7") is None


async def test_one_account_cannot_use_up_what_a_whole_city_has(city: City) -> None:
    for _ in range(30):
        await city.ask()
    async with city.database.transaction(city.tenant_id) as session:
        counted = await session.scalars(
            text("select attempts from tenant.sign_in_rate where tenant_id = :t"), {"t": city.tenant_id}
        )
        assert sorted(counted) == [5, 5, 30]


async def test_tries_at_codes_are_limited_even_with_the_right_one(city: City) -> None:
    await city.ask()
    code = await city.mailed_code()
    for _ in range(10):
        await city.redeem("wrong")
    await city.ask()
    code = await city.mailed_code()
    assert await city.redeem(code) is Refusal.too_many_attempts


async def test_signing_out_ends_one_session_and_everywhere_ends_all(city: City) -> None:
    tablet, phone, laptop = [await city.sign_in() for _ in range(3)]
    async with city.database.transaction(city.tenant_id) as session:
        await sign_out(session, tablet.session_id)
    assert await city.who(tablet.token) is None
    person = await city.who(phone.token)
    assert person is not None
    async with city.database.transaction(city.tenant_id) as session:
        by = Actor(kind="person", id=person.person_id)
        await sign_out_everywhere(session, person.person_id, by=by, clock=city.clock)
    assert await city.who(phone.token) is None
    assert await city.who(laptop.token) is None
    assert (await city.audited())[-1] == "person.signed_out_everywhere"


async def test_what_is_over_is_forgotten_and_what_is_of_use_stays(city: City) -> None:
    signed_in = await city.sign_in()
    city.clock.advance(timedelta(hours=2))
    await city.ask()
    async with city.database.transaction(city.tenant_id) as session:
        await forget_sign_ins(session, clock=city.clock)
        for table, left in (("sign_in_code", 1), ("sign_in_rate", 3), ("person_session", 1)):
            rows = await session.scalar(
                text(f"select count(*) from tenant.{table} where tenant_id = :t"),  # noqa: S608  # our own names
                {"t": city.tenant_id},
            )
            assert rows == left, table
    assert await city.who(signed_in.token) is not None
    city.clock.advance(timedelta(hours=12))
    async with city.database.transaction(city.tenant_id) as session:
        await forget_sign_ins(session, clock=city.clock)
        sessions = text("select count(*) from tenant.person_session where tenant_id = :t")
        assert await session.scalar(sessions, {"t": city.tenant_id}) == 0
