"""The three hot pages beside an empty handler and beside bare asyncpg, in one run; with few and with many tenants.

    make bench

Each page is asked by a client in a process of its own; application CPU is that of the web worker alone. Every figure
is printed as it is and as a ratio to the empty handler and to bare asyncpg of the same run.
"""

import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import asyncpg
import msgspec
import psycopg
from sqlalchemy import event

from seoul_learn.app import Runtime, make_runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.demo.fill import fill_platform
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.settings import Settings
from seoul_learn.tenant_plane.applications.queries import applications_of
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.begin_session import begin_session
from seoul_learn.tenant_plane.people.values import Role

ROOT = Path(__file__).parents[1]
SECRET = "a secret for throw-away benchmark databases, 50 letters"
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
CONNECTIONS = 8
TENANTS = tuple(int(one) for one in os.environ.get("BENCH_TENANTS", "1,14,1000,10000").split(","))


async def main() -> None:
    folder = Path(tempfile.mkdtemp(prefix="seoul-learn-bench-"))
    folder.chmod(0o755)
    server = EmbeddedPostgres(folder / "postgres")
    database = server.start().url("postgres")
    try:
        await run(database, folder)
    finally:
        server.stop()


async def run(database: str, folder: Path) -> None:
    await migrate(database, secret_key=SECRET)
    settings = Settings(secret_key=SECRET, tenants_folder=ROOT / "tenants", database_url=database)
    tenant_url = address_as(database, TENANT, secret_key=SECRET)
    runtime = make_runtime(
        settings, control_url=address_as(database, CONTROL, secret_key=SECRET), tenant_url=tenant_url
    )
    await runtime.open()
    await fill_platform(runtime, settings.tenants_folder, cities=("seoul",))
    session, pages = await signed_in(runtime)
    cookie, seen = await seen_statements(runtime, session, pages)
    statements = folder / "statements.json"
    statements.write_text(json.dumps(seen))
    print(
        "| tenants | page | rps | p50 ms | p99 ms | CPU ms/request "
        "| CPU: × empty | rps: bare asyncpg is × | CPU: × bare asyncpg |"
    )
    print("|--:|---|--:|--:|--:|--:|--:|--:|--:|")
    environment = {
        "SECRET_KEY": SECRET, "DATABASE_URL": database, "TENANTS_FOLDER": str(ROOT / "tenants"),
        "BENCH_STATEMENTS": str(statements), "BENCH_TENANT_URL": tenant_url,
    }  # fmt: skip
    made = len(await all_tenants(runtime))
    for wanted in TENANTS:
        if wanted > made:
            multiply(database, wanted - made)
            made = wanted
        created = await time_to_create(runtime, f"made-at-{wanted}")
        paths = {"empty": "/empty", **{f"bare {name}": f"/bare/{name}" for name in pages}}
        beside = measure("benchmarks.served:create", environment, paths, cookie)
        ours = measure("seoul_learn.asgi:create", environment, pages, cookie)
        empty = beside["empty"]
        row(wanted, "(an empty handler)", empty, empty, empty)
        for name in pages:
            bare = beside[f"bare {name}"]
            row(wanted, f"{name}, bare asyncpg", bare, empty, bare)
            row(wanted, name, ours[name], empty, bare)
        print(f"| {wanted} | *one more tenant from the template: {created:.2f} s* | | | | | | | |", flush=True)
    await runtime.close()


def row(tenants: int, name: str, one: dict[str, float], empty: dict[str, float], bare: dict[str, float]) -> None:
    print(
        f"| {tenants} | {name} | {one['rps']:.0f} | {one['p50_ms']:.1f} | {one['p99_ms']:.1f} | {one['cpu_ms']:.2f} "
        f"| {one['cpu_ms'] / empty['cpu_ms']:.1f} | {bare['rps'] / one['rps']:.1f} "
        f"| {one['cpu_ms'] / bare['cpu_ms']:.1f} |",
        flush=True,
    )


def measure(
    target: str, environment: dict[str, str], paths: dict[str, str], cookie: str
) -> dict[str, dict[str, float]]:
    """Serve `target` by one worker and ask each path in turn."""
    port = free_port()
    command = [
        sys.executable, "-m", "granian", "--interface", "asgi", "--factory", "--host", "127.0.0.1",
        "--port", str(port), "--workers", "1", "--no-access-log", "--log-level", "error", target,
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environment, "PYTHONPATH": str(ROOT)})
    try:
        wait_for(port)
        worker = worker_of(process.pid)
        results = {}
        for name, path in paths.items():
            ask(port, path, cookie, 1.0)
            before = cpu_seconds(worker)
            told = ask(port, path, cookie, SECONDS)
            if told["statuses"] != ["200"]:
                raise SystemExit(f"{name} answered {told['statuses']}")
            told["cpu_ms"] = (cpu_seconds(worker) - before) * 1000 / told["requests"]
            results[name] = told
        return results
    finally:
        process.terminate()
        process.wait(20)


def ask(port: int, path: str, cookie: str, seconds: float) -> dict[str, Any]:
    arguments = [str(port), "seoul.localhost", path, cookie, str(seconds), str(CONNECTIONS)]
    done = subprocess.run(
        [sys.executable, str(ROOT / "benchmarks" / "client.py"), *arguments], capture_output=True, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout)
    return told


async def signed_in(runtime: Runtime) -> tuple[str, dict[str, str]]:
    """The cookie of a resident who is eligible, and the addresses of her three hot pages."""
    (tenant,) = [one for one in await all_tenants(runtime) if one.slug == "seoul"]
    async with runtime.tenants.transaction(tenant.id) as session:
        person_id = await add_person(
            session, email="seojun@resident.example", language="ko", roles=(Role.applicant,), clock=runtime.clock
        )
        begun = await begin_session(session, person_id, by="benchmark", clock=runtime.clock)
        (application,) = await applications_of(session, person_id)
    start = f"/applications/{application.id}"
    return f"session={begun.token}", {"home": "/", "determination": f"{start}/outcome", "choice": f"{start}/choose"}


async def all_tenants(runtime: Runtime) -> list[Any]:
    from seoul_learn.control_plane.tenants.queries import list_tenants

    async with runtime.control.transaction() as unit:
        return await list_tenants(unit)


async def seen_statements(runtime: Runtime, session: str, pages: dict[str, str]) -> tuple[str, dict[str, list[Any]]]:
    """The cookies of a browser that has been here before, and the statements and parameters that each page makes."""
    import httpx2

    from seoul_learn.app import create_app

    app: Any = create_app(runtime)
    seen: dict[str, list[Any]] = {}
    name, token = session.split("=", 1)
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://seoul.localhost", cookies={name: token}
    ) as client:
        for page, path in pages.items():
            await client.get(path)
            with noted_statements(runtime) as made:
                await client.get(path)
            seen[page] = made
            print(f"{page}: {len(made)} statements in one transaction", file=sys.stderr)
        return "; ".join(f"{one}={value}" for one, value in client.cookies.items()), seen


@contextmanager
def noted_statements(runtime: Runtime) -> Iterator[list[Any]]:
    """Whatever the mapper or the driver sends. Beginning and committing are not noted: whoever replays does both."""
    made: list[Any] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        made.append((statement, [written(one) for one in parameters]))

    fetch, execute = asyncpg.Connection.fetch, asyncpg.Connection.execute

    async def noting_fetch(self: Any, query: str, *values: Any, **options: Any) -> Any:
        made.append((query, [written(one) for one in values]))
        return await fetch(self, query, *values, **options)

    async def noting_execute(self: Any, query: str, *values: Any, **options: Any) -> Any:
        if "set_tenant" in query:
            made.append(("select app.set_tenant($1)", [{"uuid": query.split("'")[1]}]))
        return await execute(self, query, *values, **options)

    engine = runtime.tenants.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    with mock.patch.multiple(asyncpg.Connection, fetch=noting_fetch, execute=noting_execute):
        yield made
    event.remove(engine, "before_cursor_execute", note)


def written(value: Any) -> Any:
    if isinstance(value, UUID):
        return {"uuid": str(value)}
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    return value


def multiply(database: str, more: int) -> None:
    """Make that many copies of Seoul's rows under tenants of their own: the same tables, fuller."""
    ids = [(uuid4(), f"copy-{uuid4().hex[:12]}") for _ in range(more)]
    with psycopg.connect(database) as owner:
        seoul = owner.execute("select id from control.tenant where slug = 'seoul'").fetchone()
        owner.execute("create temp table fresh (id uuid, slug text)")
        with owner.cursor().copy("copy fresh from stdin") as copy:
            for one in ids:
                copy.write_row(one)
        copied = (
            "insert into control.tenant (id, slug, name, lifecycle, timezone, created_at, changed_at) "
            "select f.id, f.slug, t.name, t.lifecycle, t.timezone, t.created_at, t.changed_at "
            "from fresh f, control.tenant t where t.slug = 'seoul'"
        )
        owner.execute(copied)
        owner.execute(
            "insert into control.host (host, tenant_id, canonical) select slug || '.localhost', id, true from fresh"
        )
        for table in ("branding", "programme", "policy_version", "standard_text", "contract", "written_page"):
            columns = [
                row[0]
                for row in owner.execute(
                    "select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 "
                    "and not attisdropped and attname <> 'tenant_id'",
                    [f"tenant.{table}"],
                )
            ]
            names = ", ".join(columns)
            sources = ", ".join("f.id" if table == "branding" and one == "id" else f"p.{one}" for one in columns)
            owner.execute(
                f"insert into tenant.{table} (tenant_id, {names}) select f.id, {sources} "
                f"from fresh f, tenant.{table} p where p.tenant_id = %s".encode(),
                seoul,
            )
        owner.execute("update control.directory_version set version = version + 1")
    with psycopg.connect(database, autocommit=True) as owner:
        owner.execute("vacuum analyze")


async def time_to_create(runtime: Runtime, slug: str) -> float:
    template = open_bundle(ROOT / "tenants" / "_template", runtime.plugins)
    wanted = msgspec.structs.replace(template.description, slug=slug, hosts=(f"{slug}.localhost",))
    platform = Platform(control=runtime.control, tenants=runtime.tenants, by="benchmark", clock=runtime.clock)
    begun = time.perf_counter()
    await apply_description(wanted, template.shared, platform)
    return time.perf_counter() - begun


def cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def worker_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[-1])


def wait_for(port: int) -> None:
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(1.0)
                return
        time.sleep(0.1)
    raise SystemExit("the server did not answer")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    asyncio.run(main())
