"""What the pages of the policy editor are rendered with by the tests."""

from seoul_learn.tenant_plane.impact.suppress import Hidden
from seoul_learn.web.console.policies.case_fields import CaseField
from seoul_learn.web.console.policies.cases import CasesView
from seoul_learn.web.console.policies.checks import Checks
from seoul_learn.web.console.policies.compare import CompareView, Side
from seoul_learn.web.console.policies.config_fields import ConfigField, ConfigKind
from seoul_learn.web.console.policies.difference_words import DifferenceLine
from seoul_learn.web.console.policies.edit_case import CaseView
from seoul_learn.web.console.policies.edit_criterion import CriterionView
from seoul_learn.web.console.policies.edit_gift import GiftView
from seoul_learn.web.console.policies.edit_grant import GrantView
from seoul_learn.web.console.policies.edit_head import HeadView
from seoul_learn.web.console.policies.edit_rule import RuleView
from seoul_learn.web.console.policies.edit_terms import TermsFormView
from seoul_learn.web.console.policies.edit_text import TextView
from seoul_learn.web.console.policies.gift_words import Gift
from seoul_learn.web.console.policies.impact import CountView, ImpactView
from seoul_learn.web.console.policies.impact_words import Cost, Counts
from seoul_learn.web.console.policies.keep import Hindered
from seoul_learn.web.console.policies.list_policies import PoliciesView, ProgrammeLine, VersionLine
from seoul_learn.web.console.policies.publication import PublicationView
from seoul_learn.web.console.policies.published import PublishedLine
from seoul_learn.web.console.policies.remark_words import RemarkLine
from seoul_learn.web.console.policies.rule_words import RuleNode, RuleWords
from seoul_learn.web.console.policies.show_policy import (
    TERMS,
    CriterionLine,
    PolicyView,
    RuleCard,
    Sentences,
    TermsLine,
    TierLine,
)
from seoul_learn.web.console.policies.side_words import Pair
from seoul_learn.web.console.policies.stale import Stale
from seoul_learn.web.console.policies.stuck import Stuck
from seoul_learn.web.shared.forms import Fault, Form
from tests.architecture.samples.invent import bare, filled


def node(group: str = "", *parts: RuleNode, place: str = "", missing: bool = False) -> RuleNode:
    return RuleNode(
        words="words", name="" if group else "low_income", law="" if group else "Article 3", place=place, group=group,
        count=1, missing=missing, parts=parts,
    )  # fmt: skip


_TREE = node("all", node(place="0"), node("not", node(place="1.0"), place="1"), node(place="2", missing=True))
_WORDS = tuple(RuleWords(language=one, node=_TREE, written="a and b") for one in ("ko", "en"))
_NOTHING = RuleWords(language="ko", node=None, written="a and (")
_LINES = tuple(filled(DifferenceLine, change=change) for change in ("added", "removed", "changed"))
_PAIRS = tuple(filled(Pair, change=change) for change in ("added", "removed", "changed"))
_STALE = Hindered(stale=Stale(mark="m", lines=_LINES))
_FAULTY = filled(Hindered, stale=None, refused=None)
_WRONG = Form({}, (Fault("", "Choose yes or no."),))
_STANDS = ("draft", "announced", "coming", "in_force", "superseded")
_VERSIONS = tuple(
    filled(
        VersionLine, stands=stands, id=f"00000000-0000-0000-0000-00000000000{place}", can_force=stands == "announced",
        proposal=proposal, own=own,
    )
    for place, (stands, proposal, own) in enumerate(
        [*((one, "", False) for one in _STANDS), ("announced", "p", True), ("announced", "p", False)]
    )
)
_STUCK = (filled(Stuck), filled(Stuck, by_two=False), filled(Stuck, bars=()))
_CARD = RuleCard(name="eligible", words=_WORDS)
_SAID = (Sentences(language="ko", sentences=("말",)), Sentences(language="en", sentences=()))
_POLICY = {
    "status": "draft", "rules": (_CARD, RuleCard(name="other", words=(_NOTHING,))), "remarks": (
        filled(RemarkLine, bars=True), filled(RemarkLine, bars=False),
    ),
    "criteria": (
        filled(CriterionLine, name="a", labels=(("ko", "이름"), ("en", ""))), bare(CriterionLine, name="b", labels=()),
    ),
    "published": tuple(filled(PublishedLine, status=one) for one in ("announced", "in_force")),
    "tiers": (filled(TierLine, words=_SAID),), "terms": (filled(TermsLine, words=_SAID), bare(TermsLine)),
}  # fmt: skip
_FIELDS = tuple(
    filled(ConfigField, kind=kind, id=f"config-{kind.value}-{usual}", name=kind.value, usual=usual)
    for kind in ConfigKind
    for usual in (True, False)
)
_FACTS = tuple(filled(CaseField, kind=kind, id=f"fact-{kind}") for kind in ("date", "number", "checkboxes", "select"))
_LANGUAGES = {"languages": ("ko", "en")}

_CHECKED = Checks(faults=(), remarks=(filled(RemarkLine, bars=True), filled(RemarkLine, bars=False)))
_UNREAD = filled(Checks)

SAMPLES: dict[str, list[object]] = {
    "console/policies.html": [
        filled(PoliciesView, programmes=(filled(ProgrammeLine, versions=_VERSIONS, slug="learn", stuck=_STUCK),)),
        filled(PoliciesView, programmes=(bare(ProgrammeLine, slug="learn"),)), bare(PoliciesView),
    ],
    "console/policy.html": [
        filled(PolicyView, **_POLICY), filled(PolicyView, **{**_POLICY, "faults": (), "ready": True}),
        filled(PolicyView, **{**_POLICY, "editable": False, "status": "in_force"}), bare(PolicyView, status="draft"),
        bare(PolicyView, status="draft", editable=True),
    ],
    "console/policy-head.html": [
        filled(HeadView, hindered=_STALE), filled(HeadView, hindered=_FAULTY), bare(HeadView),
    ],
    "console/policy-criterion.html": [
        filled(CriterionView, fields=_FIELDS, hindered=_STALE, checks=_CHECKED, **_LANGUAGES),
        filled(CriterionView, fields=_FIELDS, hindered=None, checks=_UNREAD, form=_WRONG, **_LANGUAGES),
        bare(CriterionView),
    ],
    "console/policy-rule.html": [
        filled(RuleView, words=_WORDS[0], hindered=_STALE, checks=_CHECKED),
        filled(RuleView, words=_NOTHING, hindered=None, checks=None),
        bare(RuleView, words=RuleWords(language="ko", node=None, written="")),
    ],
    "console/policy-grant.html": [
        filled(GrantView, hindered=_STALE, checks=_CHECKED, gifts=(filled(Gift),), **_LANGUAGES),
        bare(GrantView, place="new"), bare(GrantView, place="0"),
    ],
    "console/policy-gift.html": [
        filled(GiftView, what="benefits", hindered=None, checks=_UNREAD, **_LANGUAGES),
        filled(GiftView, what="copay", hindered=_STALE, checks=None, form=_WRONG), bare(GiftView, what="wallet"),
    ],
    "console/policy-terms.html": [
        *(filled(TermsFormView, name=name, hindered=_FAULTY, checks=_CHECKED) for name in TERMS),
        *(filled(TermsFormView, name=name, hindered=None, checks=_UNREAD, form=_WRONG) for name in TERMS),
        *(bare(TermsFormView, name=name, checks=Checks(faults=(), remarks=())) for name in TERMS),
    ],
    "console/policy-text.html": [
        filled(TextView, hindered=_STALE, faults=()), filled(TextView, hindered=None), bare(TextView),
    ],
    "console/policy-compare.html": [
        filled(CompareView, differing=_PAIRS, same=(filled(Pair, change=""),),
               before=filled(Side, status="draft", words=_WORDS[0]),
               after=filled(Side, status="in_force", words=_NOTHING)),
        bare(CompareView, before=bare(Side, status="draft", words=_NOTHING),
             after=bare(Side, status="draft", words=_NOTHING)),
    ],
    "console/policy-cases.html": [filled(CasesView), bare(CasesView), bare(CasesView, readable=True)],
    "console/policy-case.html": [filled(CaseView, fields=_FACTS), bare(CaseView)],
    "console/policy-publication.html": [
        filled(PublicationView, faults=()), filled(PublicationView, asked="in_force", own=False),
        bare(PublicationView), bare(PublicationView, ready=True),
    ],
    "console/policy-impact.html": [
        filled(ImpactView), bare(ImpactView),
        filled(ImpactView, present=filled(CountView, found=False), invented=filled(CountView, found=False, many=None)),
        filled(ImpactView, present=filled(
            CountView, found=True, looked_at=Hidden.FEW, groups=(),
            totals=(filled(Counts, cells=(Hidden.FEW,)), filled(Counts, cells=(Hidden.WITHHELD,))),
            costs=(filled(Cost, rough=True, currency=""), filled(Cost, rough=False, currency="KRW")),
        )),
    ],
}  # fmt: skip
"""By template."""
