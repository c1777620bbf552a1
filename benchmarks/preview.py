"""A preview of a draft over 100,000 applications, counted as the worker counts: where the seconds go.

    make bench-preview

Invented people of Seoul, each with her own key and five sealed answers. The counting is the job's own code; its steps
are wrapped by a clock, nothing else is different.
"""

import asyncio
import os
import secrets
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID

import psycopg
from sqlalchemy import select

from benchmarks.population import everything_told
from seoul_learn.app import Runtime, make_runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.columns_of_facts import columns_of
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.applications.fact_values import value_bytes
from seoul_learn.tenant_plane.applications.read_many import fetch_some, told_from
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.sealing import Seal
from seoul_learn.tenant_plane.eligibility.begin_draft import begin_draft
from seoul_learn.tenant_plane.eligibility.models import PolicyPreview
from seoul_learn.tenant_plane.eligibility.preview import Population, ask_for_preview
from seoul_learn.tenant_plane.eligibility.queries import list_policies
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy
from seoul_learn.tenant_plane.impact import count, decide_some
from seoul_learn.tenant_plane.impact.decide_some import tally_some
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.tenant_plane.programmes.queries import list_programmes

ROOT = Path(__file__).parents[1]
SECRET = "a secret for throw-away benchmark databases, 50 letters"
MANY = int(os.environ.get("BENCH_APPLICATIONS", "100000"))
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
DRAFT_DAY = date(2027, 1, 1)
READING, UNSEALING, COLUMNS, EVALUATING = "reading", "unsealing", "making columns", "evaluating"
TALLYING, SAYING = "grouping and adding up", "saying how far it is"


async def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="seoul-learn-bench-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "postgres")
    database = server.start().url("postgres")
    try:
        table = await run(database)
    finally:
        server.stop()
    (ROOT / "benchmarks" / "preview.md").write_text(table, "utf-8")
    print(table)  # a script tells what it found


async def run(database: str) -> str:
    await migrate(database, secret_key=SECRET)
    settings = Settings(secret_key=SECRET, tenants_folder=ROOT / "tenants", database_url=database)
    runtime = make_runtime(
        settings, control_url=address_as(database, CONTROL, secret_key=SECRET),
        tenant_url=address_as(database, TENANT, secret_key=SECRET),
    )  # fmt: skip
    await runtime.open()
    opened = open_bundle(ROOT / "tenants" / "seoul", load_plugins())
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="a benchmark", clock=runtime.clock)
    tenant_id = (await apply_description(opened.description, opened.shared, platform)).tenant.id
    async with runtime.tenants.transaction(tenant_id) as session:
        newest = (await list_policies(session))[-1]
        (programme,) = [one for one in await list_programmes(session) if one.id == newest.programme_id]
        officer = await add_person(
            session, email="bench@demo.example", language="ko", roles=(Role.administrator,), clock=runtime.clock
        )
        draft_id = await begin_draft(
            session, programme, effective_from=DRAFT_DAY, like=newest, actor=Actor(kind="command"),
            clock=runtime.clock,
        )  # fmt: skip
    fill(database, runtime, tenant_id, newest)
    async with runtime.tenants.transaction(tenant_id) as session:
        preview_id = await ask_for_preview(
            session, draft_id, Population.PRESENT, today=NOW.date(), by=officer, engine=runtime.engine,
            clock=runtime.clock,
        )  # fmt: skip
    means = count.Counting(
        database=runtime.tenants, engine=runtime.engine, keys=runtime.sealing, clock=runtime.clock
    )
    spent: Counter[str] = Counter()
    with clocks(spent):
        began, cpu = time.perf_counter(), time.process_time()
        await count.count_impact(tenant_id, preview_id, means)
        whole, cpu = time.perf_counter() - began, time.process_time() - cpu
    async with runtime.tenants.transaction(tenant_id) as session:
        preview = await session.scalar(select(PolicyPreview).where(PolicyPreview.id == preview_id))
        if preview is None or preview.seen != MANY:
            raise SystemExit("Not all were counted.")
    await runtime.close()
    return written(spent, whole, cpu)


def fill(database: str, runtime: Runtime, tenant_id: UUID, policy: StoredPolicy) -> None:
    """The people, by the owner: each with a key, an application that was sent in, and what she told."""
    people = everything_told(MANY)
    of_tenant = runtime.sealing.of_tenant(tenant_id)
    with psycopg.connect(database) as owner:
        keys, applications, answers = [], [], []
        for place in range(MANY):
            person_id, application_id, key = new_id(), new_id(), secrets.token_bytes(32)
            seal = Seal(key, tenant_id)
            keys.append(
                (tenant_id, person_id, of_tenant.seal(key, table="person_key", row=person_id, column="wrapped"))
            )
            applications.append(
                (
                    tenant_id, application_id, policy.programme_id, person_id, policy.id, f"B-{place}", "submitted",
                    NOW, NOW,
                )
            )
            for name, fact in people.person(place).items():
                answer_id = new_id()
                sealed = seal.seal(value_bytes(fact.value), table="fact_answer", row=answer_id, column="value")
                answers.append((tenant_id, answer_id, application_id, name, "told", sealed, NOW))
        owner.execute("set session_replication_role = replica")  # the persons themselves are never read
        copy(owner, "person_key (tenant_id, id, wrapped)", keys)
        copy(
            owner,
            "application (tenant_id, id, programme_id, person_id, policy_version_id, reference, state, began_at, "
            "submitted_at)",
            applications,
        )
        copy(owner, "fact_answer (tenant_id, id, application_id, name, state, value, answered_at)", answers)
        owner.commit()
        owner.autocommit = True
        owner.execute("vacuum analyze")


def copy(owner: "psycopg.Connection[Any]", into: str, rows: list[tuple[Any, ...]]) -> None:
    with owner.cursor() as cursor, cursor.copy(f"copy tenant.{into} from stdin") as sink:
        for row in rows:
            sink.write_row(row)


@contextmanager
def clocks(spent: Counter[str]) -> Iterator[None]:
    """The steps of the counting, each with a clock around it."""
    with (
        mock.patch.object(count, "fetch_some", waited(fetch_some, READING, spent)),
        mock.patch.object(count, "_goes_on", waited(count._goes_on, SAYING, spent)),
        mock.patch.object(count, "told_from", timed(told_from, UNSEALING, spent)),
        mock.patch.object(count, "tally_some", timed(tally_some, TALLYING, spent)),
        mock.patch.object(decide_some, "outcomes_of", timed(decide_some.outcomes_of, EVALUATING, spent)),
        mock.patch.object(decide_some, "columns_of", timed(columns_of, COLUMNS, spent)),
    ):
        yield


def timed(work: Callable[..., Any], step: str, spent: Counter[str]) -> Callable[..., Any]:
    def wrapped(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return work(*given, **named)
        finally:
            spent[step] += time.perf_counter() - began  # type: ignore[assignment]  # seconds, not a count

    return wrapped


def waited(work: Callable[..., Any], step: str, spent: Counter[str]) -> Callable[..., Any]:
    async def wrapped(*given: Any, **named: Any) -> Any:
        began = time.perf_counter()
        try:
            return await work(*given, **named)
        finally:
            spent[step] += time.perf_counter() - began  # type: ignore[assignment]  # seconds, not a count

    return wrapped


def written(spent: Counter[str], whole: float, cpu: float) -> str:
    seconds: dict[str, float] = dict(spent)
    # Each of these is within the one before.
    seconds[TALLYING] -= seconds[EVALUATING]
    seconds[EVALUATING] -= seconds[COLUMNS]
    evaluating = seconds[EVALUATING]
    lines = [
        "# What a preview costs\n",
        (
            f"`make bench-preview`: {MANY:,} applications of Seoul, each with a key of its own and five sealed "
            "answers, counted under a draft like the newest version and, as all wait for an outcome, under the "
            f"version of today too, {count.STEP} in a step. The next people are read while these are counted, so that "
            f"the steps add up to more than all. The worker took {cpu:.1f} s of CPU.\n"
        ),
        "| step | seconds | share | × evaluating |",
        "|---|--:|--:|--:|",
    ]
    for step in (READING, UNSEALING, COLUMNS, EVALUATING, TALLYING, SAYING):
        took = seconds.get(step, 0.0)
        lines.append(f"| {step} | {took:.2f} | {took / whole:.0%} | {took / evaluating:.1f} |")
    lines.append(f"| **all** | **{whole:.2f}** | 100% | {whole / evaluating:.1f} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    asyncio.run(main())
