"""Whenever the web process dies, what was acknowledged is there, and sending the form again submits once."""

import asyncio
from uuid import UUID

import psycopg
import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.mail.queries import list_letters
from tests.conftest import Database
from tests.integration.serving.conftest import Applicant, Held, Served


def _determinations(database: Database, application: UUID) -> int:
    """How often it was determined, and with it that it was submitted."""
    with psycopg.connect(database.owner_url) as owner:
        row = owner.execute(
            "select submitted_at is not null, (select count(*) from tenant.determination where application_id = a.id) "
            "from tenant.application a where id = %s",
            [application],
        ).fetchone()
    assert row is not None
    submitted, determined = row
    assert submitted is bool(determined)
    return int(determined)


async def _expect_submitted_once(
    database: Database, runtime: Runtime, seoul: TenantRef, served: Served, applicant: Applicant
) -> None:
    served.start()
    again = await applicant.submit()
    assert again.status_code == 303
    assert again.headers["location"].endswith("/outcome")
    assert (await applicant.http.get(again.headers["location"])).status_code == 200
    assert _determinations(database, applicant.application) == 1
    async with runtime.tenants.transaction(seoul.id) as session:
        assert len(await list_letters(session, recipient=applicant.email)) == 1


async def test_killed_before_the_commit_nothing_was_acknowledged_and_the_second_try_submits(
    database: Database, runtime: Runtime, seoul: TenantRef, served: Served, applicant: Applicant, audit_log: Held
) -> None:
    await audit_log.hold()
    asking = asyncio.create_task(applicant.submit())
    await audit_log.until_somebody_waits()
    served.kill()
    (answer,) = await asyncio.gather(asking, return_exceptions=True)
    assert isinstance(answer, Exception)
    await audit_log.release()
    assert _determinations(database, applicant.application) == 0
    await _expect_submitted_once(database, runtime, seoul, served, applicant)


async def test_killed_between_commit_and_answer_the_application_is_there_and_the_second_try_changes_nothing(
    database: Database, runtime: Runtime, seoul: TenantRef, served: Served, applicant: Applicant
) -> None:
    # The answer is left unread, which to the applicant is an answer that never came.
    asking = asyncio.create_task(applicant.submit())
    async with asyncio.timeout(30):
        while _determinations(database, applicant.application) == 0:
            await asyncio.sleep(0)
    served.kill()
    await asyncio.gather(asking, return_exceptions=True)
    assert _determinations(database, applicant.application) == 1
    await _expect_submitted_once(database, runtime, seoul, served, applicant)


async def test_killed_right_upon_the_answer_what_was_acknowledged_is_there(
    database: Database, runtime: Runtime, seoul: TenantRef, served: Served, applicant: Applicant
) -> None:
    answer = await applicant.submit()
    served.kill()
    assert answer.status_code == 303
    assert _determinations(database, applicant.application) == 1
    await _expect_submitted_once(database, runtime, seoul, served, applicant)


@pytest.mark.parametrize("clicks", [8])
async def test_clicks_at_the_same_moment_submit_once(
    database: Database, runtime: Runtime, seoul: TenantRef, applicant: Applicant, clicks: int
) -> None:
    answers = await asyncio.gather(*(applicant.submit() for _ in range(clicks)))
    assert {answer.status_code for answer in answers} == {303}
    assert _determinations(database, applicant.application) == 1
    async with runtime.tenants.transaction(seoul.id) as session:
        assert len(await list_letters(session, recipient=applicant.email)) == 1
