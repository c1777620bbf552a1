"""Which network addresses may be asked: public ones alone, whatever way they are written."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = IPv6Network("::/96")
# The older standard libraries take some of these for public.
_SPECIAL = (
    IPv4Network("192.0.0.0/24"),
    IPv4Network("192.88.99.0/24"),
    IPv6Network("64:ff9b:1::/48"),
    IPv6Network("3fff::/20"),
    IPv6Network("5f00::/16"),
)


def is_public(address: str) -> bool:
    """True for an address of the public Internet. One that carries another within is judged by both."""
    try:
        # A scope like %eth0 is for addresses of this link alone.
        read = ip_address(address)
    except ValueError:
        return False
    if isinstance(read, IPv6Address):
        within = _within(read)
        if within is not None:
            return all(_is_public(one) for one in within)
    return _is_public(read)


def is_loopback(address: str) -> bool:
    """True for this very machine."""
    try:
        read = ip_address(address)
    except ValueError:
        return False
    mapped = read.ipv4_mapped if isinstance(read, IPv6Address) else None
    return (mapped or read).is_loopback


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not (
        address.is_multicast
        or address.is_reserved
        or address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_unspecified
        or (isinstance(address, IPv6Address) and address.is_site_local)
        or any(address in network for network in _SPECIAL)
    )


def _within(address: IPv6Address) -> tuple[IPv4Address, ...] | None:
    """The IPv4 addresses that an IPv6 address stands for."""
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if address.teredo is not None:
        return address.teredo
    if address in _NAT64 or address in _V4_COMPATIBLE:
        return (IPv4Address(int(address) & 0xFFFFFFFF),)
    return None
