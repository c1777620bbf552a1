"""Officers who look at cases hold nobody up, and that they looked is on record all the same."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from seoul_learn.app import Runtime
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.tenant_plane.casework.queries import applicant_name
from tests.conftest import Database
from tests.integration.portal.conftest import Browser
from tests.integration.portal.test_casework import FACT, officers, waiting_case
from tests.integration.portal.test_policy_editor import actions

__all__ = ["officers"]


async def test_a_colleague_decides_while_two_officers_are_still_reading(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef], database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "looked-at@demo.example")
    await second.get(f"/console/applications/{application}/facts/{FACT}")
    both_read, decided = asyncio.Barrier(3), asyncio.Event()

    async def slowly(*arguments: Any) -> str:
        name = await applicant_name(*arguments)
        if not decided.is_set():
            await both_read.wait()
            await decided.wait()
        return name

    async def decide() -> None:
        await both_read.wait()
        decision = {"action": "confirm", "reason": "Seen on the certificate.", "answer": "3896843"}
        await second.http.post(
            second.path, data={"_csrf_token": second.hidden("_csrf_token"), **decision}, follow_redirects=False
        )
        decided.set()

    before = actions(database, tenant).count("case.read")
    monkeypatch.setattr("seoul_learn.web.console.case.applicant_name", slowly)
    path = f"/console/applications/{application}"
    async with asyncio.timeout(20):
        one, other, _ = await asyncio.gather(first.http.get(path), first.http.get(path), decide())
    assert (one.status_code, other.status_code) == (200, 200)
    told = actions(database, tenant)
    assert told.count("case.read") == before + 3
    assert "application.determined" in told
    assert UUID(application)


async def test_what_could_not_be_shown_was_not_read(
    browser: Browser, officers: list[Browser], runtime: Runtime, cities: dict[str, TenantRef], database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The record is of the transaction of the page: a page that breaks leaves none, and shows nothing."""
    first, _ = officers
    tenant = cities["seoul"]
    application = await waiting_case(browser, runtime, tenant, "not-looked-at@demo.example")
    before = actions(database, tenant)

    async def breaks(*arguments: Any) -> str:
        raise RuntimeError("invented")

    monkeypatch.setattr("seoul_learn.web.console.case.applicant_name", breaks)
    monkeypatch.setattr(first.http._transport, "raise_app_exceptions", False)  # as a server does
    answer = await first.http.get(f"/console/applications/{application}")
    assert answer.status_code == 500
    assert actions(database, tenant) == before
