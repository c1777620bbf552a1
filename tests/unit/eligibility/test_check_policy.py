"""What the checks of a draft find, and that they say nothing of a sound one."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from seoul_learn.plugin_api.criterion import Finding
from seoul_learn.plugin_api.facts import Fact
from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.boundaries import vouched
from seoul_learn.tenant_plane.eligibility.check_draft import check_draft, standard_ends
from seoul_learn.tenant_plane.eligibility.check_policy import check_policy
from seoul_learn.tenant_plane.eligibility.own_facts import extended_by_text
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.reachable import reachable
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.remarks import RemarkKind
from seoul_learn.tenant_plane.eligibility.rule import Expression, names_in, sentence
from tests.unit.eligibility.flags import DAY as FLAG_DAY
from tests.unit.eligibility.flags import NO_STANDARDS, Flag, catalogue, document
from tests.unit.eligibility.test_rule import EXPRESSIONS

TENANTS = Path(__file__).parents[3] / "tenants"
REAL = sorted(TENANTS.glob("*/policies/*/2*.toml"))
DAY = date(2026, 3, 2)

AGE: dict[str, dict[str, Any]] = {
    "young": {"use": "age", "to": 5},
    "old": {"use": "age", "from": 6},
    "six": {"use": "age", "from": 6, "to": 6},
    "anybody": {"use": "age", "from": 0},
    "born_late": {"use": "age", "born_from": date(2031, 1, 1), "born_to": date(2031, 2, 1)},
}
MORE: dict[str, dict[str, Any]] = {
    "seoul": {"use": "residence", "in": ["KR-11"]},
    "district": {"use": "residence", "in": ["KR-11-680"]},
    "many": {"use": "children", "from": 3},
    "some": {"use": "children", "from": 1},
    "poor": {"use": "income", "measure": "household.recognised_income", "standard": "kr.median_income",
             "at_most_percent": 50},
    "less_poor": {"use": "income", "measure": "household.recognised_income", "standard": "kr.median_income",
                  "at_most_percent": 60},
    "single": {"use": "category", "any": ["single_parent"]},
}  # fmt: skip


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
def standards() -> Standards:
    return _tables()


def written(rule: str, *, grants: list[dict[str, Any]] | None = None, day: date = DAY, **rest: Any) -> dict[str, Any]:
    names = {**AGE, **MORE}
    said = f"{rule} {' '.join(str(one.get('when', '')) for one in grants or ())}"
    used = {name: names[name] for name in names if name in re.findall(r"\w+", said)}
    return {
        "policy": {"programme": "learn", "effective_from": day, "status": "draft", "source": "a test"},
        "criteria": {
            name: {**one, "law": "Article 1", "label": {"ko": name, "en": name}} for name, one in used.items()
        },
        "rule": {"eligible": rule},
        "grants": grants or [{"slots": [{"category": "reading"}], "lasts": "12 months"}],
        **rest,
    }  # fmt: skip


def found(document: dict[str, Any], plugins: Plugins, standards: Standards) -> set[RemarkKind]:
    policy = read_policy(document, plugins.criteria)
    remarks = check_policy(policy, facts=plugins.facts, standards=standards, as_of=policy.effective_from)
    return {remark.kind for remark in remarks}


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("seoul and old and (poor or single)", set()),
        ("at least 2 of (many, single, poor)", set()),
        ("young and old", {RemarkKind.RULE_NEVER}),
        ("seoul and (many or (young and old))", {RemarkKind.CONTRADICTION}),
        ("seoul and not seoul", {RemarkKind.RULE_NEVER}),
        ("young or old", {RemarkKind.RULE_ALWAYS}),
        ("seoul and (young or old)", {RemarkKind.PART_ALWAYS, RemarkKind.PART_ADDS_NOTHING}),
        ("poor or less_poor", {RemarkKind.PART_ADDS_NOTHING}),
        ("many and some", {RemarkKind.PART_ADDS_NOTHING}),
        ("seoul or district", {RemarkKind.PART_ADDS_NOTHING}),
        ("seoul and anybody", {RemarkKind.CRITERION_ALWAYS}),
        ("seoul or born_late", {RemarkKind.CRITERION_NEVER}),
        ("old and six", {RemarkKind.PART_ADDS_NOTHING}),
    ],
)
def test_a_rule_is_tried_on_every_answer_that_makes_a_difference(
    rule: str, expected: set[RemarkKind], plugins: Plugins, standards: Standards
) -> None:
    assert expected <= found(written(rule), plugins, standards)
    if not expected:
        assert found(written(rule), plugins, standards) == set()


def test_the_two_that_exclude_each_other_are_named(plugins: Plugins, standards: Standards) -> None:
    policy = read_policy(written("many or (seoul and young and old)"), plugins.criteria)
    remarks = check_policy(policy, facts=plugins.facts, standards=standards, as_of=DAY)
    named = [remark.values for remark in remarks if remark.kind is RemarkKind.CONTRADICTION]
    assert named == [{"part": "seoul and young and old", "one": "young", "other": "old"}]


def _tier(when: str, tier: str) -> dict[str, Any]:
    return {"tier": tier, "when": when, "slots": [{"category": "reading"}], "lasts": "12 months"}


@pytest.mark.parametrize(
    ("tiers", "expected"),
    [
        ([_tier("poor", "a"), _tier("less_poor", "b")], set()),
        ([_tier("less_poor", "b"), _tier("poor", "a")], {RemarkKind.TIER_NEVER}),
        ([_tier("poor", "a")], {RemarkKind.NOTHING_GRANTED}),
        ([_tier("poor", "a"), _tier("eligible", "b")], set()),
    ],
)
def test_a_tier_that_nobody_gets_and_somebody_who_gets_nothing(
    tiers: list[dict[str, Any]], expected: set[RemarkKind], plugins: Plugins, standards: Standards
) -> None:
    kinds = found(written("less_poor", grants=tiers), plugins, standards)
    assert kinds & {RemarkKind.TIER_NEVER, RemarkKind.NOTHING_GRANTED} == expected


def test_a_criterion_that_nothing_names(plugins: Plugins, standards: Standards) -> None:
    document = written("seoul and many")
    document["criteria"]["single"] = {**MORE["single"], "label": {"ko": "한부모"}}
    assert found(document, plugins, standards) == {RemarkKind.CRITERION_UNUSED}
    ranked = {**document, "ranking": {"by": ["single"]}}
    assert found(ranked, plugins, standards) == set()


@pytest.mark.parametrize("file", REAL, ids=lambda file: f"{file.parts[-4]}-{file.stem}")
def test_real_policies_have_no_branch_that_cannot_be_reached(
    file: Path, plugins: Plugins, standards: Standards
) -> None:
    policy = read_policy(tomllib.loads(file.read_text("utf-8")), plugins.criteria)
    own = file.parents[2] / "facts.toml"
    facts = extended_by_text(plugins.facts, own.read_text("utf-8")) if own.exists() else plugins.facts
    kinds = {
        remark.kind for remark in check_policy(policy, facts=facts, standards=standards, as_of=policy.effective_from)
    }
    # Maple County's lower limit is within the upper one, and is there for its tier.
    assert kinds <= {RemarkKind.PART_ADDS_NOTHING}


def _draft(policy: Policy, standards: Standards, *, languages: tuple[str, ...] = ("ko", "en"), today: date = DAY) -> (
    set[RemarkKind]
):  # fmt: skip
    remarks = check_draft(policy, versions=(), standards=standards, languages=languages, today=today)
    return {remark.kind for remark in remarks}


def test_a_table_that_ends_before_the_version_needs_it_no_longer(plugins: Plugins, standards: Standards) -> None:
    assert _draft(read_policy(written("poor"), plugins.criteria), standards) == set()
    late = read_policy(written("poor", day=date(2027, 6, 1)), plugins.criteria)
    assert _draft(late, standards) == {RemarkKind.STANDARD_ENDS, RemarkKind.NOBODY_DECIDES}
    later = read_policy(written("poor", day=date(2029, 6, 1)), plugins.criteria)
    assert _draft(later, standards, today=date(2029, 6, 1)) == {RemarkKind.STANDARD_MISSING}
    assert standard_ends(standards, "kr.median_income", on=DAY) == date(2027, 12, 31)


def test_days_and_words_that_are_missing(plugins: Plugins, standards: Standards) -> None:
    policy = read_policy(written("seoul"), plugins.criteria)
    assert _draft(policy, standards, languages=("ko", "ja")) == {RemarkKind.LABEL_MISSING}
    assert _draft(policy, standards, today=date(2026, 3, 3)) == {RemarkKind.DAY_PASSED}


_CHILD = st.fixed_dictionaries(
    {
        "learner.birth_date": st.dates(date(2000, 1, 1), DAY),
        "learner.residence": st.sampled_from(["KR", "KR-11", "KR-11-680", "KR-26", "KR-43-150"]),
        "household.children": st.integers(0, 20),
        "household.size": st.integers(1, 30),
        "household.recognised_income": st.integers(0, 30_000_000),
        "learner.categories": st.sampled_from([(), ("single_parent",), ("multicultural", "single_parent")]),
    }
)
_STANDS_FOR = dict(zip("abcdef", ("young", "old", "district", "many", "poor", "single"), strict=True))


@given(EXPRESSIONS, st.lists(_CHILD, min_size=5, max_size=20))
@settings(max_examples=25, deadline=None)
def test_no_child_shows_that_what_the_checks_take_for_impossible_is_possible(
    rule: Expression, children: list[dict[str, Any]]
) -> None:
    plugins, tables = load_plugins(), _tables()
    said = re.sub(r"\b[a-f]\b", lambda name: _STANDS_FOR[name[0]], sentence(rule))
    policy = read_policy(written(said), plugins.criteria)
    can = reachable(policy, facts=plugins.facts, standards=tables, as_of=DAY)
    names = frozenset(names_in(policy.rule))
    assert can.can_be_tried(names)
    known = [{name: answers[name] for name in names} for answers in can.every(names)]
    for child in children:
        told = vouched(child)
        met = {name: policy.leaves[name] for name in names}
        answers = {name: leaf.criterion.evaluate(leaf.config, told, DAY, tables).met for name, leaf in met.items()}
        assert answers in known


def _tables() -> Standards:
    read = [read_standard(file.read_text("utf-8")) for file in (TENANTS / "_standards").glob("*.toml")]
    return Standards({one.id: one for one in read})


class _Breaks(Flag):
    def evaluate(self, config: Any, facts: Mapping[str, Fact], as_of: date, standards: Standards) -> Finding:
        raise ZeroDivisionError


def test_a_criterion_that_breaks_leaves_the_checks_of_the_others() -> None:
    criteria = {"flag": Flag(), "breaks": _Breaks()}
    written = document("a and not a or b", "ab")
    written["criteria"]["b"]["use"] = "breaks"
    remarks = check_policy(
        read_policy(written, criteria), facts=catalogue("ab"), standards=NO_STANDARDS, as_of=FLAG_DAY
    )
    assert RemarkKind.CONTRADICTION in {remark.kind for remark in remarks}
