"""A whole platform for the journeys: the demo's cities and people, with web process and worker as they run for real."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import psycopg

from seoul_learn.app import make_runtime
from seoul_learn.demo.fill import code_now, fill_platform, second_factor_secret
from seoul_learn.demo.mailbox import Mailbox
from seoul_learn.demo.register_tool import register_practice_lessons
from seoul_learn.demo.registered import Pointer, open_register
from seoul_learn.installation.migrate import migrate
from seoul_learn.installation.roles import CONTROL, TENANT, address_as
from seoul_learn.settings import Settings, read_settings
from tests.conftest import SECRET_KEY

ROOT = Path(__file__).parents[2]
REGISTER_SECRET = "a secret between the journeys' city and its register"
_READY_WITHIN_SECONDS = 60


class RunningPlatform(msgspec.Struct, frozen=True, kw_only=True):
    """Where platform and lessons are reached, and what a person reads in her letters and on her authenticator."""

    port: int
    mailbox: Mailbox
    second_factor: str
    lessons: str

    def site(self, name: str, path: str = "/") -> str:
        """An address of a city or of the operators."""
        return f"http://{name}.localhost:{self.port}{path}"

    def code_of(self, email: str) -> str | None:
        """The newest mailed code for an address, or None while there is none."""
        page = self.mailbox.page(email).decode()
        found = re.search(r"<article>.*?<pre>[^<]*?\b(\d{6})\b", page, re.DOTALL)
        return found[1] if found else None

    def authenticator_code(self) -> str:
        """What the operator's authenticator shows now."""
        return code_now(self.second_factor)


@contextmanager
def running_platform(server_url: str, folder: Path) -> Iterator[RunningPlatform]:
    """Bring it up on a database of its own, and take it down again."""
    name = f"journeys_{os.getpid()}"
    with psycopg.connect(server_url, autocommit=True) as server:
        server.execute(f"create database {name}".encode())
    database = urllib.parse.urlsplit(server_url)._replace(path=f"/{name}").geturl()
    port, mail_port, page_port, lessons_port = (_free_port() for _ in range(4))
    environment = {
        "SECRET_KEY": SECRET_KEY,
        "DATABASE_URL": database,
        "PORT": str(port),
        "SMTP_PORT": str(mail_port),
        "MAIL_SENDER": "no-reply@seoul-learn.example",
        "TENANTS_FOLDER": str(ROOT / "tenants"),
    }
    settings = read_settings(environment)
    # A loop of its own: the tests' loop is running.
    register = open_register(REGISTER_SECRET)
    pointer = Pointer(address=register.address, secret=REGISTER_SECRET)
    secret = _in_a_thread(_prepare(settings, database, folder, pointer, lessons_port))
    mailbox = Mailbox(smtp_port=mail_port, page_port=page_port, second_factor=lambda: code_now(secret))
    mailbox.open()
    processes = [_start(command, environment, folder / f"{command}.log") for command in ("serve", "worker")]
    lessons = start_lessons(lessons_port, f"http://seoul.localhost:{port}", folder / "lessons.log")
    processes.append(lessons)
    try:
        _wait_until_ready(port, processes, folder)
        yield RunningPlatform(
            port=port, mailbox=mailbox, second_factor=secret, lessons=f"127.0.0.1:{lessons_port}"
        )
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(30)
        mailbox.close()
        register.close()
        with psycopg.connect(server_url, autocommit=True) as server:
            server.execute(f"drop database {name} with (force)".encode())


async def _prepare(settings: Settings, database: str, folder: Path, register: Pointer, lessons_port: int) -> str:
    await migrate(database, secret_key=settings.secret_key)
    runtime = make_runtime(
        settings,
        control_url=address_as(database, CONTROL, secret_key=settings.secret_key),
        tenant_url=address_as(database, TENANT, secret_key=settings.secret_key),
    )
    await runtime.open()
    try:
        await fill_platform(runtime, settings.tenants_folder, register=register)
        await register_practice_lessons(runtime, port=lessons_port)
        return await second_factor_secret(runtime, folder / "second-factor")
    finally:
        await runtime.close()


def _in_a_thread(work: Coroutine[Any, Any, str]) -> str:
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, work).result()


def start_lessons(port: int, issuer: str, log: Path) -> "subprocess.Popen[bytes]":
    """The demo's learning provider, made with PyLTI1p3, as a process of its own."""
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "seoul_learn.demo.lesson_provider", "--port", str(port), "--platform", issuer],
            stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT,
        )  # fmt: skip


def _start(command: str, environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    with log.open("wb") as out:
        return subprocess.Popen(
            [sys.executable, "-m", "seoul_learn.cli", command],
            env={**os.environ, **environment},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
        )


def _wait_until_ready(port: int, processes: list["subprocess.Popen[bytes]"], folder: Path) -> None:
    deadline = time.monotonic() + _READY_WITHIN_SECONDS
    while time.monotonic() < deadline:
        for process, command in zip(processes, ("serve", "worker", "lessons"), strict=True):
            if process.poll() is not None:
                raise RuntimeError(f"{command} ended: {(folder / f'{command}.log').read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/ready", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the platform did not become ready")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
