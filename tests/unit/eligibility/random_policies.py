"""Policies over the criteria of the tree and bare flags, and invented people near their limits, for property tests."""

from datetime import date, timedelta
from typing import Any

import msgspec
from hypothesis import strategies as st

from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from seoul_learn.plugin_api.facts import Assurance, Fact, FactCatalogue, FactDefinition, FactType
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.standards import Beyond, Standard, Standards, Table
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.rule import All, AtLeast, Expression, Name, Not, sentence
from seoul_learn.tenant_plane.eligibility.rule import Any as AnyOf
from tests.unit.eligibility.flags import Flag

_PLUGINS = load_plugins()
CRITERIA: dict[str, Criterion] = {**_PLUGINS.criteria, "flag": Flag()}
_FLAG = FactDefinition(name="fact.flag", type=FactType.BOOLEAN, question={"en": "Flag?"})
CATALOGUE: FactCatalogue = shared_facts().merged((_FLAG,))
_TABLE = Table(from_=date(2026, 1, 1), to=date(2026, 12, 31), source="a notice", values=(100, 205, 310))
_ENDING = Standard(id="a.table", unit="KRW/month", by="household_size", tables=(_TABLE,))
_ENDLESS = msgspec.structs.replace(_ENDING, id="b.table", beyond=Beyond.LAST_PLUS_LAST_STEP)
STANDARDS = Standards({one.id: one for one in (_ENDING, _ENDLESS)})
DAYS = st.sampled_from([date(2026, 3, 2), date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)])

_STAGES = ("primary", "middle", "out_of_school", "university_or_work")
_GROUPS = ("single_parent", "multicultural", "in_shelter")
_PLACES = ("KR-11", "KR-43", "KR-43-150", "KR", "ZZ")


def _some(words: tuple[str, ...]) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from(words), min_size=1, max_size=2, unique=True)


_configs: st.SearchStrategy[dict[str, Any]] = st.one_of(
    st.builds(lambda low, more: {"use": "age", "from": low, "to": low + more}, st.integers(0, 12), st.integers(0, 6)),
    st.builds(lambda most: {"use": "age", "to": most}, st.integers(0, 20)),
    st.builds(lambda any_: {"use": "category", "any": any_}, _some(_GROUPS)),
    st.builds(
        lambda areas, of: {"use": "residence", "in": areas, "of": of},
        _some(("KR-11", "KR-43", "KR-43-150")),
        _some(("learner", "guardian")),
    ),
    st.builds(
        lambda percent, table: {
            "use": "income", "measure": "household.recognised_income", "standard": table,
            "at_most_percent": percent,
        },
        st.sampled_from([33, 50, 100, 33.5, "49.999"]),
        st.sampled_from([_ENDING.id, _ENDLESS.id]),
    ),
    st.builds(lambda any_: {"use": "school_stage", "any": any_}, _some(_STAGES)),
    st.builds(lambda low: {"use": "school_stage", "any": ["primary", "out_of_school"], "grade_from": low},
              st.integers(1, 6)),
    st.just({"use": "flag", "fact": "fact.flag"}),
    st.sampled_from(
        [
            {"use": "children", "from": 2, "to": 3},
            {"use": "citizenship", "any": ["citizen", "refugee"], "of": ["learner", "guardian"]},
            {"use": "benefit", "any": ["housing", "medical"]},
            {"use": "benefit", "any": ["housing", "medical"], "on": "2026-03-02"},
            {"use": "participation", "at_most": 1, "not_within": "6 months"},
            {"use": "income_limit", "measure": "household.recognised_income", "unit": "KRW/year", "by_size": [60, 90],
             "each_more": 10, "period_fact": "household.income_period"},
            {"use": "income_limit", "measure": "household.recognised_income", "unit": "KRW", "at_most": 51,
             "below": True},
            {"use": "income", "measure": "household.recognised_income", "standard": _ENDLESS.id,
             "less": [{"amount": 17, "each": "household.children"}]},
            {"use": "attested_by", "by": ["school_staff"]},
            {"use": "residence", "in": ["KR-11"], "of": ["learner", "guardian"], "for_at_least": "6 months"},
            {"use": "age", "unit": "months", "from": 72, "to": 130},
            {"use": "age", "by": "school_year", "from": 7},
        ]
    ),
)  # fmt: skip


def _rules(names: str) -> st.SearchStrategy[Expression]:
    def wider(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
        several = st.lists(inner, min_size=2, max_size=3).map(tuple)
        return st.one_of(
            inner.filter(lambda part: not isinstance(part, Not)).map(Not),
            several.map(All),
            several.map(AnyOf),
            several.map(lambda parts: AtLeast(len(parts) - 1, parts)),
        )

    return st.recursive(st.sampled_from(names).map(Name), wider, max_leaves=6)


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    names = "abcde"[: draw(st.integers(1, 5))]
    criteria = {
        name: {
            **draw(_configs),
            "label": {"en": name},
            "assurance": draw(st.sampled_from([one.name.lower() for one in Assurance])),
        }
        for name in names
    }
    conditions = draw(st.lists(_rules(names).map(sentence), max_size=2))
    grants = [
        {"when": when, "slots": [{"category": "reading"}], "at_most": 1, "lasts": f"{months} months"}
        for months, when in enumerate([*conditions, "eligible"], start=1)
    ]
    document = {
        "policy": {"programme": "learn", "effective_from": date(2026, 1, 1), "status": "draft", "source": "a test"},
        "criteria": criteria,
        "rule": {"eligible": sentence(draw(_rules(names)))},
        "grants": grants,
    }
    return read_policy(document, CRITERIA)


_AROUND = st.sampled_from([date(2025, 9, 2), date(2025, 9, 3), date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 3)])
_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "learner.birth_date": st.builds(
        lambda years, by: date(2026 - years, 3, 2) + timedelta(days=by), st.integers(0, 21), st.integers(-1, 1)
    )
    | st.sampled_from([date(2016, 2, 29), date(2027, 5, 1), date.min]),
    "learner.residence": st.sampled_from(_PLACES),
    "guardian.residence": st.sampled_from((*_PLACES, "")),
    "learner.school_stage": st.sampled_from(_STAGES),
    "learner.grade": st.integers(1, 6),
    "learner.categories": st.lists(st.sampled_from(_GROUPS), unique=True).map(lambda groups: tuple(sorted(groups))),
    "household.size": st.integers(0, 4),
    "household.recognised_income": st.sampled_from([0, 33, 34, 50, 51, 68, 100, 103, 104, 205, 206, 310, 311]),
    "household.children": st.integers(0, 4),
    "household.income_period": st.sampled_from(["year", "month", "fortnight"]),
    "household.benefits": st.sampled_from([(), ("housing",), ("housing", "medical"), ("unemployment",)]),
    "household.benefits_since.housing": _AROUND,
    "household.benefits_until.housing": _AROUND,
    "household.benefits_since.medical": _AROUND,
    "learner.residence_status": st.sampled_from(["citizen", "refugee", "no_status"]),
    "guardian.residence_status": st.sampled_from(["citizen", "no_status"]),
    "learner.residence_since": _AROUND,
    "learner.participations": st.integers(0, 3),
    "learner.last_participation": _AROUND,
    "learner.vouched_by": st.sampled_from([(), ("school_staff",), ("welfare_centre",)]),
    "fact.flag": st.booleans(),
}
_STRANGE = st.sampled_from([True, -1, 10**30, "?", (), ("?",), date.max])


@st.composite
def people(draw: st.DrawFn) -> dict[str, Fact]:
    """Somebody who told some of the facts; now and then one of them is of a kind that it cannot be."""
    told: dict[str, Fact] = {}
    strange = draw(st.sampled_from([*_VALUES, *[None] * 30]))
    for name, values in _VALUES.items():
        if draw(st.integers(0, 4)) == 0:
            continue
        told[name] = Fact(
            name=name,
            value=draw(_STRANGE if name == strange else values),
            assurance=draw(st.sampled_from(Assurance)),
            valid_until=draw(st.sampled_from([None, None, date(2026, 3, 1), date(2026, 3, 2), date(2026, 12, 31)])),
        )
    return told
