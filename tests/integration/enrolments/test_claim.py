"""Claiming offerings: all of a claim or none of it, by the rules, and never more than there is."""

import asyncio
import random
from datetime import timedelta

import pytest
from sqlalchemy import text

from seoul_learn.tenant_plane.audit.verify import verify_chain
from seoul_learn.tenant_plane.catalogue.values import ContractTerms
from seoul_learn.tenant_plane.database.errors import NotFound, Refused
from seoul_learn.tenant_plane.enrolments.claim_desk import ClaimDesk
from seoul_learn.tenant_plane.enrolments.errors import (
    NoSeatLeft,
    NoSwitch,
    NotEntitled,
    NotOffered,
    NotTogether,
    TooManyChosen,
)
from seoul_learn.tenant_plane.programmes.choice_rules import ChoiceRules, Switching
from tests.integration.enrolments.conftest import Town, terms

SUBJECT = terms("subject", "school_subject")
OTHER_SUBJECT = terms("other-subject", "school_subject")
READING = terms("reading", "reading")


async def test_a_claim_takes_slots_seats_and_asks_the_providers_in_one_step(town: Town) -> None:
    await town.offers(terms("subject", "school_subject", seats=2), READING)
    (learner,) = await town.crowd(1)
    (claimed,) = await town.claim(town.wish(learner, "subject", "reading"))
    assert isinstance(claimed, tuple)
    enrolments = await town.enrolments()
    assert {one.id for one in enrolments} == set(claimed)
    assert {(one.category, one.slot, one.state) for one in enrolments} == {
        ("school_subject", 1, "requested"), ("reading", 1, "requested"),
    }  # fmt: skip
    assert len(await town.taken()) == 1
    async with town.runtime.tenants.transaction(town.tenant.id) as session:
        jobs = await session.scalar(
            text("""select count(*) from jobs.procrastinate_jobs
                     where task_name = 'enrolments.provision' and args -> 'job' ->> 'enrolment_id' = any(:ids)"""),
            {"ids": [str(one) for one in claimed]},
        )
        assert jobs == 2
        assert (await verify_chain(session)).fault is None


async def test_a_second_click_changes_nothing(town: Town) -> None:
    await town.offers(SUBJECT)
    (learner,) = await town.crowd(1)
    await town.claim(town.wish(learner, "subject"))
    assert await town.claim(town.wish(learner, "subject")) == [()]
    assert len(await town.enrolments()) == 1


async def test_a_claim_that_is_refused_leaves_nothing_and_hinders_no_other(town: Town) -> None:
    await town.offers(terms("subject", "school_subject", seats=1), terms("reading", "reading", seats=5))
    first, second, third = await town.crowd(3)
    outcomes = await town.claim(
        town.wish(first, "subject", "reading"),
        town.wish(second, "subject", "reading"),
        town.wish(third, "reading"),
    )
    assert isinstance(outcomes[1], NoSeatLeft)
    assert outcomes[1].values["offering"] == {"ko": "subject", "en": "subject"}
    assert {one.person_id for one in await town.enrolments()} == {first.person_id, third.person_id}
    assert len(await town.taken()) == 3


@pytest.mark.parametrize(
    ("picked", "refusal"),
    [
        (("subject", "other-subject"), TooManyChosen),
        (("subject", "reading", "language"), TooManyChosen),
        (("paused",), NotOffered),
        (("for-high-school",), NotOffered),
        (("art",), NotEntitled),
        (("without-its-base",), NotTogether),
        (("reading", "against-reading"), NotTogether),
    ],
)
async def test_no_request_made_by_hand_gets_past_the_rules(
    town: Town, picked: tuple[str, ...], refusal: type[Refused]
) -> None:
    await town.offers(
        SUBJECT, OTHER_SUBJECT, READING, terms("language", "language_certificate"), terms("paused", "reading"),
        terms("for-high-school", "reading", levels=["high"]), terms("art", "art"),
        terms("without-its-base", "school_subject"), terms("against-reading", "language_certificate"),
        rules=ChoiceRules(
            requires={"without-its-base": ("language",)}, excludes=(("reading", "against-reading"),)
        ),
    )  # fmt: skip
    async with town.runtime.tenants.transaction(town.tenant.id) as session:
        await session.execute(
            text("update tenant.contract set state = 'paused' where tenant_id = :tenant and offering = 'paused'"),
            {"tenant": town.tenant.id},
        )
    (learner,) = await town.crowd(1, at_most=2)
    (outcome,) = await town.claim(town.wish(learner, *picked, level="middle"))
    assert isinstance(outcome, refusal), outcome
    assert await town.enrolments() == []


async def test_somebody_elses_entitlement_and_an_unknown_offering_are_not_found(town: Town) -> None:
    await town.offers(SUBJECT)
    mine, hers = await town.crowd(2)
    outcomes = await town.claim(
        town.wish(mine, "subject", entitlement_id=hers.entitlement_id),
        town.wish(mine, contract_ids=(mine.person_id,)),
    )
    assert [type(one) for one in outcomes] == [NotFound, NotFound]


async def test_what_is_required_comes_with_every_choice_and_what_is_additional_takes_no_slot(town: Town) -> None:
    await town.offers(
        terms("broadcast-middle", "public_broadcast", levels=["middle"]),
        terms("broadcast-high", "public_broadcast", levels=["high"]),
        SUBJECT, terms("extra", "school_subject"),
        rules=ChoiceRules(required=("broadcast-middle", "broadcast-high"), additional=("extra",)),
    )  # fmt: skip
    (learner,) = await town.crowd(1, slots=("public_broadcast", "school_subject"), at_most=2)
    (alone,) = await town.claim(town.wish(learner, "subject", level="middle"))
    assert isinstance(alone, NotTogether)
    assert alone.values["offering"] == {"ko": "broadcast-middle", "en": "broadcast-middle"}
    (whole,) = await town.claim(town.wish(learner, "subject", "broadcast-middle", "extra", level="middle"))
    assert isinstance(whole, tuple)
    by_slot = {one.contract_id: one.slot for one in await town.enrolments()}
    assert by_slot[town.contracts["extra"].id] is None
    assert by_slot[town.contracts["subject"].id] == 1


async def test_a_policy_can_give_two_slots_of_one_category(town: Town) -> None:
    await town.offers(SUBJECT, OTHER_SUBJECT, terms("third-subject", "school_subject"))
    (learner,) = await town.crowd(1, slots=("school_subject", "school_subject", "reading"), at_most=3)
    (two,) = await town.claim(town.wish(learner, "subject", "other-subject"))
    assert isinstance(two, tuple)
    assert {one.slot for one in await town.enrolments()} == {1, 2}
    (third,) = await town.claim(town.wish(learner, "third-subject"))
    assert isinstance(third, TooManyChosen)


async def test_the_term_is_that_of_the_learners_school_level(town: Town) -> None:
    await town.offers(terms("subject", "school_subject", term_by_level={"primary": 6}))
    young, old = await town.crowd(2)
    await town.claim(town.wish(young, "subject", level="primary"), town.wish(old, "subject", level="high"))
    ends = {one.person_id: one.ends_on.isoformat() for one in await town.enrolments()}
    assert ends == {young.person_id: "2027-05-24", old.person_id: "2027-11-24"}


async def test_a_switch_frees_the_slot_and_takes_it_in_one_step_as_often_as_the_programme_allows(town: Town) -> None:
    await town.offers(
        terms("subject", "school_subject", seats=1), terms("other-subject", "school_subject", seats=1),
        rules=ChoiceRules(switching=Switching(times=1, within_days=7)),
    )  # fmt: skip
    (learner,) = await town.crowd(1)
    await town.claim(town.wish(learner, "subject"))
    (first,) = await town.enrolments()
    town.clock.advance(timedelta(days=7))
    (switched,) = await town.claim(town.wish(learner, "other-subject", instead_of=first.id))
    assert isinstance(switched, tuple)
    assert len(switched) == 1
    states = {one.id: (one.state, one.release_reason) for one in await town.enrolments()}
    # Nothing had been asked of the provider yet, so its seat is free at once.
    assert states == {first.id: ("released", "switched"), switched[0]: ("requested", None)}
    assert set(await town.taken()) == {switched[0]}
    assert await town.claim(town.wish(learner, "other-subject", instead_of=first.id)) == [()]
    (again,) = await town.claim(town.wish(learner, "subject", instead_of=switched[0]))
    assert isinstance(again, NoSwitch)


async def test_a_switch_comes_too_late_after_its_days_and_needs_a_rule_that_allows_it(town: Town) -> None:
    rules = ChoiceRules(switching=Switching(times=1, within_days=7))
    await town.offers(SUBJECT, OTHER_SUBJECT, rules=rules)
    (learner,) = await town.crowd(1)
    await town.claim(town.wish(learner, "subject"))
    (first,) = await town.enrolments()
    town.clock.advance(timedelta(days=8))
    (late,) = await town.claim(town.wish(learner, "other-subject", instead_of=first.id))
    assert isinstance(late, NoSwitch)
    await town.offers(SUBJECT, OTHER_SUBJECT)
    await town.claim(town.wish(learner, "subject"))
    (second,) = await town.enrolments()
    (never,) = await town.claim(town.wish(learner, "other-subject", instead_of=second.id))
    assert isinstance(never, NoSwitch)


async def test_a_switch_to_what_has_no_seat_left_changes_nothing(town: Town) -> None:
    await town.offers(
        SUBJECT, terms("other-subject", "school_subject", seats=1),
        rules=ChoiceRules(switching=Switching(times=1, within_days=7)),
    )  # fmt: skip
    quick, slow = await town.crowd(2)
    await town.claim(town.wish(quick, "other-subject"), town.wish(slow, "subject"))
    mine = next(one for one in await town.enrolments() if one.person_id == slow.person_id)
    (refused,) = await town.claim(town.wish(slow, "other-subject", instead_of=mine.id))
    assert isinstance(refused, NoSeatLeft)
    assert {one.state for one in await town.enrolments()} == {"requested"}


async def test_as_many_get_in_as_there_are_seats_when_everybody_comes_at_once(town: Town) -> None:
    await town.offers(*(terms(f"subject-{one}", "school_subject", seats=10) for one in range(3)))
    crowd = await town.crowd(100)
    chance = random.Random(7)  # noqa: S311  # the same order every time, nothing secret
    wishes = [town.wish(one, f"subject-{chance.randrange(3)}") for one in crowd for _ in range(2)]
    chance.shuffle(wishes)
    outcomes = await asyncio.gather(
        *(town.desk.claim(town.tenant.id, one, timezone="Asia/Seoul") for one in wishes), return_exceptions=True
    )
    assert {type(one) for one in outcomes} == {tuple, NoSeatLeft, TooManyChosen}
    enrolments = await town.enrolments()
    assert len(enrolments) == 30
    assert len({one.entitlement_id for one in enrolments}) == 30
    assert set(await town.taken()) == {one.id for one in enrolments}


async def test_two_processes_sell_no_seat_twice(town: Town) -> None:
    await town.offers(terms("subject", "school_subject", seats=25))
    crowd = await town.crowd(60)

    async def process(learners: list[int]) -> int:
        done = 0
        for place in range(0, len(learners), 5):
            outcomes = await town.claim(*(town.wish(crowd[one], "subject") for one in learners[place : place + 5]))
            done += sum(isinstance(one, tuple) for one in outcomes)
        return done

    sold = await asyncio.gather(*(process(list(range(start, 60, 4))) for start in range(4)))
    enrolments = await town.enrolments()
    assert sum(sold) == len(enrolments) == len(await town.taken())
    assert len(enrolments) <= 25
    # Whoever was refused while others wrote finds what was left over.
    await town.claim(*(town.wish(one, "subject") for one in crowd))
    assert len(await town.enrolments()) == len(await town.taken()) == 25


async def test_a_claim_that_breaks_breaks_no_other_of_its_batch(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await town.offers(SUBJECT)
    crowd = await town.crowd(5)
    broken, months = crowd[2].entitlement_id, ContractTerms.months_for

    def months_for(self: ContractTerms, level: str | None) -> int:
        if level == "broken":
            raise RuntimeError("a fault of ours")
        return months(self, level)

    monkeypatch.setattr(ContractTerms, "months_for", months_for)
    wishes = [town.wish(one, "subject", level="broken" if one.entitlement_id == broken else None) for one in crowd]
    outcomes = await asyncio.gather(
        *(town.desk.claim(town.tenant.id, one, timezone="Asia/Seoul") for one in wishes),
        return_exceptions=True,
    )
    assert [type(one) for one in outcomes] == [tuple, tuple, RuntimeError, tuple, tuple]
    assert len(await town.enrolments()) == 4


async def test_a_learner_in_many_tabs_of_many_processes_gets_what_was_granted_and_no_more(town: Town) -> None:
    offerings = [terms(f"{category}-{one}", category) for one in range(3) for category in ("a", "b", "c")]
    await town.offers(*offerings)
    crowd = await town.crowd(4, slots=("a", "b", "c"), at_most=2)
    desks = [ClaimDesk(town.runtime.tenants, clock=town.clock) for _ in range(4)]
    await asyncio.gather(
        *(
            desks[place % 4].claim(town.tenant.id, town.wish(learner, one.offering), timezone="Asia/Seoul")
            for learner in crowd
            for place, one in enumerate(offerings)
        ),
        return_exceptions=True,
    )
    enrolments = await town.enrolments()
    for learner in crowd:
        hers = [one.category for one in enrolments if one.entitlement_id == learner.entitlement_id]
        assert len(hers) == len(set(hers)) == 2
