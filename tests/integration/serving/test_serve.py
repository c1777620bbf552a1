"""The web process starts, follows and stops as an operator expects."""

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

import httpx2
import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.claim_host import claim_host
from seoul_learn.control_plane.tenants.values import TenantRef
from tests.conftest import Database
from tests.integration.serving.conftest import Applicant, Held, Served


async def test_told_to_stop_it_answers_what_it_has_in_hand_and_ends(
    served: Served, applicant: Applicant, audit_log: Held
) -> None:
    await audit_log.hold()
    asking = asyncio.create_task(applicant.submit())
    await audit_log.until_somebody_waits()
    served.process.send_signal(signal.SIGTERM)
    # It takes no more, which shows that it heard, and has not let go of what it had.
    async with asyncio.timeout(30):
        while await _takes_connections(served.port):
            await asyncio.sleep(0.02)
    assert served.process.poll() is None
    assert await audit_log.somebody_waits()
    await audit_log.release()
    assert (await asking).status_code == 303
    assert await asyncio.to_thread(served.process.wait, 60) == 0


async def _takes_connections(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True


async def test_a_new_host_answers_in_every_process_within_a_moment(
    served: Served, database: Database, runtime: Runtime, seoul: TenantRef, tmp_path: Path
) -> None:
    other = Served(database, tmp_path / "other.log")
    other.start()
    try:
        async with httpx2.AsyncClient(timeout=30, headers={"host": "new.seoul.example"}) as client:
            addresses = [f"http://127.0.0.1:{one.port}/" for one in (served, other)]
            assert [(await client.get(address)).status_code for address in addresses] == [404, 404]
            async with runtime.control.transaction() as unit:
                await claim_host(unit, tenant_id=seoul.id, host="new.seoul.example")
            # A second for the directory; the rest is for pages, on a machine that has other things to do.
            async with asyncio.timeout(10):
                for address in addresses:
                    while (await client.get(address)).status_code != 200:
                        await asyncio.sleep(0.01)
    finally:
        other.kill()


@pytest.mark.parametrize(
    ("command", "secret", "said"),
    [
        ("serve", None, "SECRET_KEY is not set"),
        ("worker", None, "SECRET_KEY is not set"),
        ("serve", "short", "SECRET_KEY is too weak"),
    ],
)
def test_without_a_good_secret_nothing_starts_and_the_setting_is_named(
    command: str, secret: str | None, said: str, tmp_path: Path
) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "SECRET_KEY"}
    if secret is not None:
        environment["SECRET_KEY"] = secret
    ended = subprocess.run(
        [sys.executable, "-m", "seoul_learn.cli", command],
        env=environment, cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert said in ended.stderr
    assert ended.stdout == ""
    assert list(tmp_path.iterdir()) == []
