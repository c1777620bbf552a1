"""A contract's connector, ready to ask: with its whole configuration, and with no further reach than that names."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.abilities import SpeaksOut
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.plugin_api.outgoing.wire import GuardedWire
from seoul_learn.tenant_plane.catalogue.values import Contract
from seoul_learn.tenant_plane.database.reading import Source, fetch_first
from seoul_learn.tenant_plane.database.sealing import Seal, SealingKeys
from seoul_learn.tenant_plane.database.transaction import tenant_of

TABLE, COLUMN = "contract_line", "secrets"
_LINE = "select id, secrets from tenant.contract_line where tenant_id = $1 and contract_id = $2"


class Unconfigured(Exception):
    """The contract's configuration is not complete, or not what its connector takes. Names no value."""


class Outside(msgspec.Struct, frozen=True, kw_only=True):
    """What asking somebody outside takes. `on_this_machine`: ports that may be asked by http, in demos and tests."""

    plugins: Plugins
    keys: SealingKeys
    clock: Clock
    on_this_machine: frozenset[int] = frozenset()


class Connected(msgspec.Struct, frozen=True, kw_only=True):
    """A contract, its connector, and what the connector is configured with."""

    contract: Contract
    connector: Any
    config: Any

    @property
    def speaks_out(self) -> bool:
        """True when asking it is asking over the network."""
        return isinstance(self.connector, SpeaksOut)


async def connect(source: Source, contract: Contract, outside: Outside) -> Connected:
    """The connector as this contract has it. Raises Unconfigured."""
    return connected(contract, await secrets_of(source, contract.id, outside.keys), outside)


def connected(contract: Contract, secrets: Mapping[str, str], outside: Outside) -> Connected:
    """The connector under these secrets. Raises Unconfigured."""
    connector: Any = outside.plugins.connectors.get(contract.terms.connector)
    if connector is None:
        raise Unconfigured(f"the connector {contract.terms.connector} is not installed")
    try:
        config = msgspec.convert({**contract.terms.config, **secrets}, connector.config)
    except msgspec.ValidationError:
        # The library's words repeat what was typed.
        raise Unconfigured("the configuration is not complete") from None
    if isinstance(connector, SpeaksOut):
        hosts = frozenset(connector.hosts(config))
        wire = GuardedWire(Reach(hosts=hosts, on_this_machine=outside.on_this_machine))
        connector = connector.through(wire, outside.clock)
    return Connected(contract=contract, connector=connector, config=config)


async def secrets_of(source: Source, contract_id: UUID, keys: SealingKeys) -> dict[str, str]:
    """The secret fields of a contract, by name. For connectors alone."""
    row = await fetch_first(source, _LINE, contract_id)
    if row is None or row["secrets"] is None:
        return {}
    return unsealed(row["secrets"], row["id"], keys.of_tenant(tenant_of(source)))


def unsealed(sealed: bytes, line_id: UUID, seal: Seal) -> dict[str, str]:
    """The secret fields in a line's own column."""
    return msgspec.json.decode(seal.unseal(sealed, table=TABLE, row=line_id, column=COLUMN), type=dict[str, str])


def digest_of(contract: Contract, secrets: Mapping[str, str], keys: SealingKeys, tenant_id: UUID) -> bytes:
    """What a test holds for: another connector, address or secret is another line."""
    told = msgspec.json.encode([contract.terms.connector, contract.terms.config, dict(secrets)], order="sorted")
    return keys.of_tenant(tenant_id).digest(f"line {told.decode()}")
