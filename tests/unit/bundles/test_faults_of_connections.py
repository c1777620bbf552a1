"""Secrets are not for files, and a connector’s fields are checked before anything is applied."""

import pytest

from tests.unit.bundles.conftest import Spoilt

_REST = 'connector = "rest"\nconfig = { address = "https://provider.example/v1", client_id = "city" }'


def test_a_contract_with_the_published_api_needs_no_secret_in_its_file(bundle: Spoilt) -> None:
    bundle.replace("catalogue.toml", 'connector = "voucher"', _REST)
    assert bundle.load().contracts[0].connector == "rest"


def test_a_secret_in_a_file_is_refused_and_not_repeated(bundle: Spoilt) -> None:
    bundle.replace("catalogue.toml", 'connector = "voucher"', _REST.replace(" }", ', secret = "hush-hush-hush" }'))
    fault = bundle.only_fault()
    assert (fault.field, fault.line) == (
        "contract[0].config.secret", bundle.line("catalogue.toml", "hush-hush-hush"),
    )  # fmt: skip
    assert "not for files" in fault.message
    assert "hush-hush" not in str(fault)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("adress", "`adress` is not a field; did you mean `address`?"),
        ("address", None),
    ],
)
def test_a_field_that_the_connector_does_not_have_is_named(bundle: Spoilt, written: str, said: str | None) -> None:
    bundle.replace("catalogue.toml", 'connector = "voucher"', _REST.replace("address", written))
    if said is None:
        bundle.load()
    else:
        assert bundle.only_fault().message == said
