"""Faults of what a contract configures its connector with. Secrets are not for files: they are given in the console."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.values import BundleParts
from seoul_learn.plugin_api.config import secret_fields
from seoul_learn.plugin_api.fit import Misfit, fit
from seoul_learn.plugin_api.provider import Connector

_STANDS_FOR_A_SECRET = "a secret that is given in the console"  # noqa: S105  # it stands for one


def connection_faults(parts: BundleParts, connectors: Mapping[str, Connector]) -> Iterator[BundleFault]:
    """Secrets in the file, and fields that the connector does not take; an unknown connector is named elsewhere."""
    source = parts.catalogue_source
    for place, row in source.rows("contract") if source is not None else ():
        connector = connectors.get(str(row.get("connector")))
        config = row.get("config", {})
        if source is None or connector is None or not isinstance(config, dict):
            continue
        hidden = _hidden(connector.config)
        for name in config.keys() & hidden:
            message = (
                f"`{name}` is a secret and not for files; take it out, and give it in the console or by "
                "`seoul-learn tenant secret`"
            )
            yield source.fault((*place, "config", name), message)
        try:
            fit({**config, **dict.fromkeys(hidden, _STANDS_FOR_A_SECRET)}, connector.config, at=(*place, "config"))
        except Misfit as misfit:
            yield source.fault(misfit.at, misfit.message)


def _hidden(config: type[msgspec.Struct]) -> frozenset[str]:
    """The secret fields as they are written."""
    names = secret_fields(config)
    fields: tuple[Any, ...] = msgspec.structs.fields(config)
    return frozenset(one.encode_name for one in fields if one.name in names)
