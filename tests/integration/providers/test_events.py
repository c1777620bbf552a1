"""What comes to a contract’s address is believed only as far as to ask the provider how things are."""

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx2
import pytest
from litestar import Litestar
from procrastinate import App
from sqlalchemy import func, select

from plugins.providers.rest.signing import signature
from seoul_learn.api.webhooks import webhook_handlers
from seoul_learn.control_plane.tenants.values import Lifecycle, TenantRef
from seoul_learn.demo.provider.proofs import sign
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.tenant_plane.catalogue.line_models import ProviderEvent
from seoul_learn.tenant_plane.enrolments.differences import DifferenceKind
from seoul_learn.tenant_plane.enrolments.look_at_seat import LookAtSeat
from seoul_learn.tenant_plane.enrolments.take_event import KEPT_FOR, forget_events
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState
from tests.integration.people.conftest import new_city
from tests.integration.providers.conftest import SECRET, Contracted, work


class Sender:
    """Whoever sends events to the city's address."""

    def __init__(self, http: httpx2.AsyncClient, contracted: Contracted) -> None:
        self.http = http
        self.contracted = contracted
        self.path = f"/webhooks/providers/{contracted.contract_id}"

    async def send(
        self, seat_id: UUID, *, event: str = "evt_1", after: timedelta = timedelta(0), secret: str = SECRET,
        altered: bool = False, kind: str = "seat.changed", **more: Any,
    ) -> int:  # fmt: skip
        body = json.dumps({"id": event, "type": kind, "seat": str(seat_id), **more}).encode()
        at = int((self.contracted.means.clock.now() + after).timestamp())
        signed = signature(secret, at=at, method="POST", target=self.path, body=body)
        content = body.replace(b"evt", b"EVT") if altered else body
        headers = {"seoul-learn-signature": signed, "content-type": "application/json"}
        return (await self.http.post(self.path, content=content, headers=headers)).status_code

    async def stored(self) -> int:
        async with self.contracted.means.database.transaction(self.contracted.tenant_id) as session:
            return await session.scalar(select(func.count()).select_from(ProviderEvent)) or 0


@pytest.fixture
async def sender(contracted: Contracted) -> AsyncIterator[Sender]:
    app = Litestar(
        list(webhook_handlers(contracted.means.database, contracted.means.outside)),
        openapi_config=None, logging_config=None,
    )  # fmt: skip
    tenant = TenantRef(contracted.tenant_id, "city", Lifecycle.LIVE)

    async def at_host(scope: Any, receive: Any, send: Any) -> None:
        scope.setdefault("state", {})["tenant"] = tenant
        await app(scope, receive, send)

    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=at_host), base_url="http://city") as http:
        yield Sender(http, contracted)


async def test_an_event_leads_to_the_present_state(sender: Sender, contracted: Contracted, queue: App) -> None:
    enrolment_id = await contracted.active()
    contracted.means.clock.advance(timedelta(minutes=1))  # type: ignore[attr-defined]  # the tests' clock
    contracted.provider.end(str(enrolment_id))
    assert await sender.send(enrolment_id) == 200
    await work(queue)
    assert [one.kind for one in await contracted.differences()] == [DifferenceKind.MISSING_THERE]


async def test_an_event_settles_what_was_not_known(sender: Sender, contracted: Contracted, queue: App) -> None:
    enrolment_id = await contracted.enrol(state=EnrolmentState.UNKNOWN)
    assert await sender.send(enrolment_id) == 200
    await work(queue)  # asks how the seat is, and so wants it asked for once more
    await work(queue)
    assert await contracted.state(enrolment_id) is EnrolmentState.ACTIVE


async def test_an_event_that_comes_again_is_stored_once_and_worked_once(
    sender: Sender, contracted: Contracted
) -> None:
    seat_id = new_id()
    assert [await sender.send(seat_id) for _ in range(3)] == [200, 200, 200]
    assert await sender.stored() == 1
    assert len(contracted.jobs(LookAtSeat.task)) == 1


async def test_events_in_any_order_end_in_the_same(sender: Sender, contracted: Contracted, queue: App) -> None:
    enrolment_id = await contracted.active()
    # "ended" arrives after "active again", as far as their own words go: what counts is what the provider says now.
    for event, says in (("evt_9", "active"), ("evt_1", "ended"), ("evt_5", "pending")):
        assert await sender.send(enrolment_id, event=event, state=says) == 200
    await work(queue)
    assert await contracted.state(enrolment_id) is EnrolmentState.ACTIVE
    assert await contracted.differences() == []


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "somebody else's secret of 32 letters or more"},
        {"altered": True},
        {"after": timedelta(minutes=-6)},
        {"after": timedelta(minutes=6)},
        {"after": timedelta(days=3653)},
    ],
    ids=["forged", "altered", "old", "ahead", "ten years ahead"],
)
async def test_what_is_not_the_providers_or_not_of_now_is_not_taken(
    sender: Sender, contracted: Contracted, how: dict[str, Any]
) -> None:
    assert await sender.send(new_id(), **how) == 401
    assert await sender.stored() == 0
    assert contracted.jobs(LookAtSeat.task) == []


async def test_a_word_about_the_year_2036_in_a_good_event_changes_nothing(
    sender: Sender, contracted: Contracted, queue: App
) -> None:
    enrolment_id = await contracted.active()
    assert await sender.send(enrolment_id, created="2036-11-24T09:00:00Z", state="ended") == 200
    await work(queue)
    assert await contracted.state(enrolment_id) is EnrolmentState.ACTIVE
    assert await contracted.differences() == []


async def test_an_event_of_a_kind_that_nobody_knows_is_taken_and_does_nothing(
    sender: Sender, contracted: Contracted
) -> None:
    assert await sender.send(new_id(), kind="seat.renamed") == 200
    assert await sender.stored() == 1
    assert contracted.jobs(LookAtSeat.task) == []


async def test_an_event_for_another_contract_or_city_is_not_taken(sender: Sender, contracted: Contracted) -> None:
    sender.path = f"/webhooks/providers/{new_id()}"
    assert await sender.send(new_id()) == 404
    other = await new_city(contracted.means.database, contracted.city.clock)
    async with other.database.transaction(other.tenant_id) as session:
        assert await session.scalar(select(func.count()).select_from(ProviderEvent)) == 0


async def test_a_long_message_is_not_read(sender: Sender) -> None:
    assert await sender.send(new_id(), filling="x" * 70_000) == 413


async def test_events_are_forgotten_when_nobody_can_send_them_again(
    sender: Sender, contracted: Contracted, clock: FixedClock
) -> None:
    assert await sender.send(new_id()) == 200
    clock.advance(KEPT_FOR + timedelta(minutes=1))
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        await forget_events(session, clock=clock)
    assert await sender.stored() == 0


async def test_the_reference_provider_can_tell_us(sender: Sender, contracted: Contracted) -> None:
    # Its own signature, byte for byte, as docs/providers.md has it.
    body = b'{"id": "evt_7", "type": "seat.changed"}'
    at = int(contracted.means.clock.now().timestamp())
    signed = sign(SECRET, at=at, method="POST", target=sender.path, body=body)
    answer = await sender.http.post(sender.path, content=body, headers={"Seoul-Learn-Signature": signed})
    assert (answer.status_code, answer.json()) == (200, {"new": True})
