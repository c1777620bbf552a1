"""The demo's provider: one contract of Seoul is with the reference provider that runs beside the platform."""

import json
import secrets
from pathlib import Path

import msgspec

from seoul_learn.app import Runtime
from seoul_learn.bundles.description import Description
from seoul_learn.control_plane.tenants.values import TenantRef
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.catalogue.keep_secrets import keep_secrets
from seoul_learn.tenant_plane.catalogue.queries import list_contracts
from seoul_learn.tenant_plane.catalogue.try_connection import open_contract, try_connection

CITY, OFFERING = "seoul", "hackers"
_CLIENT = "seoul-learn"
_BY = Actor(kind="command")


def demo_provider(folder: Path, *, port: int) -> ReferenceProvider:
    """A provider on this machine that remembers its seats and its secret from one demo to the next."""
    kept = folder / "provider-secret"
    if not kept.exists():
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(40))
    provider = ReferenceProvider(secret=kept.read_text(), client_id=_CLIENT, port=port)
    seats = folder / "provider-seats.json"
    if seats.exists():
        provider.seats.update(json.loads(seats.read_text()))
    provider.on_seat = lambda: _write(seats, provider)
    return provider


def with_provider(description: Description, provider: ReferenceProvider) -> Description:
    """The bundle, with that one contract at the reference provider."""
    config = {"address": provider.address, "client_id": _CLIENT}
    return msgspec.structs.replace(
        description,
        contracts=tuple(
            msgspec.structs.replace(one, connector="rest", config=config) if one.offering == OFFERING else one
            for one in description.contracts
        ),
    )


async def open_line(runtime: Runtime, tenant: TenantRef, provider: ReferenceProvider) -> None:
    """Do what an officer does in the console: give the secret, test the connection, open the contract."""
    async with runtime.tenants.transaction(tenant.id) as session:
        contract = next(one for one in await list_contracts(session) if one.terms.offering == OFFERING)
        await keep_secrets(
            session, contract.id, {"secret": provider.secret}, plugins=runtime.plugins, actor=_BY,
            keys=runtime.sealing, clock=runtime.clock,
        )  # fmt: skip
    concerns = await try_connection(runtime.tenants, tenant.id, contract.id, actor=_BY, outside=runtime.outside)
    if concerns:
        raise RuntimeError(f"the demo's provider cannot be worked with: {concerns}")
    async with runtime.tenants.transaction(tenant.id) as session:
        await open_contract(session, contract.id, actor=_BY, outside=runtime.outside)


def _write(file: Path, provider: ReferenceProvider) -> None:
    fresh = file.with_suffix(".new")
    fresh.write_text(json.dumps(provider.seats))
    fresh.replace(file)
