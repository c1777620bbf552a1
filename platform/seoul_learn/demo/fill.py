"""Fill a fresh platform for the demo: four cities, codes of their providers, and people in the middle of things."""

import io
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import pyotp
from PIL import Image, ImageDraw

from seoul_learn.app import Runtime
from seoul_learn.bundles.apply_bundle import Platform, apply_description
from seoul_learn.bundles.errors import DraftInTheWay
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.operators.add_operator import add_operator
from seoul_learn.control_plane.operators.enrol_second_factor import enrol_second_factor, reset_second_factor
from seoul_learn.control_plane.operators.queries import operator_id_of
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo import providing
from seoul_learn.demo.cast import OFFICERS, OPERATOR, RESIDENTS, Officer, Resident
from seoul_learn.demo.newer_version import CITY as NEWER_IN
from seoul_learn.demo.newer_version import publish_newer_version
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.demo.registered import Pointer, point_registers
from seoul_learn.kit.clock import FixedClock
from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.applications.answer import answer, pass_over
from seoul_learn.tenant_plane.applications.begin import begin
from seoul_learn.tenant_plane.applications.clean_document import clean_document
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.queries import applications_of
from seoul_learn.tenant_plane.applications.read_case import read_case
from seoul_learn.tenant_plane.applications.show_document import show_document
from seoul_learn.tenant_plane.applications.submit import submit
from seoul_learn.tenant_plane.applications.values import AnswerState, Case, Verdict
from seoul_learn.tenant_plane.applications.versions import progress_under, versions_for
from seoul_learn.tenant_plane.applications.vouch import confirm_fact
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.branding.queries import read_site
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.casework.appeal import lodge_appeal
from seoul_learn.tenant_plane.casework.ask_for_more import ask_for_more
from seoul_learn.tenant_plane.casework.hold_case import give_back
from seoul_learn.tenant_plane.casework.vouch_in_hand import vouch_in_hand
from seoul_learn.tenant_plane.catalogue.import_codes import GivenCode, import_codes
from seoul_learn.tenant_plane.catalogue.queries import code_stocks, list_contracts
from seoul_learn.tenant_plane.database.transaction import Transaction
from seoul_learn.tenant_plane.eligibility.ground import ground_of
from seoul_learn.tenant_plane.eligibility.publish import PolicyStays
from seoul_learn.tenant_plane.enrolments.claim import Claim, claim
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.values import Role, SignedInPerson
from seoul_learn.tenant_plane.places.allot import allot
from seoul_learn.tenant_plane.places.give_places import give_place
from seoul_learn.tenant_plane.places.list_places import list_places
from seoul_learn.tenant_plane.programmes.queries import find_programme
from seoul_learn.tenant_plane.registers.ask import let_look_up
from seoul_learn.tenant_plane.registers.consent import read_subject
from seoul_learn.tenant_plane.registers.queries import register_for

CITIES = ("seoul", "pyeongchang", "chungbuk", "osaka")
_CODES = 60
"""Invented codes for each contract."""


async def fill_platform(
    runtime: Runtime,
    tenants: Path,
    *,
    cities: Sequence[str] = CITIES,
    register: Pointer | None = None,
    provider: ReferenceProvider | None = None,
) -> None:
    """Apply the cities' bundles and bring everybody where the demo begins; what is there already is left as it is.

    With a `register`, the cities' registers are asked there; with a `provider`, one contract is with that.
    """
    platform = Platform(
        control=runtime.control, tenants=runtime.tenants, by="demo", clock=runtime.clock,
        tested_first=runtime.plugins.speaking_out(),
    )  # fmt: skip
    for city in cities:
        opened = open_bundle(tenants / city, runtime.plugins)
        its_provider = provider if city == providing.CITY else None
        described = opened.description
        if its_provider is not None:
            described = providing.with_provider(described, its_provider)
        try:
            tenant = (await apply_description(described, opened.shared, platform)).tenant
        except (PolicyStays, DraftInTheWay):
            # Somebody has published a policy in this demo, which its bundle knows nothing of.
            async with runtime.control.transaction() as unit:
                known = await find_tenant(unit, slug=city)
            if known is None:
                raise
            tenant = TenantRef(known.id, known.slug, known.lifecycle)
        if its_provider is not None:
            await providing.open_line(runtime, tenant, its_provider)
        await _fill_city(runtime, city, tenant, register)


async def second_factor_secret(runtime: Runtime, kept_in: Path) -> str:
    """The demo operator's second factor, kept beside the demo's database so that the mailbox can show its codes."""
    email, name = OPERATOR
    async with runtime.control.transaction() as unit:
        operator_id = await operator_id_of(unit, email=email)
        if operator_id is None:
            operator_id = await add_operator(unit, email=email, display_name=name, clock=runtime.clock)
            kept_in.unlink(missing_ok=True)
        if kept_in.exists():
            return kept_in.read_text()
        await reset_second_factor(unit, operator_id=operator_id)
        enrolment = await enrol_second_factor(unit, operator_id=operator_id, keys=runtime.operator_keys)
    kept_in.touch(mode=0o600)
    kept_in.write_text(enrolment.secret)
    return enrolment.secret


def code_now(secret: str) -> str:
    """What an authenticator would show at this moment."""
    return pyotp.TOTP(secret).now()


async def _fill_city(runtime: Runtime, city: str, tenant: TenantRef, register: Pointer | None) -> None:
    async with runtime.tenants.transaction(tenant.id) as session:
        if register is not None:
            await point_registers(runtime, session, register)
        await _bring_codes(runtime, session)
        officers = [await _add_officer(runtime, session, one) for one in OFFICERS if one.city == city]
    for resident in (one for one in RESIDENTS if one.city == city):
        await _bring_along(runtime, tenant, resident, officers)
    if city == NEWER_IN:
        await publish_newer_version(runtime, tenant, officers[0].person_id, officers[1].person_id)


async def _bring_codes(runtime: Runtime, session: Transaction) -> None:
    stocks = await code_stocks(session)
    for contract in await list_contracts(session):
        if contract.id not in stocks and contract.terms.connector == "voucher":
            prefix = contract.terms.offering.upper()
            await import_codes(
                session, contract.id, [GivenCode(f"{prefix}-DEMO-{number:04}") for number in range(1, _CODES + 1)],
                actor=Actor(kind="command"), keys=runtime.sealing, clock=runtime.clock,
            )  # fmt: skip


async def _add_officer(runtime: Runtime, session: Transaction, officer: Officer) -> SignedInPerson:
    roles = tuple(Role(role) for role in officer.roles)
    return await _add(runtime, session, officer.email, officer.name, "ko", roles)


async def _add(
    runtime: Runtime, session: Transaction, email: str, name: str, language: str, roles: tuple[Role, ...]
) -> SignedInPerson:
    person_id = await add_person(
        session, email=email, language=language, roles=roles, display_name=name, clock=runtime.clock
    )
    return SignedInPerson(
        person_id=person_id, session_id=person_id, email=email, display_name=name, language=language,
        roles=frozenset(roles),
    )  # fmt: skip


async def _bring_along(
    runtime: Runtime, tenant: TenantRef, resident: Resident, officers: Sequence[SignedInPerson]
) -> None:
    officer = officers[0]
    async with runtime.tenants.transaction(tenant.id) as session:
        person = await _add(runtime, session, resident.email, resident.name, resident.language, (Role.applicant,))
        if not resident.programme or await applications_of(session, person.person_id):
            return
        site = await read_site(session)
        means = Determining(engine=runtime.engine, keys=runtime.sealing, timezone=site.timezone, clock=runtime.clock)
        programme = await find_programme(session, resident.programme)
        at = FixedClock(resident.begun_at) if resident.begun_at else runtime.clock
        begun = await begin(
            session, programme, person_id=person.person_id, timezone=site.timezone, engine=runtime.engine, clock=at
        )
        case = await _case(runtime, session, begun.id)
        await _answer_all(session, case, resident, means)
        if resident.document:
            case = await _case(runtime, session, begun.id)
            await show_document(
                session, case, resident.document, clean_document(_certificate()), keys=means.keys, clock=means.clock
            )
        if resident.second_programme:
            second = await find_programme(session, resident.second_programme)
            await begin(
                session, second, person_id=person.person_id, timezone=site.timezone, engine=runtime.engine, clock=at
            )
        await submit(session, begun.id, programme, means, person=person)
        for fact in resident.confirmed:
            await confirm_fact(
                session, begun.id, fact, resident.found.get(fact, resident.answers[fact]), means,
                reason="국가 전산망에서 확인했어요 (데모)", officer_id=officer.person_id,
            )  # fmt: skip
        await _go_on(session, begun.id, resident, means, site, person=person, officer=officer)
        if resident.gets_place:
            await _give_round(session, begun.id, means, officers)
        await _look_up(session, begun.id, resident, means)


async def _go_on(
    session: Transaction, application_id: UUID, resident: Resident, means: Determining, site: Site,
    *, person: SignedInPerson, officer: SignedInPerson,
) -> None:  # fmt: skip
    """What came after the application was submitted: more was asked, she appealed, an officer proposed."""
    if resident.asked_again:
        await ask_for_more(
            session, application_id, resident.asked_again, resident.message, means, officer_id=officer.person_id
        )
    if resident.appeal:
        await lodge_appeal(
            session, application_id, resident.appeal, means,
            within_days=site.appeals.get("within_days"), person_id=person.person_id,
        )  # fmt: skip
    for fact, found in resident.proposed.items():
        await vouch_in_hand(
            session, application_id, fact, Verdict.CONFIRMED, found, means,
            reason="보호자의 주민등록표를 봤어요 (데모)", officer_id=officer.person_id,
        )  # fmt: skip
    if resident.chosen:
        await _choose(session, application_id, resident, means, person=person)
    if resident.asked_again or resident.proposed:
        await give_back(session, application_id, officer_id=officer.person_id)


async def _give_round(
    session: Transaction, application_id: UUID, means: Determining, officers: Sequence[SignedInPerson]
) -> None:
    """One officer after the other gives the places to those who wait by then."""
    ground = await ground_of(session, means.engine)
    case = await read_case(session, application_id, keys=means.keys, catalogue=ground.facts)
    if case.placed is None:
        return
    version_id = case.placed.policy_version_id
    for officer in officers:
        seen = await list_places(session, version_id, means.engine, timezone=means.timezone, clock=means.clock)
        await allot(
            session, version_id, seen.mark, means, despite_reviews=bool(seen.open_reviews),
            officer_id=officer.person_id,
        )  # fmt: skip
    await give_place(session, application_id, means)


async def _look_up(session: Transaction, application_id: UUID, resident: Resident, means: Determining) -> None:
    """She agrees as she would on the page; the worker asks the register once it runs."""
    facts = (await ground_of(session, means.engine)).facts
    for fact in resident.looked_up:
        register = await register_for(session, fact)
        if register is None:
            return
        case = await read_case(session, application_id, keys=means.keys, catalogue=facts)
        name, born = resident.registered_as
        await let_look_up(
            session, case, fact, register,
            subject=read_subject(name, born, clock=means.clock, timezone=means.timezone),
            wording=pick(register.terms.purpose, resident.language), keys=means.keys, clock=means.clock,
        )  # fmt: skip


async def _choose(
    session: Transaction, application_id: UUID, resident: Resident, means: Determining, *, person: SignedInPerson
) -> None:
    ground = await ground_of(session, means.engine)
    case = await read_case(session, application_id, keys=means.keys, catalogue=ground.facts)
    if case.entitled is None:
        return
    wanted = [one.id for one in await list_contracts(session) if one.terms.offering in resident.chosen]
    wish = Claim(
        entitlement_id=case.entitled.id, person_id=person.person_id, contract_ids=tuple(wanted),
        level=next(iter(resident.answers.get("learner.school_stage", ())), None),
    )  # fmt: skip
    await claim(session, [wish], timezone=means.timezone, clock=means.clock)


async def _answer_all(session: Transaction, case: Case, resident: Resident, means: Determining) -> None:
    ground = await ground_of(session, means.engine)
    facts = ground.facts
    while True:
        versions = await versions_for(session, case, means.engine, timezone=means.timezone, clock=means.clock)
        ahead = progress_under(case, versions, ground)
        if ahead.next is None:
            return
        if ahead.next in resident.answers:
            await answer(
                session, case, ahead.next, resident.answers[ahead.next], timezone=means.timezone,
                keys=means.keys, catalogue=facts, clock=means.clock,
            )  # fmt: skip
        else:
            await pass_over(session, case, ahead.next, AnswerState.UNKNOWN, keys=means.keys, clock=means.clock)
        case = await read_case(session, case.application.id, keys=means.keys, catalogue=facts)


async def _case(runtime: Runtime, session: Transaction, application_id: UUID) -> Case:
    ground = await ground_of(session, runtime.engine)
    return await read_case(session, application_id, keys=runtime.sealing, catalogue=ground.facts)


def _certificate() -> bytes:
    """A picture that is recognisably nobody's certificate."""
    picture = Image.new("RGB", (900, 1200), "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 40, 860, 1160), outline="#2f5d8a", width=6)
    for line, text in enumerate(("SPECIMEN", "Certificate of a multicultural family", "Issued to: an invented person")):
        draw.text((90, 120 + line * 70), text, fill="#16191f", font_size=34)
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()
