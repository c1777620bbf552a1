"""Codes of a file: what expires first goes first, what has expired goes to nobody, and few are seen."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import select, update

from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.code_pool import ContractCodes
from seoul_learn.tenant_plane.catalogue.import_codes import GivenCode, import_codes
from seoul_learn.tenant_plane.catalogue.models import VoucherCode
from seoul_learn.tenant_plane.catalogue.queries import code_stocks
from seoul_learn.tenant_plane.enrolments.compare import ask_for_waiting
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState
from tests.integration.providers.conftest import Contracted


async def _bring(contracted: Contracted, *codes: GivenCode) -> tuple[int, int]:
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        done = await import_codes(
            session, contracted.contract_id, codes, actor=Actor(kind="command"), keys=contracted.means.keys,
            clock=contracted.means.clock,
        )  # fmt: skip
    return done.added, done.known


def _pool(contracted: Contracted) -> ContractCodes:
    means = contracted.means
    return ContractCodes(
        means.database, contracted.tenant_id, contracted.contract_id, keys=means.keys, clock=means.clock
    )


async def test_what_expires_first_is_given_first_and_what_has_expired_to_nobody(
    contracted: Contracted, clock: FixedClock
) -> None:
    today = clock.now().date()
    soon, later = GivenCode("SOON", today + timedelta(days=2)), GivenCode("LATER", today + timedelta(days=9))
    assert await _bring(contracted, GivenCode("EVER"), later, soon) == (3, 0)
    assert await _bring(contracted, soon, GivenCode("EVER")) == (0, 2)
    pool = _pool(contracted)
    first = new_id()
    assert [await pool.take(first), await pool.take(first)] == ["SOON", "SOON"]
    clock.advance(timedelta(days=9))
    assert await pool.remaining() == 1
    assert [await pool.take(new_id()), await pool.take(new_id())] == ["EVER", None]
    # Who has it keeps it: what was given is hers, whatever day it is.
    assert await pool.take(first) == "SOON"


async def test_an_officer_sees_what_is_left_what_has_expired_and_what_soon_will(contracted: Contracted) -> None:
    await _bring(contracted, *(GivenCode(f"C{number}") for number in range(4)))
    await _pool(contracted).take(new_id())
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        free = await session.scalars(
            select(VoucherCode.id).where(
                VoucherCode.contract_id == contracted.contract_id, VoucherCode.request_id.is_(None)
            )
        )
        # By the database's own day, as the console counts.
        for code_id, days in zip(free.all(), (-1, 10), strict=False):
            await session.execute(
                update(VoucherCode)
                .where(VoucherCode.id == code_id)
                .values(expires_on=datetime.now(UTC).date() + timedelta(days=days))
            )
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        stock = (await code_stocks(session))[contracted.contract_id]
    assert (stock.imported, stock.given, stock.expired, stock.expiring, stock.left) == (4, 1, 1, 1, 2)


async def test_new_codes_reach_those_who_wait_at_once(contracted: Contracted) -> None:
    waiting: UUID = await contracted.enrol(state=EnrolmentState.UNKNOWN)
    await contracted.enrol(state=EnrolmentState.FAILED)
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await ask_for_waiting(session, contracted.contract_id)
    assert [one["enrolment_id"] for one in contracted.jobs("enrolments.provision")] == [str(waiting)]
