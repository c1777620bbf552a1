"""Registers and the terms of attestations come with a bundle, go out with it, and their secrets never do."""

import shutil
import tomllib
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import text

from seoul_learn.bundles.apply_bundle import Platform, apply_description, plan_description
from seoul_learn.bundles.describe_tenant import describe_tenant
from seoul_learn.bundles.errors import BundleRefused
from seoul_learn.bundles.export_bundle import export_bundle
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.queries import find_tenant
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.registers.keep_registers import keep_register_secret
from seoul_learn.tenant_plane.registers.queries import list_registers
from tests.integration.conftest import TENANTS

KEYS = SealingKeys("a secret for throw-away databases, 40 letters")
SECRET = "the register's own secret"


async def test_what_is_applied_is_exported_and_plans_nothing_more(
    platform: Platform, plugins: Plugins, tmp_path: Path
) -> None:
    opened = open_bundle(TENANTS / "seoul", plugins)
    applied = await apply_description(opened.description, opened.shared, platform)
    async with platform.tenants.transaction(applied.tenant.id) as session:
        (kept,) = await list_registers(session)
        assert not kept.has_secret
        await keep_register_secret(
            session, kept.id, SECRET, actor=Actor(kind="command"), seal=KEYS.of_tenant(applied.tenant.id),
            clock=platform.clock,
        )  # fmt: skip
    async with platform.control.transaction() as unit:
        tenant = await find_tenant(unit, slug="seoul")
    assert tenant is not None
    async with platform.tenants.transaction(tenant.id) as session:
        there = await describe_tenant(session, tenant)
        sealed = await session.scalar(
            text("select secret from tenant.register where tenant_id = :tenant"), {"tenant": tenant.id}
        )
    assert there is not None
    assert there.registers == opened.description.registers
    assert there.attestations == opened.description.attestations
    assert SECRET.encode() not in sealed
    export_bundle(there, tmp_path / "seoul")
    written = (tmp_path / "seoul" / "tenant.toml").read_text("utf-8")
    assert SECRET not in written
    original = tomllib.loads((TENANTS / "seoul" / "tenant.toml").read_text("utf-8"))
    exported = tomllib.loads(written)
    assert exported["register"] == original["register"]
    assert exported["attestations"] == original["attestations"]
    assert await plan_description(opened.description, platform) == ()


async def test_another_configuration_forgets_the_secret_and_another_cost_keeps_it(
    platform: Platform, plugins: Plugins
) -> None:
    opened = open_bundle(TENANTS / "seoul", plugins)
    (terms,) = opened.description.registers
    kept = []
    for changed in (
        terms,
        msgspec.structs.replace(terms, cost_minor=7),
        msgspec.structs.replace(terms, config={**terms.config, "organisation": "elsewhere"}),
    ):
        wanted = msgspec.structs.replace(opened.description, registers=(changed,))
        applied = await apply_description(wanted, opened.shared, platform)
        async with platform.tenants.transaction(applied.tenant.id) as session:
            (register,) = await list_registers(session)
            kept.append(register.has_secret)
            if not kept[0]:
                await keep_register_secret(
                    session, register.id, SECRET, actor=Actor(kind="command"),
                    seal=KEYS.of_tenant(applied.tenant.id), clock=platform.clock,
                )  # fmt: skip
                kept[0] = True
    assert kept == [True, True, False]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('source = "shared_records"', 'source = "shared_record"', "source", "did you mean `shared_records`?"),
        ('"household.size"]', '"household.sise"]', "facts", "did you mean `household.size`?"),
        ('organisation = "seoul" }', 'organization = "seoul" }', "config", "organi"),
        ("monthly_limit = 300000", "monthly_limit = 3", "monthly_limit", "less than one look-up costs"),
        ("cost = 30", 'cost = 30\nsecret = "x"', "secret", "a secret does not stand in a bundle"),
        ('by_fact = { "household.recognised_income"', 'by_fact = { "household.income_"', "by_fact", "is not a fact"),
        ("months = 12", "months = 0", "months", "a number of months from 1 to 120"),
    ],
)
def test_a_fault_names_its_place_and_its_mend(
    plugins: Plugins, tmp_path: Path, old: str, new: str, line: str, said: str
) -> None:
    for folder in ("_catalogue", "_standards", "seoul"):
        shutil.copytree(TENANTS / folder, tmp_path / folder)
    file = tmp_path / "seoul" / "tenant.toml"
    words = file.read_text("utf-8")
    assert old in words
    file.write_text(words.replace(old, new, 1), "utf-8")
    with pytest.raises(BundleRefused) as refused:
        open_bundle(tmp_path / "seoul", plugins)
    faults = [fault for fault in refused.value.faults if line in fault.field and said in fault.message]
    assert faults, refused.value.faults
    assert all(fault.line for fault in faults)
