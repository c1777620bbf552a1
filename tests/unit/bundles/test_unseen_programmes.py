"""Programmes of other countries, written by data alone, say of published cases what their authorities published."""

import shutil
from pathlib import Path

import pytest

from seoul_learn.bundles.errors import BundleRefused
from seoul_learn.bundles.open_bundle import OpenedBundle, open_bundle
from seoul_learn.plugin_api.loading import load_plugins

_ROOT = Path(__file__).parents[3]
_FOLDERS = sorted((_ROOT / "tests" / "bundles").iterdir())


def opened(folder: Path, beside: Path) -> OpenedBundle:
    """The bundle among the shared tables and offerings of the repository."""
    for shared in ("_catalogue", "_standards"):
        shutil.copytree(_ROOT / "tenants" / shared, beside / shared)
    shutil.copytree(folder, beside / folder.name)
    return open_bundle(beside / folder.name, load_plugins())


@pytest.mark.parametrize("folder", _FOLDERS, ids=lambda folder: folder.name)
def test_its_cases_hold_and_try_all_of_it(folder: Path, tmp_path: Path) -> None:
    bundle = opened(folder, tmp_path)
    assert bundle.cases > 10
    assert bundle.uncovered == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("premium/2025-09-01", 'any = ["yes"]', 'any = ["yess"]', "`yess` is not an answer to learner.free_meals"),
        ("premium/2025-09-01", 'amount = "2630"', "amount = 2630", 'write "2630" for 2630 GBP, "26.30" for'),
        ("premium/2025-09-01", 'label = { en = "Primary" }', 'label = { ko = "초등" }', "`label` has no text in `en`"),
        ("premium/2025-09-01", 'currency = "GBP"', 'currency = "USD"', 'is not that of the tenant; write "GBP"'),
        ("premium/2025-09-01", "or ever_6", "or ever_7", "did you mean `ever_6`?"),
        ("premium/2025-09-01", "(looked_after or", "(looked_after or or", "`or` stands where the name of a criterion"),
        ("school-meals/2018-09-01", "at_most = 61667", "at_most = 616.67", "at_most"),
        ("school-meals/2018-09-01", 'of = ["school"]', 'of = ["schol"]', "did you mean `school`?"),
        ("school-meals/2018-09-01", 'on = "08-31"', 'on = "31-08"', "31-08"),
        ("school-meals/2018-09-01", "uc_earnings_2", "uc_earning_2", "did you mean `household.uc_earnings_2`?"),
        ("school-meals/2018-09-01", '"wtc_run_on"', '"wtc_runon"', "did you mean `wtc_run_on`?"),
    ],
)
def test_a_misspelt_one_is_named_with_its_mend(file: str, old: str, new: str, message: str, tmp_path: Path) -> None:
    shutil.copytree(_ROOT / "tests" / "bundles" / "albion", tmp_path / "copy" / "albion")
    policy = tmp_path / "copy" / "albion" / "policies" / f"{file}.toml"
    text = policy.read_text("utf-8")
    assert old in text
    policy.write_text(text.replace(old, new, 1), "utf-8")
    (tmp_path / "tenants").mkdir()
    with pytest.raises(BundleRefused) as refused:
        opened(tmp_path / "copy" / "albion", tmp_path / "tenants")
    assert any(message in str(fault) and fault.line for fault in refused.value.faults)
