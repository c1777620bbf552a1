"""What an installation may set, read once from environment variables into one frozen struct.

No secret has a default. A missing or weak value stops the start with the name of the setting and the mend.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal, get_type_hints

import msgspec

_SHORTEST_SECRET = 32


class SettingsRefused(Exception):
    """One or more settings are missing or wrong; each line names one and says how to mend it."""


def _setting(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Each field is the environment variable of the same name in capitals."""

    secret_key: Annotated[
        str, _setting("At least 32 random characters; keys for codes, cookies and roles are made from it.")
    ]
    database_url: Annotated[
        str | None,
        _setting("postgresql://... of a role that may create roles; unset: an embedded PostgreSQL."),
    ] = None
    pooler_url: Annotated[
        str | None,
        _setting(
            "postgresql://host:port/database of a PgBouncer in transaction mode, for the web processes' pages; "
            "DATABASE_URL stays the direct address. Name and password in it are not used."
        ),
    ] = None
    data_folder: Annotated[Path, _setting("Where the embedded PostgreSQL keeps its files.")] = Path(".data")
    base_domain: Annotated[str, _setting("Cities live at <slug>.<base_domain>, operators at operator.<it>.")] = (
        "localhost"
    )
    public_scheme: Annotated[
        Literal["http", "https"],
        _setting("How the public reaches the cities; with https, cookies are bound to it."),
    ] = "http"
    address: Annotated[str, _setting("The network address where the web process listens.")] = "127.0.0.1"
    port: Annotated[int, _setting("The port where the web process listens.")] = 8000
    trusted_proxies: Annotated[
        str,
        _setting(
            "Addresses or networks of the proxies in front, with commas between: whom they name as asking is believed, "
            "and the limits on sign-in count by that."
        ),
    ] = "127.0.0.1"
    web_processes: Annotated[int, _setting("How many web processes share that port.")] = 1
    database_pool: Annotated[int, _setting("Connections of each process to the tenants' tables.")] = 10
    tenants_folder: Annotated[Path, _setting("Where bundles, official tables and the template are.")] = Path("tenants")
    metrics_port: Annotated[int, _setting("Where Prometheus reads, never open to the public.")] = 9100
    outgoing_on_this_machine: Annotated[
        str,
        _setting(
            "Ports of 127.0.0.1, with commas between, that connectors may ask by plain http: for demos, tests and "
            "somebody's desk. Unset, they reach public hosts by https alone."
        ),
    ] = ""
    smtp_host: Annotated[str, _setting("The mail server that letters are handed to.")] = "127.0.0.1"
    smtp_port: Annotated[int, _setting("Its port.")] = 25
    mail_sender: Annotated[str, _setting("The address that letters come from.")] = "no-reply@localhost"

    def ports_on_this_machine(self) -> frozenset[int]:
        """What `outgoing_on_this_machine` lists."""
        return frozenset(int(one) for one in self.outgoing_on_this_machine.split(",") if one.strip())


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of this process. Raises SettingsRefused naming every faulty one at once."""
    given = {name: environment[name.upper()] for name in Settings.__struct_fields__ if environment.get(name.upper())}
    faults: list[str] = []
    if "secret_key" not in given:
        faults.append(
            "SECRET_KEY is not set. Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
        )
    elif len(given["secret_key"]) < _SHORTEST_SECRET or len(set(given["secret_key"])) < _SHORTEST_SECRET // 4:
        faults.append(f"SECRET_KEY is too weak: give it at least {_SHORTEST_SECRET} random characters.")
    hints = get_type_hints(Settings)
    for name in given:
        try:
            msgspec.convert(given[name], hints[name], strict=False, dec_hook=_decode)
        except msgspec.ValidationError as error:
            faults.append(f"{name.upper()} is not usable: {error}.")
    faults += [
        f"{name.upper()} does not begin with postgresql://."
        for name in ("database_url", "pooler_url")
        if name in given and not given[name].startswith(("postgresql://", "postgres://"))
    ]
    if not all(_is_port(one) for one in given.get("outgoing_on_this_machine", "").split(",") if one.strip()):
        faults.append("OUTGOING_ON_THIS_MACHINE is not a list of ports, like 9000,9001.")
    if "*" in given.get("trusted_proxies", ""):
        faults.append("TRUSTED_PROXIES cannot be everybody: anyone could name another address. Name the proxies.")
    if faults:
        raise SettingsRefused("\n".join(faults))
    return msgspec.convert(given, Settings, strict=False, dec_hook=_decode)


def _is_port(text: str) -> bool:
    written = text.strip()
    return written.isascii() and written.isdecimal() and 0 < int(written) < 65536


def describe_settings() -> list[tuple[str, str, str]]:
    """Name, default and meaning of every setting, for help and documentation."""
    described = []
    for field in msgspec.structs.fields(Settings):
        meaning = next(part.description or "" for part in field.type.__metadata__ if isinstance(part, msgspec.Meta))
        default = "required" if field.default is msgspec.NODEFAULT else str(field.default or "unset")
        described.append((field.encode_name.upper(), default, meaning))
    return described


def _decode(wanted: type, value: object) -> object:
    if wanted is Path:
        return Path(str(value))
    raise NotImplementedError(wanted)
