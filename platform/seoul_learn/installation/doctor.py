"""Look at a database and say of each thing whether it is well, and if not, how to mend it."""

from datetime import timedelta

import msgspec
import psycopg

from seoul_learn.installation.migrate import pending
from seoul_learn.installation.roles import CONTROL, OWNER, TENANT, address_as
from seoul_learn.kit.clock import Clock, SystemClock

OLDEST_SERVER = 150000
_CLOCKS_MAY_DIFFER = timedelta(seconds=2)
_WAITS_TOO_LONG = timedelta(minutes=5)
# No extension beyond core PostgreSQL is needed; this one every PostgreSQL brings, and the functions are written in it.
_EXTENSIONS = frozenset({"plpgsql"})


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One thing looked at; `mend` is None when it is well."""

    what: str
    seen: str
    mend: str | None = None


async def examine(owner_url: str, *, secret_key: str, clock: Clock | None = None) -> list[Finding]:
    """Server, roles, migrations, isolation, queue and clocks of one database."""
    try:
        connection = psycopg.connect(owner_url, connect_timeout=5, client_encoding="utf8")
    except psycopg.OperationalError as error:
        return [
            Finding(
                what="connection",
                seen=str(error).strip(),
                mend="Check that PostgreSQL is running, and the address, name and password in DATABASE_URL.",
            )
        ]
    with connection:
        findings = [judge_version(connection.info.server_version), _encoding(connection), _extensions(connection)]
        if any(found.mend for found in findings):
            return findings
        findings.append(_owner(connection))
        for role in (CONTROL, TENANT):
            findings.append(_role(connection, role))
            findings.append(_sign_in(owner_url, role, secret_key=secret_key))
        findings.append(_clocks(connection, clock or SystemClock()))
        findings.append(await _migrations(owner_url))
        if not findings[-1].mend:
            findings += [_isolation(connection), *_queue(connection)]
    return findings


def judge_version(number: int) -> Finding:
    """The server's version as PostgreSQL counts it, such as 150004."""
    return Finding(
        what="PostgreSQL version",
        seen=f"{number // 10000}.{number % 10000}",
        mend=None if number >= OLDEST_SERVER else "Move to PostgreSQL 15 or newer.",
    )


def _encoding(connection: psycopg.Connection) -> Finding:
    encoding = connection.info.parameter_status("server_encoding")
    return Finding(
        what="encoding of the database",
        seen=str(encoding),
        mend=None if encoding == "UTF8" else "Make the database anew: create database ... encoding 'UTF8'.",
    )


def _extensions(connection: psycopg.Connection) -> Finding:
    there = {name for (name,) in connection.execute("select extname from pg_extension").fetchall()}
    missing = sorted(_EXTENSIONS - there)
    return Finding(
        what="extensions",
        seen=f"{', '.join(missing)} missing" if missing else f"{', '.join(sorted(_EXTENSIONS))}; no other is needed",
        mend=f"As a superuser: create extension {missing[0]}" if missing else None,
    )


def _owner(connection: psycopg.Connection) -> Finding:
    row = connection.execute("select rolcanlogin from pg_roles where rolname = %s", [OWNER]).fetchone()
    if row is None:
        return Finding(what=f"role {OWNER}", seen="missing", mend="Run `seoul-learn migrate`.")
    return Finding(
        what=f"role {OWNER}",
        seen="can sign in" if row[0] else "nobody signs in as it",
        mend=f"alter role {OWNER} nologin, or run `seoul-learn migrate`." if row[0] else None,
    )


def _role(connection: psycopg.Connection, role: str) -> Finding:
    row = connection.execute(
        """select rolsuper, rolbypassrls, exists (select from pg_class where relowner = r.oid),
                  exists (select from pg_auth_members where member = r.oid)
             from pg_roles r where rolname = %s""",
        [role],
    ).fetchone()
    if row is None:
        return Finding(what=f"role {role}", seen="missing", mend="Run `seoul-learn migrate`.")
    powers = {
        "is a superuser": f"alter role {role} nosuperuser",
        "has BYPASSRLS": f"alter role {role} nobypassrls",
        "owns tables": f"reassign owned by {role} to {OWNER}",
        "is a member of another role": f"revoke <that role> from {role}",
    }
    found = [power for power, has in zip(powers, row, strict=True) if has]
    return Finding(
        what=f"role {role}",
        seen=" and ".join(found) or "can bypass nothing",
        mend=f"As a superuser: {'; '.join(powers[power] for power in found)}." if found else None,
    )


def _sign_in(owner_url: str, role: str, *, secret_key: str) -> Finding:
    what = f"sign-in as {role}"
    try:
        psycopg.connect(address_as(owner_url, role, secret_key=secret_key), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        return Finding(
            what=what,
            seen=str(error).strip(),
            mend="Its password is made from SECRET_KEY: put back the SECRET_KEY that this platform was set up with "
            "(with another one, what is sealed cannot be read). If the server has just been set up or restored, run "
            "`seoul-learn migrate`, which sets the passwords.",
        )
    return Finding(what=what, seen="works")


def _clocks(connection: psycopg.Connection, clock: Clock) -> Finding:
    row = connection.execute("select clock_timestamp()").fetchone()
    difference = abs(clock.now() - row[0]) if row else timedelta.max
    return Finding(
        what="clocks",
        seen=f"{difference.total_seconds():.1f} s between this machine and the database",
        mend=None if difference <= _CLOCKS_MAY_DIFFER else "Let both machines follow the same time server.",
    )


async def _migrations(owner_url: str) -> Finding:
    missing = await pending(owner_url)
    return Finding(
        what="migrations",
        seen=f"{len(missing)} pending: {', '.join(missing)}" if missing else "all have run",
        mend="Run `seoul-learn migrate`." if missing else None,
    )


def _isolation(connection: psycopg.Connection) -> Finding:
    open_tables = connection.execute(
        """select relname from pg_class c
            where relnamespace = 'tenant'::regnamespace and relkind in ('r', 'p') and relname <> 'migration'
              and not (relrowsecurity and relforcerowsecurity
                       and exists (select from pg_policy where polrelid = c.oid and polwithcheck is not null))
            order by relname"""
    ).fetchall()
    names = [f"tenant.{name}" for (name,) in open_tables]
    return Finding(
        what="isolation of tenants",
        seen=f"not enforced on {', '.join(names)}" if names else "enforced on every table",
        mend="Stop the platform. Somebody changed these tables by hand: restore their row-level security (alter table "
        "... enable row level security; alter table ... force row level security; its policy stands in the migrations) "
        "and look for what was read meanwhile."
        if names
        else None,
    )


def _queue(connection: psycopg.Connection) -> list[Finding]:
    row = connection.execute(
        """select count(*) filter (where status = 'failed'),
                  max(now() - coalesce(scheduled_at, (select max(at) from jobs.procrastinate_events e
                                                       where e.job_id = j.id)))
                      filter (where status = 'todo')
             from jobs.procrastinate_jobs j"""
    ).fetchone()
    failed, waiting = row or (0, None)
    waits = waiting is not None and waiting > _WAITS_TOO_LONG
    return [
        Finding(
            what="waiting jobs",
            seen=f"the oldest waits for {waiting.total_seconds() // 60:.0f} minutes" if waits else "none waits long",
            mend="Start `seoul-learn worker`, or one more of it." if waits else None,
        ),
        Finding(
            what="failed jobs",
            seen=f"{failed} were given up" if failed else "none",
            mend="The worker's log says why (event job.given_up). Letters are sent again in the city's console; forget "
            "the rest with: delete from jobs.procrastinate_jobs where status = 'failed'"
            if failed
            else None,
        ),
    ]
