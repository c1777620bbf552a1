"""What is said of a faulty catalogue.toml and of faulty policies, cases and quotas."""

import shutil
from collections.abc import Sequence

import pytest

from plugins.providers.rest import Rest
from plugins.providers.voucher import Voucher
from seoul_learn.bundles.errors import BundleFault, BundleRefused
from seoul_learn.bundles.judge import Said
from seoul_learn.bundles.validate import load_bundle
from seoul_learn.bundles.values import Case, PolicyFile
from seoul_learn.plugin_api.fact_catalogue import shared_facts
from tests.unit.bundles.conftest import Spoilt

POLICY = "policies/learn/2026-01-01.toml"
CASES = "policies/learn/cases.toml"


class RefusesEverybody:
    """A judge that finds each policy sound and nobody eligible."""

    shared = shared_facts()

    def faults(self, policy: PolicyFile) -> tuple[BundleFault, ...]:
        del policy
        return ()

    def said(self, policy: PolicyFile, case: Case) -> Said | None:
        del policy, case
        return Said(outcome="ineligible")

    def uncovered(self, policy: PolicyFile, cases: Sequence[Case]) -> tuple[str, ...]:
        del policy, cases
        return ()


def test_an_unknown_offering_names_the_nearest(bundle: Spoilt) -> None:
    bundle.replace("catalogue.toml", '"elihigh"', '"elihihg"')
    fault = bundle.only_fault()
    assert (fault.file, fault.line) == ("tenants/template/catalogue.toml", bundle.line("catalogue.toml", "elihihg"))
    assert fault.message == '`offering = "elihihg"` is not in the shared list; did you mean `elihigh`?'


def test_a_connector_that_is_not_installed_names_the_nearest(bundle: Spoilt) -> None:
    bundle.replace("catalogue.toml", '"voucher"', '"vouchers"')
    assert bundle.only_fault().message == '`connector = "vouchers"` is not installed; did you mean `voucher`?'


def test_an_offering_adopted_twice_is_refused(bundle: Spoilt) -> None:
    bundle.replace("catalogue.toml", '"mbest"', '"elihigh"')
    assert bundle.only_fault().field == "contract[1].offering"


def test_seats_below_one_are_refused(bundle: Spoilt) -> None:
    bundle.replace("catalogue.toml", "seats = 50", "seats = 0")
    assert bundle.only_fault().message == "`seats = 0` is not a whole number of 1 or more"


def test_an_offering_without_a_name_in_a_language_of_the_tenant_is_refused(bundle: Spoilt) -> None:
    bundle.replace("tenant.toml", 'languages = ["ko", "en"]', 'languages = ["ko", "en", "vi"]')
    assert any('"elihigh" has no name in `vi`' in fault.message for fault in bundle.faults())


def test_a_programme_without_a_policy_is_refused(bundle: Spoilt) -> None:
    shutil.rmtree(bundle.folder / "policies" / "learn")
    fault = bundle.only_fault()
    assert fault.line == bundle.line("tenant.toml", 'slug = "learn"')
    assert fault.message == (
        'programme `learn` has no policy; write policies/learn/<date>.toml or set `status = "draft"`'
    )


def test_policies_of_no_programme_name_the_nearest(bundle: Spoilt) -> None:
    shutil.copytree(bundle.folder / "policies" / "learn", bundle.folder / "policies" / "leran")
    fault = next(fault for fault in bundle.faults() if fault.line is None)
    assert fault.message == "there is no programme `leran` in tenant.toml; did you mean `learn`?"


def test_two_versions_in_force_at_once_are_refused(bundle: Spoilt) -> None:
    text = (bundle.folder / POLICY).read_text("utf-8").replace("2026-01-01", "2026-07-01")
    (bundle.folder / "policies/learn/2026-07-01.toml").write_text(text, "utf-8")
    fault = bundle.only_fault()
    assert fault.line == bundle.line(POLICY, "status =")
    assert fault.message.startswith("this version overlaps that of 2026-07-01")


def test_a_policy_whose_date_is_not_its_file_name_is_refused(bundle: Spoilt) -> None:
    bundle.replace(POLICY, "effective_from = 2026-01-01", "effective_from = 2026-01-02")
    assert bundle.only_fault().field == "policy.effective_from"


def test_a_misspelt_status_names_the_nearest(bundle: Spoilt) -> None:
    bundle.replace(POLICY, '"in_force"', '"in_forse"')
    fault = next(fault for fault in bundle.faults() if fault.field == "policy.status")
    assert fault.message == '`status = "in_forse"` is not a status; did you mean `in_force`?'


def test_a_label_missing_in_a_language_is_named(bundle: Spoilt) -> None:
    bundle.replace(POLICY, ', en = "You live in our city"', "")
    fault = bundle.only_fault()
    assert fault.field == "criteria.lives_here.label.en"
    assert fault.line == bundle.line(POLICY, "우리 시에 살고 있어요")


def test_a_case_that_fails_is_named(bundle: Spoilt) -> None:
    with pytest.raises(BundleRefused) as refused:
        load_bundle(bundle.folder, judge=RefusesEverybody(), connectors={"rest": Rest(), "voucher": Voucher()})
    first = refused.value.faults[0]
    assert (first.field, first.line) == ("case[0].expect", bundle.line(CASES, 'expect = "eligible"'))
    assert first.message == (
        "case “네 식구, 기준의 꼭 60%” expects `eligible`; the policy of 2026-01-01 says `ineligible`"
    )


def test_a_case_before_the_first_policy_is_refused(bundle: Spoilt) -> None:
    bundle.replace(CASES, "as_of = 2026-03-02", "as_of = 2025-12-31")
    assert "no policy was in force on 2025-12-31" in bundle.only_fault().message


def test_a_folder_that_does_not_exist_is_named(bundle: Spoilt) -> None:
    bundle.folder = bundle.folder.parent / "gimpo"
    assert str(bundle.only_fault()) == "tenants/gimpo: there is no such folder"
