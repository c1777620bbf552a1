"""Claims of offerings at the database: ours beside the naive transaction and the best single claim, in one run.

    make bench-claims

Everybody claims one of twenty offerings under the same role, row-level security and isolation, and every claim has the
same effect: slot, seat, enrolment, the job that asks the provider, an audit entry. Each way gets a crowd of its own,
all of it at once; ratios are to the naive way.

naive        locks the contract's row, counts its enrolments, inserts; one transaction a claim
skip locked  takes a free seat row by SKIP LOCKED; one transaction a claim, by bare asyncpg
desk         the platform's own: claims that come while others are written are written together
"""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import msgspec
from sqlalchemy import select, text

from benchmarks.pages import ROOT, SECRET
from seoul_learn.app import Runtime, make_runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.demo.crowd import Entitled, entitle_crowd
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.kit.ids import new_id
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.audit.chain import GENESIS, digest_of, link
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.write_contracts import write_contracts
from seoul_learn.tenant_plane.enrolments.claim import Claim
from seoul_learn.tenant_plane.enrolments.claim_desk import ClaimDesk
from seoul_learn.tenant_plane.enrolments.provide_seats import provide_seats
from seoul_learn.tenant_plane.programmes.models import Programme

CLAIMS = int(os.environ.get("BENCH_CLAIMS", "3000"))
CONTRACTS = 20
CONNECTIONS = 10
ZONE = "Asia/Seoul"

_ADVANCE = """
    insert into tenant.audit_head as head (tenant_id, id, number, chain) values ($1, $1, 1, $3)
    on conflict (tenant_id, id) do update
       set number = head.number + 1, chain = sha256(head.chain || $2::bytea) where head.tenant_id = $1
    returning number, chain"""
_ENTRY = """
    insert into tenant.audit_entry (tenant_id, id, number, at, actor_kind, actor_id, action, subject, subject_id,
                                    detail, digest, chain)
    values ($1, $2, $3, $4, 'person', $5, 'offerings.chosen', 'entitlement', $6, $7, $8, $9)"""
_ENROL = """
    insert into tenant.enrolment (tenant_id, id, entitlement_id, person_id, contract_id, category, slot, state,
                                  attempts, requested_at, ends_on)
    values ($1, $2, $3, $4, $5, 'school_subject', 1, 'requested', 0, $6, $7)"""
_DEFER = """
    select jobs.procrastinate_defer_jobs_v1(
        array[row('default', 'bench.provision', 0, null, null, $1::jsonb, null)::jobs.procrastinate_job_to_defer_v1])"""
_ENTITLED = "select slots, at_most from tenant.entitlement where tenant_id = $1 and id = $2 for update"
_LOCK_CONTRACT = "select seats from tenant.contract where tenant_id = $1 and id = $2 for update"
_COUNT_TAKEN = """select count(*) from tenant.enrolment where tenant_id = $1 and contract_id = $2
                     and state not in ('released', 'failed')"""
_FREE_SEAT = """select id from tenant.seat where tenant_id = $1 and contract_id = $2 and enrolment_id is null
                 limit 1 for update skip locked"""
_TAKE_SEAT = "update tenant.seat set enrolment_id = $3 where tenant_id = $1 and id = $2"
_HELD = """select category from tenant.enrolment where tenant_id = $1 and entitlement_id = $2
              and state not in ('releasing', 'released', 'failed')"""


async def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="seoul-learn-bench-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "postgres")
    database = server.start().url("postgres")
    try:
        await run(database)
    finally:
        server.stop()


async def run(database: str) -> None:
    await migrate(database, secret_key=SECRET)
    url = address_as(database, TENANT, secret_key=SECRET)
    runtime = make_runtime(
        Settings(secret_key=SECRET, tenants_folder=ROOT / "tenants"),
        control_url=address_as(database, CONTROL, secret_key=SECRET),
        tenant_url=url,
    )
    await runtime.open()
    tenant_id = await prepare(runtime)
    pool: asyncpg.Pool[Any] = await asyncpg.create_pool(url, min_size=CONNECTIONS, max_size=CONNECTIONS)
    desk = ClaimDesk(runtime.tenants, clock=runtime.clock)
    hand = ByHand(pool, tenant_id, runtime)
    ways: dict[str, Callable[[Entitled, UUID], Awaitable[object]]] = {
        "naive": partial(hand.claim, naive=True, audited=True),
        "skip locked": partial(hand.claim, naive=False, audited=True),
        "naive, no audit log": partial(hand.claim, naive=True, audited=False),
        "skip locked, no audit log": partial(hand.claim, naive=False, audited=False),
        "desk": lambda one, contract: desk.claim(
            tenant_id,
            Claim(entitlement_id=one.entitlement_id, person_id=one.person_id, contract_ids=(contract,)),
            timezone=ZONE,
        ),
    }
    rates: dict[str, float] = {}
    print(f"{CLAIMS} claims of {CONTRACTS} offerings at once, {CONNECTIONS} connections")
    print(f"{'':28}{'claims/s':>10}{'ratio':>8}{'p50 ms':>9}{'p99 ms':>9}")
    for name, way in ways.items():
        crowd, contracts = await fresh(runtime, tenant_id)
        took, each = await rush(way, crowd, contracts)
        sold = await check(runtime, tenant_id)
        rates[name] = len(crowd) / took
        ratio = rates[name] / rates["naive"]
        p50, p99 = each[len(each) // 2] * 1000, each[len(each) * 99 // 100] * 1000
        print(f"{name:28}{rates[name]:10.0f}{ratio:8.1f}{p50:9.0f}{p99:9.0f}   {sold} enrolments, a seat each")
        sys.stdout.flush()
    await pool.close()
    await runtime.close()


async def prepare(runtime: Runtime) -> UUID:
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="benchmark", clock=runtime.clock)
    opened = open_bundle(ROOT / "tenants" / "pyeongchang", runtime.plugins)
    return (await apply_description(opened.description, opened.shared, platform)).tenant.id


async def fresh(runtime: Runtime, tenant_id: UUID) -> tuple[list[Entitled], list[UUID]]:
    """A crowd that has nothing yet, and contracts whose seats are all free and enough for it."""
    async with runtime.tenants.transaction(tenant_id) as session:
        for table in ("enrolment", "seat"):
            await session.execute(text(f"delete from tenant.{table} where tenant_id = :tenant"), {"tenant": tenant_id})
        (like, *_) = [one.terms for one in await list_contracts(session)]
        terms = [
            msgspec.structs.replace(like, offering=f"bench-{one}", category="school_subject", levels=[], seats=CLAIMS)
            for one in range(CONTRACTS)
        ]
        await write_contracts(session, terms)
        contracts = [one.id for one in await list_contracts(session)]
        for one in contracts:
            await provide_seats(session, one, CLAIMS // CONTRACTS)
        programme = await session.scalar(select(Programme.id).limit(1))
        if programme is None:
            raise SystemExit("the city has no programme")
        crowd = await entitle_crowd(
            session, programme, many=CLAIMS, slots=("school_subject",), at_most=1, timezone=ZONE,
            keys=runtime.sealing, clock=runtime.clock
        )
    return crowd, contracts


async def rush(
    way: Callable[[Entitled, UUID], Awaitable[object]], crowd: list[Entitled], contracts: list[UUID]
) -> tuple[float, list[float]]:
    """Seconds for all of them, and for each from the moment at which everybody came, sorted."""
    begun = time.perf_counter()

    async def one(place: int, learner: Entitled) -> float:
        await way(learner, contracts[place % len(contracts)])
        return time.perf_counter() - begun

    each = sorted(await asyncio.gather(*(one(place, learner) for place, learner in enumerate(crowd))))
    return time.perf_counter() - begun, each


async def check(runtime: Runtime, tenant_id: UUID) -> int:
    async with runtime.tenants.transaction(tenant_id) as session:
        sold = await session.scalar(
            text("select count(*) from tenant.enrolment where tenant_id = :tenant"), {"tenant": tenant_id}
        )
    if sold != CLAIMS:
        raise SystemExit(f"{sold} enrolments instead of {CLAIMS}")
    return int(sold)


class ByHand:
    """One claim in one transaction, with the statements of either way, by bare asyncpg."""

    def __init__(self, pool: "asyncpg.Pool[Any]", tenant_id: UUID, runtime: Runtime) -> None:
        self.pool = pool
        self.tenant_id = tenant_id
        self.runtime = runtime

    async def claim(self, learner: Entitled, contract: UUID, *, naive: bool, audited: bool) -> None:
        now, enrolment_id, tenant_id = self.runtime.clock.now(), new_id(), self.tenant_id
        async with self.pool.acquire() as connection, connection.transaction():
            await connection.execute("select app.set_tenant($1)", tenant_id)
            granted = await connection.fetchrow(_ENTITLED, tenant_id, learner.entitlement_id)
            held = await connection.fetch(_HELD, tenant_id, learner.entitlement_id)
            if len(held) >= granted["at_most"]:
                raise RuntimeError("nothing was granted any more")
            if naive:
                seats = await connection.fetchval(_LOCK_CONTRACT, tenant_id, contract)
                if await connection.fetchval(_COUNT_TAKEN, tenant_id, contract) >= seats:
                    raise RuntimeError("no seat is left")
            else:
                seat = await connection.fetchval(_FREE_SEAT, tenant_id, contract)
                await connection.execute(_TAKE_SEAT, tenant_id, seat, enrolment_id)
            await connection.execute(
                _ENROL, tenant_id, enrolment_id, learner.entitlement_id, learner.person_id, contract, now,
                (now + timedelta(days=365)).date(),
            )  # fmt: skip
            arguments = {"tenant_id": str(tenant_id), "job": {"enrolment_id": str(enrolment_id)}}
            await connection.execute(_DEFER, msgspec.json.encode(arguments).decode())
            if audited:
                await audit(connection, tenant_id, learner, now)


async def audit(connection: Any, tenant_id: UUID, learner: Entitled, now: Any) -> None:
    detail = {"offerings": ["bench"]}
    digest = digest_of(
        tenant_id=tenant_id, at=now, actor_kind="person", actor_id=learner.person_id, action="offerings.chosen",
        subject="entitlement", subject_id=learner.entitlement_id, detail=detail,
    )  # fmt: skip
    head = await connection.fetchrow(_ADVANCE, tenant_id, digest, link(GENESIS, digest))
    await connection.execute(
        _ENTRY, tenant_id, new_id(), head["number"], now, learner.person_id, learner.entitlement_id,
        msgspec.json.encode(detail).decode(), digest, head["chain"],
    )  # fmt: skip


if __name__ == "__main__":
    asyncio.run(main())
