"""`seoul-learn demo`: a whole platform on this machine, with four cities and invented people."""

import asyncio
import contextlib
import importlib.util
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from typing import Annotated

import msgspec
import psycopg
import typer
from rich.progress import Progress, SpinnerColumn, TextColumn

from seoul_learn.app import make_runtime
from seoul_learn.commands.screen import ERR, OUT, stop
from seoul_learn.demo.cast import OFFICERS, OPERATOR, OPERATOR_STORY, RESIDENTS
from seoul_learn.demo.fill import CITIES, code_now, fill_platform, second_factor_secret
from seoul_learn.demo.mailbox import Mailbox
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.demo.providing import demo_provider
from seoul_learn.demo.register_tool import register_practice_lessons
from seoul_learn.demo.registered import Pointer, open_register
from seoul_learn.installation.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.settings import Settings, read_settings

_READY_WITHIN_SECONDS = 60
_ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo keeps its database and logs.")] = Path(".data/demo"),
    port: Annotated[int, typer.Option(help="The port of the cities.")] = 8000,
    mailbox_port: Annotated[int, typer.Option(help="The port of the page with the letters.")] = 8025,
    lessons_port: Annotated[
        int | None, typer.Option(help="The port of a provider's lessons by LTI; the one after the letters'.")
    ] = None,
    provider_port: Annotated[
        int | None, typer.Option(help="The port of a provider of learning sites; the next one unless told.")
    ] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget an earlier demo and begin anew.")] = False,
) -> None:
    """Bring up four cities with invented people and a mailbox, print where to go, and run until Ctrl-C."""
    lessons_port = lessons_port or mailbox_port + 1
    for wanted in (port, mailbox_port, lessons_port):
        if _is_taken(wanted):
            stop(
                f"Port {wanted} is in use on this machine. "
                "Choose others: seoul-learn demo --port 8010 --mailbox-port 8035"
            )
    _end_on_every_signal()
    folder.mkdir(parents=True, exist_ok=True)
    server = EmbeddedPostgres(folder / "postgres")
    try:
        ports = _Ports(cities=port, mailbox=mailbox_port, lessons=lessons_port)
        provider = demo_provider(folder, port=provider_port or _next_free(lessons_port))
        _run(server, folder, ports, fresh=fresh, provider=provider)
    except KeyboardInterrupt:
        OUT.print("\nStopped.")
    except EmbeddedPostgresError as error:
        stop(str(error))
    finally:
        server.stop()


class _Ports(msgspec.Struct, frozen=True, kw_only=True):
    cities: int
    mailbox: int
    lessons: int


def _run(server: EmbeddedPostgres, folder: Path, ports: _Ports, *, fresh: bool, provider: ReferenceProvider) -> None:
    smtp_port = _free_port()
    address = server.start()
    database = address.url("seoul_learn_demo")
    _make_database(address.url(), fresh=fresh)
    environment = {
        "SECRET_KEY": _secret(folder / "secret"),
        "DATABASE_URL": database,
        "PORT": str(ports.cities),
        "SMTP_PORT": str(smtp_port),
        "OUTGOING_ON_THIS_MACHINE": str(provider.port),
        "MAIL_SENDER": "no-reply@seoul-learn.example",
        "TENANTS_FOLDER": os.environ.get("TENANTS_FOLDER", "tenants"),
    }
    settings = read_settings(environment)
    if fresh:
        provider.seats.clear()
    provider.start()
    steps = SpinnerColumn(), TextColumn("{task.description}")
    register_secret = secrets.token_urlsafe(32)
    register = open_register(register_secret)
    pointer = Pointer(address=register.address, secret=register_secret)
    with Progress(*steps, console=ERR, transient=True) as progress:
        progress.add_task("Making the tables, the cities and the people")
        second_factor = asyncio.run(
            _prepare(settings, database, folder, pointer, provider, lessons_port=ports.lessons)
        )
    mailbox = Mailbox(smtp_port=smtp_port, page_port=ports.mailbox, second_factor=lambda: code_now(second_factor))
    mailbox.open()
    processes: list[subprocess.Popen[bytes]] = []
    try:
        processes.extend(_start(command, environment, folder / f"{command}.log") for command in ("serve", "worker"))
        # Its library is of the demo alone: a platform that was installed to be run for real goes without.
        if importlib.util.find_spec("pylti1p3"):
            processes.append(_start_lessons(ports, folder / "lessons.log"))
        _wait_until_ready(ports.cities, processes, folder)
        _tell(ports.cities, ports.mailbox)
        while True:
            time.sleep(1)
            _refuse_dead(processes, folder)
            # Comes up again at the same address when somebody killed it.
            server.start()
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(20)
        mailbox.close()
        register.close()
        provider.stop()


def _end_on_every_signal() -> None:
    # A closed terminal and a `kill` end it as Ctrl-C does, at any moment; a second one does not cut the ending short.
    def end(*_: object) -> None:
        for ending in _ENDINGS:
            signal.signal(ending, signal.SIG_IGN)
        raise KeyboardInterrupt

    for ending in _ENDINGS:
        signal.signal(ending, end)


async def _prepare(
    settings: Settings,
    database: str,
    folder: Path,
    register: Pointer,
    provider: ReferenceProvider,
    *,
    lessons_port: int,
) -> str:
    await migrate(database, secret_key=settings.secret_key)
    runtime = make_runtime(
        settings,
        control_url=address_as(database, CONTROL, secret_key=settings.secret_key),
        tenant_url=address_as(database, TENANT, secret_key=settings.secret_key),
    )
    await runtime.open()
    try:
        await fill_platform(runtime, settings.tenants_folder, register=register, provider=provider)
        await register_practice_lessons(runtime, port=lessons_port)
        return await second_factor_secret(runtime, folder / "operator-second-factor")
    finally:
        await runtime.close()


def _tell(port: int, mailbox_port: int) -> None:
    def site(name: str, path: str = "") -> str:
        return f"http://{name}.localhost:{port}{path}"

    OUT.print("\n[bold]Seoul Learn is running.[/] Everybody in it is invented.\n")
    OUT.print("[bold]Cities[/]: look at one without signing in")
    for city in CITIES:
        OUT.print(f"  {site(city)}")
    OUT.print(f"\n[bold]Letters[/] (sign-in codes arrive here)\n  http://mail.localhost:{mailbox_port}")
    OUT.print("\n[bold]Residents[/]: sign in with the address, read the code in the letters")
    for resident in RESIDENTS:
        OUT.print(f"  {site(resident.city, '/sign-in')}  {resident.email}\n      {resident.story}", markup=False)
    OUT.print("\n[bold]Officers[/]: sign in the same way")
    for officer in OFFICERS:
        OUT.print(f"  {site(officer.city, '/console')}  {officer.email}\n      {officer.story}", markup=False)
    OUT.print("\n[bold]Operator[/]: the second factor is shown beside the letters")
    OUT.print(f"  {site('operator')}  {OPERATOR[0]}\n      {OPERATOR_STORY}", markup=False)
    OUT.print("\nCtrl-C ends it; the next time it goes on where it stopped (--fresh begins anew).")


def _wait_until_ready(port: int, processes: list["subprocess.Popen[bytes]"], folder: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        _refuse_dead(processes, folder)
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:  # our own
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    stop(f"The platform did not answer within {_READY_WITHIN_SECONDS} seconds. Look at {folder / 'serve.log'}.")


def _refuse_dead(processes: list["subprocess.Popen[bytes]"], folder: Path) -> None:
    for process, command in zip(processes, ("serve", "worker", "lessons"), strict=False):
        if process.poll() is not None:
            stop(f"`{command}` ended by itself with {process.returncode}. Look at {folder / f'{command}.log'}.")


def _start_lessons(ports: _Ports, log: Path) -> "subprocess.Popen[bytes]":
    """The learning provider of the demo: somebody else's application, as far as the platform can tell."""
    issuer = f"http://seoul.localhost:{ports.cities}"
    with log.open("wb") as out:
        return subprocess.Popen(  # noqa: S603  # this very program
            [sys.executable, "-m", "seoul_learn.demo.lesson_provider", "--port", str(ports.lessons),
             "--platform", issuer],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip


def _start(command: str, environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen(  # noqa: S603  # this very program
            [sys.executable, "-m", "seoul_learn.cli", command],
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            # Ctrl-C is for this process alone, which tells the others.
            start_new_session=True,
        )


def _make_database(url: str, *, fresh: bool) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if fresh:
            connection.execute("drop database if exists seoul_learn_demo with (force)")
        if not connection.execute("select 1 from pg_database where datname = 'seoul_learn_demo'").fetchone():
            connection.execute("create database seoul_learn_demo")


def _secret(file: Path) -> str:
    if not file.exists():
        file.touch(mode=0o600)
        file.write_text(secrets.token_urlsafe(48))
    return file.read_text()


def _is_taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _next_free(port: int) -> int:
    return port + 1 if port < 65535 and not _is_taken(port + 1) else _free_port()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
