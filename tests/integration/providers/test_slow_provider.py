"""A provider that answers nobody keeps nobody else waiting: not another provider’s learners, nor anybody’s letters."""

from uuid import UUID

from procrastinate import App

from seoul_learn.demo.provider.moods import Mood
from seoul_learn.tenant_plane.database.queue import Job, enqueue
from seoul_learn.tenant_plane.enrolments.claim import ProvisionEnrolment
from seoul_learn.tenant_plane.enrolments.lanes import MOST_AT_ONCE
from seoul_learn.tenant_plane.enrolments.values import EnrolmentState
from seoul_learn.tenant_plane.mail.values import DeliverMail
from seoul_learn.worker import QUEUES
from tests.integration.providers.conftest import Contract_, Contracted, work


async def _choose(contracted: Contracted, many: int) -> list[UUID]:
    chosen = [await contracted.enrol() for _ in range(many)]
    async with contracted.means.database.transaction(contracted.tenant_id) as session:
        for enrolment_id in chosen:
            await enqueue(session, ProvisionEnrolment(enrolment_id=enrolment_id))
    return chosen


async def test_the_learners_of_one_provider_do_not_wait_for_another(
    contracted: Contracted, contract_with: Contract_, queue: App
) -> None:
    slow, well = contracted, await contract_with("good-lessons", means=contracted.means)
    slow.provider.mood, slow.provider.slowness = Mood.SLOW, 60.0
    waiting, served = await _choose(slow, 40), await _choose(well, 10)
    asked_before: list[int] = []

    def on_seat() -> None:
        # The slow one is let go once all of the other’s learners are in: if these had to wait for it, that would not
        # come before it is given up on.
        if len(well.provider.seats) == len(served):
            asked_before.append(len(slow.provider.asked))
            slow.provider.released.set()

    well.provider.on_seat = on_seat
    await work(queue)
    assert {await well.state(one) for one in served} == {EnrolmentState.ACTIVE}
    assert len(asked_before) == 1
    assert 1 <= asked_before[0] <= MOST_AT_ONCE
    states = [await slow.state(one) for one in waiting]
    # Those whose answers came in the end are in, the others wait for their moment: nobody was given up on.
    assert set(states) <= {EnrolmentState.ACTIVE, EnrolmentState.REQUESTED}
    assert states.count(EnrolmentState.ACTIVE) >= asked_before[0]
    assert len(slow.wanted_again()) == states.count(EnrolmentState.REQUESTED)


def test_every_queue_is_worked_and_what_asks_providers_has_its_own() -> None:
    worked = [name for names in QUEUES for name in names]
    assert len(worked) == len(set(worked))
    assert {one.queue for one in _jobs()} <= set(worked)
    (own,) = [names for names in QUEUES if ProvisionEnrolment.queue in names]
    assert DeliverMail.queue not in own
    assert QUEUES[own] > 2 * MOST_AT_ONCE


def _jobs() -> list[type[Job]]:
    found, ahead = [], list(Job.__subclasses__())
    while ahead:
        one = ahead.pop()
        found.append(one)
        ahead += one.__subclasses__()
    return found
