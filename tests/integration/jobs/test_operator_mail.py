"""Letters to operators are handed over once too, and only while their code is good."""

from datetime import timedelta

import psycopg
import pytest

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.control_plane.operators.add_operator import add_operator
from seoul_learn.control_plane.operators.request_operator_code import request_operator_code
from seoul_learn.control_plane.operators.values import OperatorKeys
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from tests.conftest import Database
from tests.integration.jobs.conftest import MailServer, Worker

KEYS = OperatorKeys(digest=b"d" * 32, sealing=b"s" * 32)


@pytest.fixture
def no_mail(database: Database) -> None:
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("delete from control.operator_mail")


async def _ask(control: ControlDatabase, clock: FixedClock) -> None:
    email = f"{new_id()}@seoul.example"
    async with control.transaction() as unit:
        await add_operator(unit, email=email, display_name="Kim", clock=clock)
        await request_operator_code(unit, email=email, network_address="192.0.2.1", keys=KEYS, clock=clock)


def _states(database: Database) -> list[tuple[str, bool]]:
    """State of each letter, and whether its words are still kept."""
    with psycopg.connect(database.owner_url) as connection:
        rows = connection.execute("select state, body <> '' from control.operator_mail order by id").fetchall()
    return [(state, kept) for state, kept in rows]


@pytest.mark.usefixtures("no_mail")
async def test_a_code_is_sent_by_the_job_that_its_request_wanted(
    control: ControlDatabase, worker: Worker, mail_server: MailServer, database: Database, clock: FixedClock
) -> None:
    await _ask(control, clock)
    await worker.work()
    (letter,) = mail_server.letters
    assert "sign-in code" in letter["Subject"]
    assert _states(database) == [("sent", False)]


@pytest.mark.usefixtures("no_mail")
async def test_a_passing_refusal_is_tried_again_until_the_code_is_over(
    control: ControlDatabase, worker: Worker, mail_server: MailServer, database: Database, clock: FixedClock
) -> None:
    mail_server.answers = ["451 try later", "451 try later"]
    await _ask(control, clock)
    await worker.work()
    assert _states(database) == [("queued", True)]
    worker.hurry()
    await worker.work()
    assert [job["attempts"] for job in worker.jobs()] == [2]
    clock.advance(timedelta(minutes=10))
    worker.hurry()
    await worker.work()
    assert _states(database) == [("failed", False)]
    assert mail_server.letters == []
    assert worker.jobs() == []


@pytest.mark.usefixtures("no_mail")
async def test_a_connection_that_breaks_leaves_the_fate_unknown(
    control: ControlDatabase, worker: Worker, mail_server: MailServer, database: Database, clock: FixedClock
) -> None:
    mail_server.breaks_off = True
    await _ask(control, clock)
    await worker.work()
    assert _states(database) == [("unknown", False)]
    assert len(mail_server.letters) == 1


@pytest.mark.usefixtures("no_mail")
async def test_a_letter_that_was_interrupted_is_not_sent_again(
    control: ControlDatabase, worker: Worker, mail_server: MailServer, database: Database, clock: FixedClock
) -> None:
    await _ask(control, clock)
    with psycopg.connect(database.owner_url) as connection:
        connection.execute("update control.operator_mail set state = 'sending'")
    await worker.work()
    assert _states(database) == [("sending", True)]
    clock.advance(timedelta(minutes=10))
    await _ask(control, clock)
    await worker.work()
    assert _states(database) == [("unknown", False), ("sent", False)]
    assert len(mail_server.letters) == 1
