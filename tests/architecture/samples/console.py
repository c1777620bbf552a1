"""What the console's pages are rendered with by the tests. Whoever adds a page adds its views here."""

from uuid import UUID

from seoul_learn.tenant_plane.branding.theme import derive_theme
from seoul_learn.tenant_plane.casework.values import Proposed
from seoul_learn.tenant_plane.casework.what_runs_out import RunsOut
from seoul_learn.tenant_plane.eligibility.evaluate import Outcome
from seoul_learn.tenant_plane.eligibility.hand_out import PlacingState
from seoul_learn.tenant_plane.eligibility.rule_tree import RuleKind, RuleNode
from seoul_learn.tenant_plane.enrolments.differences import POSSIBLE, Difference, DifferenceKind
from seoul_learn.tenant_plane.people.identity_conflicts import OpenConflict
from seoul_learn.tenant_plane.places.values import GroupCount, PlaceLine, PlacesList, ProposedAllotment
from seoul_learn.tenant_plane.registers.values import LookUpState
from seoul_learn.web.console.branding import BrandingView
from seoul_learn.web.console.calendar import CalendarView
from seoul_learn.web.console.case import CaseView, Desk, ReasonLine
from seoul_learn.web.console.catalogue import CatalogueView, ImportView
from seoul_learn.web.console.choose_content import ChosenView
from seoul_learn.web.console.connection import ConnectionView, DifferenceLine, Said, SecretLine
from seoul_learn.web.console.determination import DeterminationView
from seoul_learn.web.console.fact_card import FactCard
from seoul_learn.web.console.facts import FactView
from seoul_learn.web.console.identities import IdentitiesView, PairView
from seoul_learn.web.console.identity_provider import ProviderView
from seoul_learn.web.console.identity_providers import NewProviderView, ProvidersView
from seoul_learn.web.console.learning_tool import ToolView
from seoul_learn.web.console.letters import LettersView
from seoul_learn.web.console.look_ups import FAULTS, LookUpRow, LookUps
from seoul_learn.web.console.not_given_back import NotGivenBackView, SeatLine
from seoul_learn.web.console.places import AllPlacesView, PlacesView
from seoul_learn.web.console.queue import QueueLine, QueueView
from seoul_learn.web.console.registers import RegisterCard, RegistersView
from seoul_learn.web.console.terms import TermsView
from seoul_learn.web.console.today import TodayView
from seoul_learn.web.shared.determination_words import ReasonLine as DeterminationLine
from seoul_learn.web.shared.determination_words import Vouched
from seoul_learn.web.shared.fact_fields import FactField
from tests.architecture.samples.invent import bare, each, filled

_FACTS = (
    filled(FactCard, name="born", field=filled(FactField, kind="date")),
    bare(FactCard, name="lives", field=filled(FactField, kind="radios")),
)
_LOOK_UPS = {
    "born": filled(
        LookUps,
        rows=tuple(filled(LookUpRow, state=state, fault=fault) for state in LookUpState for fault in FAULTS.values()),
    ),
    "lives": bare(LookUps, again=True, consents=False),
}
_REASONS = tuple(filled(ReasonLine, met=met) for met in (True, False, None))
_DESK = filled(Desk, mine=False, proposals={"born": filled(Proposed)})
_VOUCHED = tuple(filled(Vouched, source=source) for source in ("officer", "applicant", "register"))
_LINES = {"low": filled(DeterminationLine, vouched=_VOUCHED), "here": bare(DeterminationLine)}
_LEAVES = tuple(
    RuleNode(kind=RuleKind.CRITERION, met=met, criterion=name) for name, met in (("low", True), ("here", None))
)
_RULE = RuleNode(
    kind=RuleKind.ALL,
    met=False,
    parts=(
        RuleNode(kind=RuleKind.ANY, met=True, parts=_LEAVES),
        RuleNode(kind=RuleKind.AT_LEAST, met=None, count=1, parts=_LEAVES),
        RuleNode(kind=RuleKind.NOT, met=False, parts=_LEAVES[:1]),
        RuleNode(kind=RuleKind.CRITERION, met=False, criterion="gone"),
    ),
)
_VERSIONS = {"plugins": {"age": "1.0"}, "standards": {"kr.median_income": "0" * 64}}
_COLOURS = {"languages": ("ko", "en"), "ratios": derive_theme("#0e6e5a").ratios}
_PLACE_LINES = tuple(
    filled(PlaceLine, state=state, reviewed=reviewed, gets=gets)
    for state in PlacingState
    for reviewed, gets in ((True, True), (True, False), (False, False))
)
_GROUPS = (filled(GroupCount, group="words"), bare(GroupCount))
_PLACES = tuple(
    filled(PlacesView, lines=_PLACE_LINES, listed=listed)
    for listed in (
        *each(PlacesList, "order"),
        filled(PlacesList, groups=_GROUPS, labels={"words": {"ko": "words", "en": "words"}}),
        filled(PlacesList, proposed=None, groups=_GROUPS, closes_at=None),
        filled(PlacesList, proposed=filled(ProposedAllotment, stands=False)),
        filled(PlacesList, proposed=filled(ProposedAllotment, officer_id=UUID(int=2))),
    )
)
_DIFFERENCES = tuple(
    DifferenceLine(difference=filled(Difference, kind=kind, id=UUID(int=number)), possible=POSSIBLE[kind])
    for number, kind in enumerate(DifferenceKind)
)
_SAID = (Said(text="words"), Said(message_id="The connection works"))
_SECRETS = (SecretLine(field="secret-a", label="a", is_there=True), SecretLine(field="b", label="b", is_there=False))
_SPOKEN = {"languages": ("ko", "en")}

SAMPLES: dict[str, list[object]] = {
    "console/all-places.html": [filled(AllPlacesView), bare(AllPlacesView)],
    "console/branding.html": [filled(BrandingView, **_COLOURS), bare(BrandingView, languages=("ko",))],
    "console/calendar.html": [
        filled(CalendarView, ends=tuple(each(RunsOut, "kind"))),
        bare(CalendarView, ends=(bare(RunsOut),)),
        bare(CalendarView),
    ],
    "console/case.html": [
        filled(CaseView, facts=_FACTS, reasons=_REASONS, desk=_DESK, look_ups=_LOOK_UPS),
        filled(CaseView, facts=_FACTS, reasons=_REASONS, desk=bare(Desk)),
        filled(CaseView, facts=_FACTS, open=False),
        bare(CaseView),
    ],
    "console/catalogue.html": [filled(CatalogueView), bare(CatalogueView)],
    "console/chosen_content.html": [filled(ChosenView), bare(ChosenView)],
    "console/learning_tool.html": [filled(ToolView), bare(ToolView, facts=None)],
    "console/codes.html": [filled(ImportView), bare(ImportView)],
    "console/places.html": [*_PLACES, bare(PlacesView)],
    "console/connection.html": [
        *(
            filled(ConnectionView, differences=_DIFFERENCES, secrets=_SECRETS, concerns=_SAID, done=done)
            for done in ("saved", "open", "closed", "wanted", "settled")
        ),
        bare(ConnectionView),
    ],
    "console/determination.html": [
        *(filled(DeterminationView, rule=_RULE, reasons=_LINES, outcome=one, **_VERSIONS) for one in Outcome),
        bare(DeterminationView), bare(DeterminationView, reasons=_LINES),
    ],
    "console/fact.html": [
        *(filled(FactView, card=card) for card in each(FactCard, "state")),
        *(bare(FactView, card=card) for card in _FACTS),
    ],
    "console/identity_provider.html": [filled(ProviderView, **_SPOKEN), bare(ProviderView, **_SPOKEN)],
    "console/identity_providers.html": [filled(ProvidersView), bare(ProvidersView)],
    "console/letters.html": [filled(LettersView), bare(LettersView)],
    "console/new_identity_provider.html": [filled(NewProviderView, **_SPOKEN), bare(NewProviderView, **_SPOKEN)],
    "console/not_given_back.html": [
        filled(NotGivenBackView, lines=(filled(SeatLine), bare(SeatLine))), bare(NotGivenBackView),
    ],
    "console/queue.html": [
        filled(QueueView), bare(QueueView), bare(QueueView, lines=(filled(QueueLine, overdue=False),)),
    ],
    "console/terms.html": [filled(TermsView), bare(TermsView)],
    "console/identities.html": [
        *(filled(IdentitiesView, pairs=(filled(PairView, conflict=one),)) for one in each(OpenConflict, "signal")),
        bare(IdentitiesView), bare(IdentitiesView, pairs=(bare(PairView),)),
    ],
    "console/registers.html": [
        filled(RegistersView, cards=(filled(RegisterCard),)), bare(RegistersView),
        bare(RegistersView, cards=(bare(RegisterCard),)),
    ],
    "console/today.html": [filled(TodayView), bare(TodayView)],
}  # fmt: skip
