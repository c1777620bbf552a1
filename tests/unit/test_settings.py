"""Settings are refused by name, all faults at once."""

import pytest

from seoul_learn.settings import SettingsRefused, describe_settings, read_settings

_SECRET = "k3Vq-8sLw0ZxN1bYc7Rt2UeHm5JpQaGd"


def test_a_missing_secret_stops_the_start_with_the_name_of_the_setting() -> None:
    with pytest.raises(SettingsRefused, match="SECRET_KEY is not set"):
        read_settings({})


@pytest.mark.parametrize("weak", ["short", "a" * 64])
def test_a_weak_secret_stops_the_start(weak: str) -> None:
    with pytest.raises(SettingsRefused, match="SECRET_KEY is too weak"):
        read_settings({"SECRET_KEY": weak})


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(SettingsRefused) as refused:
        read_settings({"PORT": "eighty", "DATABASE_URL": "mysql://x"})
    assert [line.split()[0] for line in str(refused.value).splitlines()] == ["SECRET_KEY", "PORT", "DATABASE_URL"]


def test_what_is_set_is_read_in_its_type() -> None:
    assert read_settings({"SECRET_KEY": _SECRET, "PORT": "8080"}).port == 8080


def test_every_setting_is_explained() -> None:
    assert all(meaning for _, _, meaning in describe_settings())


def test_not_everybody_can_be_a_trusted_proxy() -> None:
    with pytest.raises(SettingsRefused, match="TRUSTED_PROXIES"):
        read_settings({"SECRET_KEY": _SECRET, "TRUSTED_PROXIES": "*"})
