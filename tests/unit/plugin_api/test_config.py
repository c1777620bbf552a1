"""A field that is marked secret shows nowhere, and neither does what a learner gets in with."""

from msgspec import Struct
from rich.pretty import pretty_repr

from seoul_learn.plugin_api.config import Config, Secret, secret_fields
from seoul_learn.plugin_api.provider import Launch, Seat


class _Account(Config, frozen=True, kw_only=True):
    shop: str
    key: Secret
    older_key: Secret | None = None


def _shown(value: Struct) -> str:
    return repr(value) + str(value) + pretty_repr(value)


def test_a_secret_field_is_not_in_the_repr() -> None:
    account = _Account(shop="seoul", key="hush-1", older_key="hush-2")
    assert secret_fields(_Account) == {"key", "older_key"}
    assert "hush" not in _shown(account)
    assert "seoul" in _shown(account)


def test_a_code_is_not_in_the_repr_of_its_seat() -> None:
    seat = Seat(reference="hush", access=Launch(code="hush", link="https://provider.example/hush"))
    assert "hush" not in _shown(seat)
