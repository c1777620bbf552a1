"""How far one contract may reach: exact hosts by https, and on a machine that says so its own ports by http."""

from urllib.parse import SplitResult, urlsplit

import msgspec

HTTPS = 443
_HTTP = 80


class OutOfReach(Exception):
    """The address is not one that may be asked. The text is for the log, and names no query."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """A host that was found within reach. `on_this_machine`: only a loopback address will do; else only public ones."""

    host: str
    port: int
    on_this_machine: bool


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """`hosts` are exact, `provider.example` or `provider.example:8443`; None lets every public host be asked.

    `on_this_machine` are ports of 127.0.0.1 and localhost that may be asked by plain http: empty unless the
    installation is a demo, a test or somebody's desk.
    """

    hosts: frozenset[str] | None
    on_this_machine: frozenset[int] | None = frozenset()

    def target(self, address: str) -> Target:
        """Where an address leads. Raises OutOfReach."""
        split, port = _parts(address)
        host = split.hostname or ""
        if split.scheme == "http" and host in ("127.0.0.1", "localhost"):
            if self.on_this_machine is not None and port not in self.on_this_machine:
                raise OutOfReach(f"http://{host}:{port} is not one of this machine's own that may be asked")
            return Target(host="127.0.0.1", port=port, on_this_machine=True)
        if split.scheme != "https":
            raise OutOfReach(f"{split.scheme or 'nothing'}:// is not https://")
        named = host if port == HTTPS else f"{host}:{port}"
        if self.hosts is not None and named not in self.hosts:
            raise OutOfReach(f"{named} is not a host of this contract")
        return Target(host=host, port=port, on_this_machine=False)


def host_of(address: str) -> str:
    """The host of an address as `Reach.hosts` names it; '' for one without."""
    try:
        split, port = _parts(address)
    except OutOfReach:
        return ""
    return (split.hostname or "") if port == HTTPS else f"{split.hostname}:{port}"


def _parts(address: str) -> tuple[SplitResult, int]:
    if not address.isascii() or not address.isprintable() or " " in address or "\\" in address:
        raise OutOfReach("the address has letters that no address has")
    try:
        split = urlsplit(address)
        port = split.port
    except ValueError:
        raise OutOfReach("the address cannot be read") from None
    if not split.hostname or split.username is not None or split.password is not None:
        raise OutOfReach("the address has no host, or a name and a password")
    return split, port if port is not None else (_HTTP if split.scheme == "http" else HTTPS)
