"""The checks look at the whole time that a version may decide, and at what nothing names."""

from datetime import date, datetime
from typing import Any

import pytest

from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.plugin_api.standards import Standards
from seoul_learn.tenant_plane.eligibility.check_days import check_days, days_to_try
from seoul_learn.tenant_plane.eligibility.check_draft import check_draft
from seoul_learn.tenant_plane.eligibility.check_names import check_names
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.remarks import Remark, RemarkKind
from seoul_learn.tenant_plane.eligibility.values import PolicyStatus, StoredPolicy
from tests.architecture.samples.invent import bare
from tests.unit.eligibility.test_check_policy import DAY, written
from tests.unit.eligibility.test_check_policy import _tables as tables

_SUMMER = {"use": "age", "born_from": date(2026, 6, 1), "born_to": date(2026, 7, 1)}


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


@pytest.fixture(scope="module")
def standards() -> Standards:
    return tables()


def said(rule: str, criteria: dict[str, Any] | None = None, **rest: Any) -> dict[str, Any]:
    document = written(rule, **rest)
    more = {name: {**one, "label": {"ko": name, "en": name}, "law": "1"} for name, one in (criteria or {}).items()}
    return {**document, "criteria": {**document["criteria"], **more}}


def remarks(document: dict[str, Any], plugins: Plugins, standards: Standards) -> list[Remark]:
    policy = read_policy(document, plugins.criteria)
    days = days_to_try(policy, versions=(), standards=standards)
    return list(check_days(policy, facts=plugins.facts, standards=standards, days=days))


def test_the_days_are_the_first_the_last_and_those_on_which_a_table_changes(
    plugins: Plugins, standards: Standards
) -> None:
    policy = read_policy(written("poor"), plugins.criteria)
    assert days_to_try(policy, versions=(), standards=standards) == (DAY, date(2027, 1, 1), date(2027, 3, 2))
    later = bare(StoredPolicy, effective_from=date(2026, 9, 1), status=PolicyStatus.IN_FORCE)
    assert days_to_try(policy, versions=(later,), standards=standards) == (DAY, date(2026, 8, 31))
    late = read_policy(written("poor", day=date(2027, 6, 1)), plugins.criteria)
    assert days_to_try(late, versions=(), standards=standards) == (date(2027, 6, 1),)


def test_what_can_be_met_only_later_is_told_with_its_day(plugins: Plugins, standards: Standards) -> None:
    never = [one for one in remarks(said("seoul or summer", {"summer": _SUMMER}), plugins, standards)
             if one.kind is RemarkKind.CRITERION_NEVER]  # fmt: skip
    assert [(one.at, one.since, one.until) for one in never] == [("summer", None, date(2027, 3, 1))]


def test_a_rule_that_nobody_meets_at_first_does_not_bar_and_one_that_nobody_ever_meets_does(
    plugins: Plugins, standards: Standards
) -> None:
    at_first = [one for one in remarks(said("summer", {"summer": _SUMMER}), plugins, standards)
                if one.kind is RemarkKind.RULE_NEVER]  # fmt: skip
    assert [one.bars for one in at_first] == [False]
    ever = [one for one in remarks(said("young and old"), plugins, standards) if one.kind is RemarkKind.RULE_NEVER]
    assert [one.bars for one in ever] == [True]


def test_what_is_the_matter_all_the_time_is_told_without_a_day(plugins: Plugins, standards: Standards) -> None:
    found = remarks(said("poor or less_poor"), plugins, standards)
    assert [(one.kind, one.since, one.until) for one in found] == [(RemarkKind.PART_ADDS_NOTHING, None, None)]


def test_a_rule_that_nothing_names_is_told() -> None:
    document = said("seoul and in_need")
    document["rule"] |= {"in_need": "poor or twice", "twice": "single", "idle": "poor", "idler": "idle"}
    document["quota"] = {"places": 5, "by": {"placed": 2}}
    document["rule"] |= {"placed": "single", "first": "poor"}
    document["ranking"] = {"by": ["first"]}
    document["grants"][0] |= {"copay": {"amount": 1, "currency": "KRW", "per": "year", "waive_when": "not waived"}}
    document["rule"]["waived"] = "single"
    assert [one.at for one in check_names(document)] == ["rule.idle", "rule.idler"]


def test_a_window_before_the_first_day_and_names_that_are_missing_are_told(
    plugins: Plugins, standards: Standards
) -> None:
    tier = {"slots": [{"category": "reading"}], "lasts": "12 months", "when": "poor", "tier": "a"}
    skates = {"kind": "skates", "label": {"ko": "스케이트"}}
    document = written(
        "poor", grants=[{**tier, "benefits": [skates]}, {**tier, "when": "eligible", "tier": "b"}],
        window={"opens": datetime(2026, 2, 1, 9)},  # noqa: DTZ001  # a local time of the city
    )  # fmt: skip
    policy = read_policy(document, plugins.criteria)
    found = check_draft(policy, versions=(), standards=standards, languages=("ko", "en"), today=DAY)
    told = [(one.kind, one.at, one.values.get("language")) for one in found]
    assert (RemarkKind.WINDOW_OPENS_BEFORE, "window", None) in told
    assert (RemarkKind.BENEFIT_LABEL_MISSING, "grants.0", "en") in told
    assert (RemarkKind.TIER_LABEL_MISSING, "grants.1", "ko") in told
