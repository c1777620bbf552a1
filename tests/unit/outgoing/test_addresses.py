"""Private networks cannot be asked, in whatever way their addresses are written."""

import pytest

from seoul_learn.plugin_api.outgoing.addresses import is_loopback, is_public


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "203.0.114.7", "2606:4700:4700::1111", "::ffff:1.1.1.1", "2002:101:101::"]
)
def test_the_public_internet_may_be_asked(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1",
        "0.0.0.0",  # noqa: S104  # asked, not bound to
        "169.254.169.254", "192.0.0.8", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.1.2.3", "240.0.0.1", "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1",
        "fec0::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "2002:7f00:1::", "2002:0a00:0001::", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1",
        "2001:0:7f00:1::", "2001:db8::1", "not an address", "",
    ],
)  # fmt: skip
def test_no_other_address_is_asked(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    ("address", "is_own"),
    [("127.0.0.1", True), ("::1", True), ("::ffff:127.0.0.1", True), ("10.0.0.1", False), ("x", False)],
)
def test_this_machine_is_known_by_each_of_its_names(address: str, is_own: bool) -> None:
    assert is_loopback(address) is is_own
