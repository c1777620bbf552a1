"""The examples of docs/policies.md are accepted as they stand, and the page names every field that there is."""

import enum
import re
import shutil
from pathlib import Path

import msgspec
import pytest

from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.bundles.values import Case, ExpectedGrant
from seoul_learn.plugin_api.loading import Plugins, load_plugins
from seoul_learn.tenant_plane.eligibility.grants import Benefit, BenefitKind, Copay, Grant, Per, Wallet
from seoul_learn.tenant_plane.eligibility.quota import Quota, Unfilled
from seoul_learn.tenant_plane.eligibility.ranking import Order, Ranking, TieBreak
from seoul_learn.tenant_plane.eligibility.renewal import Renewal
from seoul_learn.tenant_plane.eligibility.window import Window

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "policies.md").read_text("utf-8")
EXAMPLES = re.findall(r"```toml\n(# .*?)```", PAGE, re.DOTALL)


@pytest.fixture(scope="module")
def plugins() -> Plugins:
    return load_plugins()


def test_the_examples_make_a_bundle_without_a_fault(tmp_path: Path, plugins: Plugins) -> None:
    tenants = tmp_path / "tenants"
    for name in ("_catalogue", "_standards"):
        shutil.copytree(ROOT / "tenants" / name, tenants / name)
    city = shutil.copytree(ROOT / "tenants" / "_template", tenants / "template")
    shutil.rmtree(city / "policies" / "learn")
    policy, cases, facts = EXAMPLES
    for file, text in (
        ("policies/learn/2026-03-01.toml", policy),
        ("policies/learn/cases.toml", cases),
        ("facts.toml", facts),
    ):
        (city / file).parent.mkdir(parents=True, exist_ok=True)
        (city / file).write_text(text, "utf-8")
    opened = open_bundle(city, plugins)
    assert opened.cases == 5
    assert opened.description.own_facts == facts


@pytest.mark.parametrize("table", [Grant, Benefit, Wallet, Copay, Quota, Ranking, Renewal, Window, Case, ExpectedGrant])
def test_the_page_names_every_field(table: type[msgspec.Struct]) -> None:
    for field in msgspec.structs.fields(table):
        assert re.search(rf"`(\w+\.)?{field.encode_name}`", PAGE), f"{table.__name__}.{field.encode_name}"


@pytest.mark.parametrize("words", [Per, BenefitKind, Unfilled, Order, TieBreak])
def test_the_page_names_every_word(words: type[enum.StrEnum]) -> None:
    for word in words:
        assert f"`{word.value}`" in PAGE, word
