"""What the portal's pages are rendered with by the tests. Whoever adds a page adds its views here."""

from uuid import UUID

from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.people.oidc_values import ProviderRefusal
from seoul_learn.tenant_plane.places.own_place import OwnPlace
from seoul_learn.tenant_plane.registers.values import LookUpState
from seoul_learn.web.portal.appeal import AppealView
from seoul_learn.web.portal.applications import ApplicationLine, ApplicationsView
from seoul_learn.web.portal.carry import CarryView
from seoul_learn.web.portal.change_learning import LeaveView, SwitchView
from seoul_learn.web.portal.check import CheckView
from seoul_learn.web.portal.choose import ChoiceView, ConfirmView
from seoul_learn.web.portal.documents import DocumentView
from seoul_learn.web.portal.earlier import EarlierGroup, EarlierView
from seoul_learn.web.portal.home import HomeView, ProgrammeCard
from seoul_learn.web.portal.learning import LearningCard, LearningView
from seoul_learn.web.portal.look_ups import LookUpLine
from seoul_learn.web.portal.offering_cards import CategoryChoice, OfferingCard
from seoul_learn.web.portal.outcome import OutcomeView
from seoul_learn.web.portal.pages import WrittenView
from seoul_learn.web.portal.precheck import (
    CheckableProgramme,
    Likely,
    PrecheckQuestion,
    PrecheckResult,
    StartView,
)
from seoul_learn.web.portal.programmes import ProgrammeView
from seoul_learn.web.portal.questions import QuestionView
from seoul_learn.web.portal.refused_way_in import refused_way_in
from seoul_learn.web.portal.registers import ConsentsView, RegisterView
from seoul_learn.web.portal.sign_in import CodeView, SignInView
from seoul_learn.web.portal.waiting import PlaceView
from seoul_learn.web.shared.determination_words import ReasonLine, Vouched
from seoul_learn.web.shared.fact_fields import FactField
from seoul_learn.web.shared.forms import Fault
from tests.architecture.samples.invent import bare, each, filled

_FIELDS = [filled(FactField, kind=kind) for kind in ("date", "number", "money", "radios", "checkboxes", "select")]
_VOUCHED = (filled(Vouched, source="officer"), bare(Vouched, source="officer"), bare(Vouched, source="applicant"))
_LINES = (*each(LookUpLine, "state"), *(bare(LookUpLine, state=state) for state in LookUpState))
_OFFERINGS = tuple(
    filled(OfferingCard, barred=barred) for barred in (None, Fault("", "All places are taken."))
)
_CATEGORIES = (
    filled(CategoryChoice, category="school", offerings=_OFFERINGS, held=(), most=1),
    filled(CategoryChoice, category="additional", name={}, offerings=_OFFERINGS, held=(), most=2),
    filled(CategoryChoice, category="reading", offerings=(), held=_OFFERINGS, most=0),
    bare(CategoryChoice, category="language"),
)

SAMPLES: dict[str, list[object]] = {
    "portal/appeal.html": [
        filled(AppealView, running=True),
        filled(AppealView, running=False, over=True),
        filled(AppealView, running=False, over=False),
        bare(AppealView),
    ],
    "portal/applications.html": [
        bare(ApplicationsView),
        *(ApplicationsView(applications=(line,)) for line in each(ApplicationLine, "state")),
        *(ApplicationsView(applications=(line,)) for line in each(ApplicationLine, "outcome")),
    ],
    "portal/check.html": [filled(CheckView), bare(CheckView)],
    "portal/choose.html": [filled(ChoiceView, categories=_CATEGORIES), bare(ChoiceView)],
    "portal/code.html": [filled(CodeView), bare(CodeView)],
    "portal/confirm.html": [filled(ConfirmView), bare(ConfirmView)],
    "portal/document.html": [filled(DocumentView), bare(DocumentView)],
    "portal/earlier.html": [filled(EarlierView, groups=(filled(EarlierGroup),)), bare(EarlierView)],
    "portal/home.html": [
        bare(HomeView), *(filled(HomeView, programmes=(card,)) for card in each(ProgrammeCard, "window")),
    ],
    "portal/learning.html": [
        bare(LearningView), *(filled(LearningView, enrolments=(card,)) for card in each(LearningCard, "state")),
    ],
    "portal/leave.html": [filled(LeaveView), bare(LeaveView)],
    "portal/outcome.html": [
        *each(OutcomeView, "outcome"),
        *(
            filled(OutcomeView, outcome=Outcome.ELIGIBLE, place=PlaceView(kind=kind, place=place))
            for kind in ("given", "coming", "waits", "later", "looked_at", "kept", "ended")
            for place in (*each(OwnPlace, "order"), *each(OwnPlace, "tie_break"), bare(OwnPlace))
        ),
        *(bare(OutcomeView, outcome=outcome) for outcome in Outcome),
    ],
    "portal/precheck_carry.html": [filled(CarryView), bare(CarryView)],
    "portal/precheck_question.html": [
        *(filled(PrecheckQuestion, field=field) for field in _FIELDS), bare(PrecheckQuestion, field=_FIELDS[0]),
    ],
    "portal/precheck_result.html": [
        *each(PrecheckResult, "likely"), *(bare(PrecheckResult, likely=likely) for likely in Likely),
        *(filled(PrecheckResult, reasons=(filled(ReasonLine, vouched=(one,)),)) for one in _VOUCHED),
    ],
    "portal/precheck_start.html": [filled(StartView, programmes=(filled(CheckableProgramme),)), bare(StartView)],
    "portal/programme.html": [*each(ProgrammeView, "window"), bare(ProgrammeView)],
    "portal/question.html": [
        *(filled(QuestionView, field=field) for field in _FIELDS), bare(QuestionView, field=_FIELDS[0]),
        *(filled(QuestionView, field=_FIELDS[0], line=line) for line in _LINES),
    ],
    "portal/consents.html": [filled(ConsentsView), bare(ConsentsView)],
    "portal/register.html": [
        *(filled(RegisterView, line=line, offered=offered) for line in _LINES for offered in (True, False)),
        bare(RegisterView, offered=True),
    ],
    "portal/switch.html": [
        filled(SwitchView, offerings=_OFFERINGS, refused=None), filled(SwitchView), bare(SwitchView),
    ],
    "portal/sign_in.html": [filled(SignInView), bare(SignInView)],
    "portal/way_in_refused.html": [
        refused_way_in(refusal, provider_id=provider_id, back=back)
        for refusal in ProviderRefusal
        for provider_id, back in ((UUID(int=1), "/"), (None, "/console"))
    ],
    "portal/written.html": [filled(WrittenView, language="ko"), bare(WrittenView, language="en")],
}  # fmt: skip
