"""A letter is handed to the mail server once, or it is said that nobody knows."""

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.mail.deliver_mail import MOST_ATTEMPTS, deliver_mail, settle_interrupted_mail
from seoul_learn.tenant_plane.mail.errors import NotSentAgain, PassingRefusal
from seoul_learn.tenant_plane.mail.forget_mail import forget_mail
from seoul_learn.tenant_plane.mail.post_mail import post_mail
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from seoul_learn.tenant_plane.mail.queries import count_letters, list_letters
from seoul_learn.tenant_plane.mail.send_again import send_again
from seoul_learn.tenant_plane.mail.values import Letter, MailState
from tests.integration.jobs.conftest import MailServer, Worker
from tests.integration.people.conftest import City, new_city

OFFICER = Actor(kind="person", id=new_id())


async def _post(city: City, recipient: str = "min@example.org", *, useful: timedelta | None = None) -> UUID:
    async with city.database.transaction(city.tenant_id) as session:
        return await post_mail(
            session, recipient=recipient, subject="지원 결과 안내", body="안녕하세요.\n결과가 나왔어요.\n",
            language="ko", clock=city.clock, useful_until=city.clock.now() + useful if useful else None,
        )  # fmt: skip


async def _deliver(city: City, mail_id: UUID, post_office: PostOffice) -> None:
    await deliver_mail(
        city.database, tenant_id=city.tenant_id, mail_id=mail_id, post_office=post_office, clock=city.clock
    )


async def _letter(city: City, mail_id: UUID) -> Letter:
    async with city.database.transaction(city.tenant_id) as session:
        return next(letter for letter in await list_letters(session) if letter.id == mail_id)


async def _send_again(city: City, mail_id: UUID) -> None:
    async with city.database.transaction(city.tenant_id) as session:
        await send_again(session, mail_id=mail_id, by=OFFICER, clock=city.clock)


async def test_a_letter_arrives_in_the_name_of_its_city(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_id = await _post(city)
    await _deliver(city, mail_id, post_office)
    (arrived,) = mail_server.letters
    assert arrived["From"] == "서울런 <no-reply@learn.example>"
    assert arrived["To"] == "min@example.org"
    assert arrived["Reply-To"] == "learn@seoul.example"
    assert arrived["Subject"] == "지원 결과 안내"
    assert arrived["Message-ID"] == f"<{mail_id}@learn.example>"
    assert arrived["Auto-Submitted"] == "auto-generated"
    assert arrived.get_content().replace("\r\n", "\n") == "안녕하세요.\n결과가 나왔어요.\n"
    letter = await _letter(city, mail_id)
    assert (letter.state, letter.attempts, letter.sent_at) == (MailState.sent, 1, city.clock.now())
    assert await city.audited() == []


async def test_a_sent_letter_is_not_sent_again_by_a_job_that_comes_twice(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_id = await _post(city)
    for _ in range(3):
        await _deliver(city, mail_id, post_office)
    assert len(mail_server.letters) == 1


async def test_simultaneous_jobs_of_one_letter_send_it_once(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_id = await _post(city)
    await asyncio.gather(*(_deliver(city, mail_id, post_office) for _ in range(4)))
    assert len(mail_server.letters) == 1
    # Another job called it interrupted meanwhile; the one that sent it knows better.
    assert (await _letter(city, mail_id)).state is MailState.sent


async def test_a_letter_of_another_city_is_nothing_to_deliver(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    elsewhere = await new_city(city.database, city.clock)
    mail_id = await _post(city)
    await _deliver(elsewhere, mail_id, post_office)
    assert mail_server.letters == []
    assert (await _letter(city, mail_id)).state is MailState.queued


async def test_a_lasting_refusal_ends_a_letter_and_is_recorded(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_server.refused_recipients["gone@example.org"] = "550 5.1.1 gone@example.org does not exist"
    mail_id = await _post(city, "gone@example.org")
    await _deliver(city, mail_id, post_office)
    letter = await _letter(city, mail_id)
    assert (letter.state, letter.failure) == (MailState.failed, "550")
    assert await city.audited() == ["mail.failed"]


@pytest.mark.parametrize("answer", ["451 try later", "421 busy"])
async def test_a_passing_refusal_leaves_the_letter_waiting(
    city: City, mail_server: MailServer, post_office: PostOffice, answer: str
) -> None:
    mail_server.answers = [answer]
    mail_id = await _post(city)
    with pytest.raises(PassingRefusal):
        await _deliver(city, mail_id, post_office)
    assert (await _letter(city, mail_id)).state is MailState.queued
    await _deliver(city, mail_id, post_office)
    assert (await _letter(city, mail_id)).state is MailState.sent
    assert len(mail_server.letters) == 1


async def test_a_server_that_never_takes_it_ends_a_letter(city: City, mail_server: MailServer) -> None:
    closed = PostOffice(host="127.0.0.1", port=1, sender="no-reply@learn.example", patience=5)
    mail_id = await _post(city)
    for _ in range(MOST_ATTEMPTS - 1):
        with pytest.raises(PassingRefusal):
            await _deliver(city, mail_id, closed)
    await _deliver(city, mail_id, closed)
    letter = await _letter(city, mail_id)
    assert (letter.state, letter.failure, letter.attempts) == (MailState.failed, "unreachable", MOST_ATTEMPTS)


async def test_a_connection_that_breaks_at_the_end_of_a_letter_leaves_its_fate_unknown(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_server.breaks_off = True
    mail_id = await _post(city)
    await _deliver(city, mail_id, post_office)
    assert (await _letter(city, mail_id)).state is MailState.unknown
    await _deliver(city, mail_id, post_office)
    assert len(mail_server.letters) == 1
    assert await city.audited() == ["mail.unknown"]


async def test_a_server_that_does_not_answer_leaves_the_fate_of_a_letter_unknown(
    city: City, mail_server: MailServer
) -> None:
    impatient = PostOffice(host="127.0.0.1", port=mail_server.port, sender="no-reply@learn.example", patience=0.3)
    mail_server.hold()
    mail_id = await _post(city)
    await _deliver(city, mail_id, impatient)
    assert (await _letter(city, mail_id)).state is MailState.unknown


async def test_a_letter_that_cannot_be_written_down_fails_before_anybody_is_asked(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_id = await _post(city, "min@example.org\r\nBcc: everybody@example.org")
    await _deliver(city, mail_id, post_office)
    letter = await _letter(city, mail_id)
    assert (letter.state, letter.failure) == (MailState.failed, "unwritable")
    assert mail_server.letters == []


async def test_a_letter_that_is_too_late_is_not_sent(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_id = await _post(city, useful=timedelta(minutes=10))
    city.clock.advance(timedelta(minutes=10))
    await _deliver(city, mail_id, post_office)
    letter = await _letter(city, mail_id)
    assert (letter.state, letter.failure) == (MailState.failed, "too_late")
    assert mail_server.letters == []


async def test_an_officer_sends_a_letter_of_unknown_fate_again_under_the_same_message_id(
    city: City, mail_server: MailServer, post_office: PostOffice, worker: Worker
) -> None:
    mail_server.breaks_off = True
    mail_id = await _post(city)
    await _deliver(city, mail_id, post_office)
    mail_server.breaks_off = False
    worker.forget_jobs()
    await _send_again(city, mail_id)
    await worker.work()
    first, second = mail_server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert (await _letter(city, mail_id)).state is MailState.sent
    assert await city.audited() == ["mail.unknown", "mail.sent_again"]


async def test_a_sent_letter_is_not_sent_again_by_an_officer(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_id = await _post(city)
    with pytest.raises(NotSentAgain):
        await _send_again(city, mail_id)
    await _deliver(city, mail_id, post_office)
    with pytest.raises(NotSentAgain):
        await _send_again(city, mail_id)
    with pytest.raises(NotFound):
        await _send_again(await new_city(city.database, city.clock), mail_id)


async def test_words_go_after_a_day_and_letters_after_ninety_but_none_that_waits(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    sent, waiting = await _post(city), await _post(city)
    await _deliver(city, sent, post_office)
    city.clock.advance(timedelta(days=1, seconds=1))
    async with city.database.transaction(city.tenant_id) as session:
        await forget_mail(session, clock=city.clock)
    assert (await _letter(city, sent)).body == ""
    assert (await _letter(city, waiting)).body
    city.clock.advance(timedelta(days=90))
    async with city.database.transaction(city.tenant_id) as session:
        await forget_mail(session, clock=city.clock)
        assert [letter.id for letter in await list_letters(session)] == [waiting]
        assert (await count_letters(session))[MailState.queued] == 1


async def test_a_letter_that_nobody_sends_any_more_is_called_unknown(
    city: City, mail_server: MailServer, post_office: PostOffice
) -> None:
    mail_server.hold()
    mail_id = await _post(city)
    sending = asyncio.create_task(_deliver(city, mail_id, post_office))
    await asyncio.wait_for(mail_server.arrived.wait(), 10)
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    assert (await _letter(city, mail_id)).state is MailState.sending
    async with city.database.transaction(city.tenant_id) as session:
        assert await settle_interrupted_mail(session, claimed_before=city.clock.now(), clock=city.clock) == 0
    async with city.database.transaction(city.tenant_id) as session:
        later = city.clock.now() + timedelta(seconds=1)
        assert await settle_interrupted_mail(session, claimed_before=later, clock=city.clock) == 1
    assert (await _letter(city, mail_id)).state is MailState.unknown
