"""Every bundle of the repository is sound and says what its city says."""

import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from seoul_learn.bundles.judge import JudgesNothing
from seoul_learn.bundles.validate import load_bundle
from seoul_learn.bundles.values import Bundle, PolicyStatus
from seoul_learn.plugin_api.loading import load_plugins

TENANTS = Path(__file__).parents[3] / "tenants"
FOLDERS = sorted(path for path in TENANTS.iterdir() if (path / "tenant.toml").is_file())


def load(name: str) -> Bundle:
    plugins = load_plugins()
    return load_bundle(
        TENANTS / name, judge=JudgesNothing(), connectors=plugins.connectors, sources=plugins.sources
    )[0]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bundle_of_the_repository_has_no_fault(folder: Path) -> None:
    bundle = load(folder.name)
    assert bundle.programmes
    slots = [grant for one in bundle.policies for version in one.versions for grant in version.source.table["grants"]]
    assert bundle.contracts or not any(grant.get("slots") for grant in slots)
    assert all(policies.cases for policies in bundle.policies)


def test_the_four_cities_and_the_template_are_there() -> None:
    assert {folder.name for folder in FOLDERS} >= {"seoul", "pyeongchang", "chungbuk", "osaka", "_template"}


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_a_bundle_of_the_repository_names_no_officer(folder: Path) -> None:
    assert load(folder.name).officers == ()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_every_policy_cites_a_source(folder: Path) -> None:
    for policies in load(folder.name).policies:
        assert all(version.source.at("policy", "source") for version in policies.versions)


def test_seouls_policies_follow_each_other_and_the_announced_one_is_not_in_force() -> None:
    learn = next(policies for policies in load("seoul").policies if policies.programme == "learn")
    assert [version.effective_from for version in learn.versions] == [
        date(2021, 8, 27),
        date(2022, 2, 25),
        date(2024, 1, 7),
        date(2024, 7, 1),
        date(2024, 10, 1),
        date(2026, 1, 1),
    ]
    assert [version.status for version in learn.versions[-2:]] == [PolicyStatus.in_force, PolicyStatus.announced]


def test_seoul_grants_one_offering_in_each_of_three_categories() -> None:
    learn = next(policies for policies in load("seoul").policies if policies.programme == "learn")
    (grant,) = learn.versions[-2].source.table["grants"]
    assert grant["at_most"] == 3
    assert [slot["category"] for slot in grant["slots"]] == ["school_subject", "language_certificate", "reading"]


def test_chungbuks_intake_of_2025_ran_from_nine_to_six() -> None:
    intake = next(policies for policies in load("chungbuk").policies if policies.programme == "chungbook-e-2025")
    window = intake.versions[0].source.table["window"]
    assert window["opens"] == datetime(2025, 11, 3, 9)  # noqa: DTZ001 - local time of the tenant's zone
    assert window["closes"] == datetime(2025, 11, 14, 18)  # noqa: DTZ001 - the same


def test_the_median_income_of_2027_stops_at_six_persons() -> None:
    standard = tomllib.loads((TENANTS / "_standards" / "kr.median_income.toml").read_text("utf-8"))
    rows = {table["from"].year: table for table in standard["table"]}
    assert sorted(rows) == list(range(2021, 2028))
    assert len(rows[2027]["values"]) == 6
    assert rows[2027]["complete"] is False
    assert all(table["source"] for table in rows.values())


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: folder.name)
def test_criteria_and_connectors_speak_every_language_of_the_city(folder: Path) -> None:
    declared = tomllib.loads((folder / "tenant.toml").read_text("utf-8"))["tenant"]["languages"]
    silent = [
        f"{plugin.parent.name}: {language}"
        for plugin in (TENANTS.parent / "plugins").glob("*/*/plugin.toml")
        for language in declared
        if not (plugin.parent / "strings" / f"{language}.toml").is_file()
    ]
    assert silent == []
