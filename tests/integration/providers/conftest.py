"""A city with a contract for each of some reference providers that run on this machine, and learners who chose them."""

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from uuid import UUID

import psycopg
import pytest
from procrastinate import App
from sqlalchemy import select

from seoul_learn.control_plane.database.connection import ControlDatabase
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.jobs.queue import open_queue
from seoul_learn.jobs.tasks import Means, register_tasks
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.ids import new_id
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.keep_secrets import keep_secrets
from seoul_learn.tenant_plane.catalogue.line_models import ContractLine
from seoul_learn.tenant_plane.catalogue.models import Contract
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.differences import Difference, open_differences
from seoul_learn.tenant_plane.enrolments.models import Enrolment, Seat
from seoul_learn.tenant_plane.enrolments.provision import Provisioning, provision
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState
from seoul_learn.tenant_plane.mail.post_office import PostOffice
from seoul_learn.worker import QUEUES
from tests.conftest import SECRET_KEY, Database
from tests.integration.people.conftest import City, new_city

SECRET = "an invented secret of more than 32 letters"
OFFERING = "demo-lessons"


class Contracted:
    """One contract and its provider."""

    def __init__(
        self, city: City, contract_id: UUID, provider: ReferenceProvider, means: Provisioning, owner_url: str
    ) -> None:
        self.city = city
        self.tenant_id = city.tenant_id
        self.contract_id = contract_id
        self.provider = provider
        self.means = means
        self._owner_url = owner_url

    async def enrol(self, *, state: EnrolmentState = EnrolmentState.REQUESTED, seat: bool = False) -> UUID:
        """A learner who chose it. How she came to that is told by other tests: nothing here has keys to her."""
        enrolment_id = new_id()
        with psycopg.connect(self._owner_url) as connection:
            connection.execute("set session_replication_role = replica")
            connection.execute(
                "insert into tenant.enrolment (tenant_id, id, entitlement_id, person_id, contract_id, category, state,"
                " attempts, requested_at, ends_on) values (%s, %s, %s, %s, %s, 'reading', %s, 0, %s, '2027-06-30')",
                [
                    self.tenant_id, enrolment_id, new_id(), new_id(), self.contract_id, state.value,
                    self.means.clock.now(),
                ],
            )  # fmt: skip
            if seat:
                connection.execute(
                    "insert into tenant.seat (tenant_id, id, contract_id, number, enrolment_id)"
                    " values (%s, %s, %s, 1, %s)",
                    [self.tenant_id, new_id(), self.contract_id, enrolment_id],
                )
        return enrolment_id

    async def active(self) -> UUID:
        """A learner who is in."""
        enrolment_id = await self.enrol()
        await self.provision(enrolment_id)
        assert await self.state(enrolment_id) is EnrolmentState.ACTIVE
        return enrolment_id

    async def provision(self, enrolment_id: UUID) -> None:
        await provision(self.tenant_id, enrolment_id, self.means)

    async def row(self, enrolment_id: UUID) -> Enrolment:
        async with self.means.database.transaction(self.tenant_id) as session:
            row = await session.scalar(select(Enrolment).where(Enrolment.id == enrolment_id))
            assert row is not None
            return row

    async def state(self, enrolment_id: UUID) -> EnrolmentState:
        return EnrolmentState((await self.row(enrolment_id)).state)

    async def free_seats(self) -> int:
        async with self.means.database.transaction(self.tenant_id) as session:
            return len(
                list(
                    await session.scalars(
                        select(Seat.id).where(Seat.contract_id == self.contract_id, Seat.enrolment_id.is_(None))
                    )
                )
            )

    async def line(self) -> ContractLine:
        async with self.means.database.transaction(self.tenant_id) as session:
            line = await session.scalar(select(ContractLine).where(ContractLine.contract_id == self.contract_id))
            assert line is not None
            return line

    async def differences(self) -> list[Difference]:
        async with self.means.database.transaction(self.tenant_id) as session:
            return await open_differences(session, self.contract_id)

    def jobs(self, task: str) -> list[dict[str, Any]]:
        """What is wanted of one kind, and in how many seconds."""
        with psycopg.connect(self._owner_url) as connection:
            rows = connection.execute(
                "select args, extract(epoch from scheduled_at - now()) from jobs.procrastinate_jobs"
                " where task_name = %s and args->>'tenant_id' = %s and status = 'todo' order by id",
                [task, str(self.tenant_id)],
            ).fetchall()
        return [{**args["job"], "in": seconds} for args, seconds in rows]

    def wanted_again(self) -> list[float | None]:
        return [one["in"] for one in self.jobs(ProvisionEnrolment.task)]

    def forget_jobs(self) -> None:
        with psycopg.connect(self._owner_url) as connection:
            connection.execute(
                "delete from jobs.procrastinate_jobs where args->>'tenant_id' = %s", [str(self.tenant_id)]
            )


@pytest.fixture
async def city(tenant_database: TenantDatabase, clock: FixedClock) -> City:
    return await new_city(tenant_database, clock)


@pytest.fixture
def providers(clock: FixedClock) -> Iterator[Callable[[], ReferenceProvider]]:
    running: list[ReferenceProvider] = []

    def another() -> ReferenceProvider:
        provider = ReferenceProvider(secret=SECRET, now=lambda: clock.now().timestamp())
        provider.start()
        running.append(provider)
        return provider

    yield another
    for provider in running:
        provider.stop()


Contract_ = Callable[..., Any]


@pytest.fixture
def contract_with(
    city: City, plugins: Plugins, clock: FixedClock, database: Database, providers: Callable[[], ReferenceProvider]
) -> Contract_:
    ports: set[int] = set()

    async def contract(
        name: str = OFFERING, *, with_secret: bool = True, means: Provisioning | None = None
    ) -> Contracted:
        """`means` of another contract, where one worker is to work for both."""
        provider = providers()
        ports.add(provider.port)
        means = means or Provisioning(
            database=city.database, plugins=plugins, keys=SealingKeys(SECRET_KEY), clock=clock,
            # Shared on purpose: whatever provider comes later is on this machine too.
            on_this_machine=ports,  # type: ignore[arg-type]  # a frozen set is what an installation has
        )  # fmt: skip
        contract_id = new_id()
        async with city.database.transaction(city.tenant_id) as session:
            session.add(
                Contract(
                    id=contract_id, offering=name, provider=f"provider-of-{name}", provider_name={"ko": "제공자"},
                    name={"ko": "체험 수업"}, category="reading", category_name={"ko": "독서"}, levels=["middle"],
                    market_price_minor=1000, currency="KRW", price_per="month", ships=False, seats=None,
                    term_months=12, term_by_level={}, connector="rest",
                    config={"address": provider.address, "client_id": "seoul-learn"}, illustrative=None,
                    state="open", position=1,
                )
            )  # fmt: skip
            await session.flush()
            if with_secret:
                await keep_secrets(
                    session, contract_id, {"secret": SECRET}, plugins=plugins, actor=Actor(kind="command"),
                    keys=means.keys, clock=clock,
                )  # fmt: skip
        return Contracted(city, contract_id, provider, means, database.owner_url)

    return contract


@pytest.fixture
async def contracted(contract_with: Contract_) -> Contracted:
    made = await contract_with()
    assert isinstance(made, Contracted)
    return made


@pytest.fixture
async def queue(database: Database, contracted: Contracted) -> AsyncIterator[App]:
    """The queue, with the tasks of the platform and what they work with."""
    control = ControlDatabase(database.control_url)
    await control.open()
    opened = open_queue(database.tenant_url)
    post_office = PostOffice(host="127.0.0.1", port=1, sender="no-reply@learn.example")
    register_tasks(opened, Means(control=control, provisioning=contracted.means, post_office=post_office))
    opened.periodic_registry.periodic_tasks.clear()
    async with opened.open_async():
        yield opened
    await control.close()


async def work(queue: App) -> None:
    """Work what asks providers, as a worker does, until nothing is left."""
    (names,) = [one for one in QUEUES if "providers" in one]
    await queue.run_worker_async(
        queues=list(names), concurrency=QUEUES[names], wait=False, install_signal_handlers=False,
        listen_notify=False, delete_jobs="successful",
    )  # fmt: skip
