"""A contract reaches the hosts that it names, and no address that only looks like one of them."""

import pytest

from seoul_learn.plugin_api.outgoing.reach import OutOfReach, Reach, host_of

_REACH = Reach(hosts=frozenset({"provider.example", "other.example:8443"}), on_this_machine=frozenset({9000}))


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("https://provider.example/seats", "provider.example", 443),
        ("https://PROVIDER.example:443/", "provider.example", 443),
        ("https://other.example:8443/", "other.example", 8443),
    ],
)
def test_the_hosts_of_the_contract_are_within_reach(address: str, host: str, port: int) -> None:
    target = _REACH.target(address)
    assert (target.host, target.port, target.on_this_machine) == (host, port, False)


@pytest.mark.parametrize(
    "address",
    [
        "http://provider.example/", "https://provider.example:8443/", "https://other.example/",
        "https://sub.provider.example/", "https://provider.example.evil.example/", "https://provider.example./",
        "https://evil.example#provider.example", "https://provider.example@evil.example/",
        "https://user:word@provider.example/", "https://evil.example\\@provider.example/",
        "https://provider.example\r\nx/", "https://provider.example /", "https://provider.example:x/",
        "https://[::ffff:7f00:1]/", "https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://١٢٧.0.0.1/",
        "file:///etc/passwd", "gopher://provider.example/", "//provider.example/", "https:///seats", "",
        "http://127.0.0.1:9001/", "http://127.0.0.1/", "http://127.1:9000/", "http://[::1]:9000/",
    ],
)  # fmt: skip
def test_everything_else_is_out_of_reach(address: str) -> None:
    with pytest.raises(OutOfReach):
        _REACH.target(address)


def test_this_machine_is_reached_on_the_ports_that_the_installation_names() -> None:
    target = _REACH.target("http://localhost:9000/seats")
    assert (target.host, target.port, target.on_this_machine) == ("127.0.0.1", 9000, True)
    with pytest.raises(OutOfReach):
        Reach(hosts=None).target("http://127.0.0.1:9000/")


def test_the_host_of_an_address_is_what_a_contract_lists() -> None:
    assert host_of("https://provider.example/a") == "provider.example"
    assert host_of("https://other.example:8443/a") == "other.example:8443"
    assert host_of("https://x y/") == ""
