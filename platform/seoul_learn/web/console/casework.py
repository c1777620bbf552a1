"""What an officer does with a case besides vouching: takes it in hand, notes, asks, agrees, decides appeals."""

from collections.abc import Awaitable
from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, Router, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.applications.values import Application
from seoul_learn.tenant_plane.casework.appeal import decide_appeal
from seoul_learn.tenant_plane.casework.ask_for_more import ask_for_more
from seoul_learn.tenant_plane.casework.hold_case import give_back, take_case
from seoul_learn.tenant_plane.casework.note import LONGEST, write_note
from seoul_learn.tenant_plane.casework.vouch_in_hand import agree, disagree
from seoul_learn.tenant_plane.database.errors import Refused
from seoul_learn.web.console.case import case_page
from seoul_learn.web.console.officer import case_to_change, officer_of
from seoul_learn.web.console.queue import REVIEWERS
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Work

_NOTHING_WRITTEN = N_("Write a few words.")
_TOO_LONG = N_("Write at most %(most)s characters.")


class AtHand(msgspec.Struct, frozen=True, kw_only=True):
    """What each of these begins with: the case, locked and noted as read, the officer, and what she typed."""

    work: Work
    parts: Parts
    application: Application
    officer_id: UUID
    form: Form

    @property
    def means(self) -> Determining:
        """What determining needs."""
        return self.parts.determining(self.work.visitor.site)

    async def shown_again(self, form: Form) -> Template:
        """The case, with what was typed and what is wrong with it."""
        return await case_page(self.work, self.parts, self.application.id, form)

    async def after(self, doing: Awaitable[None]) -> Redirect | Template:
        """The case, once it is done, or with why it was refused: what was written before the refusal is undone."""
        try:
            async with self.work.session.begin_nested():
                await doing
        except Refused as refused:
            return await self.shown_again(self.form.refused("", refused))
        return Redirect(f"/console/applications/{self.application.id}", status_code=303)


async def at_hand(
    request: Request[Any, Any, Any],
    application_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> AtHand:
    """The case of the address. Raises NotFound."""
    case = await case_to_change(work, parts, application_id)
    sent = await request.form()
    typed = {name: [str(one) for one in sent.getall(name)] for name in sent if name != "_csrf_token"}
    officer_id = officer_of(work).person_id
    return AtHand(work=work, parts=parts, application=case.application, officer_id=officer_id, form=Form(typed))


@post("/hold", status_code=303)
async def hold(hand: NamedDependency[AtHand]) -> Redirect | Template:
    """Take the case in hand, or give it back."""
    session, case_id = hand.work.session, hand.application.id
    if hand.form.text("action") == "give_back":
        return await hand.after(give_back(session, case_id, officer_id=hand.officer_id))
    return await hand.after(take_case(session, case_id, officer_id=hand.officer_id, clock=hand.parts.clock))


@post("/notes", status_code=303)
async def note(hand: NamedDependency[AtHand]) -> Redirect | Template:
    """Write a note that officers alone read."""
    form = _with_text_faults(hand.form, "note")
    if form.faults:
        return await hand.shown_again(form)
    writing = write_note(
        hand.work.session, hand.application, form.text("note").strip(),
        officer_id=hand.officer_id, keys=hand.parts.sealing, clock=hand.parts.clock,
    )  # fmt: skip
    return await hand.after(writing)


@post("/questions", status_code=303)
async def ask(hand: NamedDependency[AtHand]) -> Redirect | Template:
    """Ask the applicant once more."""
    form = _with_text_faults(hand.form, "message")
    if not form.chosen("ask"):
        form = form.with_faults([Fault("ask", N_("Choose at least one thing to ask for."))])
    if form.faults:
        return await hand.shown_again(form)
    asking = ask_for_more(
        hand.work.session, hand.application.id, form.chosen("ask"), form.text("message").strip(), hand.means,
        officer_id=hand.officer_id,
    )  # fmt: skip
    return await hand.after(asking)


@post("/facts/{fact:str}/second", status_code=303)
async def second(fact: FromPath[str], hand: NamedDependency[AtHand]) -> Redirect | Template:
    """Agree to what a colleague found, or not."""
    speak = agree if hand.form.text("action") == "agree" else disagree
    return await hand.after(
        speak(hand.work.session, hand.application, fact, hand.means, officer_id=hand.officer_id)
    )


@post("/appeal", status_code=303)
async def decide(hand: NamedDependency[AtHand]) -> Redirect | Template:
    """Decide the appeal: the policy determines anew by the facts as they are now vouched for."""
    form = _with_text_faults(hand.form, "opinion")
    if form.faults:
        return await hand.shown_again(form)
    deciding = decide_appeal(
        hand.work.session, hand.application.id, form.text("opinion").strip(), hand.means, officer_id=hand.officer_id
    )
    return await hand.after(deciding)


def _with_text_faults(form: Form, field: str) -> Form:
    text = form.text(field).strip()
    if not text:
        return form.with_faults([Fault(field, _NOTHING_WRITTEN)])
    return form.with_faults([Fault(field, _TOO_LONG, {"most": LONGEST})]) if len(text) > LONGEST else form


casework = Router(
    path="/console/applications/{application_id:uuid}",
    route_handlers=[hold, note, ask, second, decide],
    dependencies={"hand": Provide(at_hand)},
    opt={"access": REVIEWERS},
)
