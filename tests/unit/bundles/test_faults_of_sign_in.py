"""What is said of faulty `[[sign_in]]` tables."""

import pytest

from seoul_learn.tenant_plane.people.oidc_values import DEFAULT_SCOPES
from tests.unit.bundles.conftest import Spoilt

TOML = "tenant.toml"
SOUND = """
[[sign_in]]
issuer = "https://login.city.example"
client_id = "seoul-learn"
label = { ko = "시민 계정", en = "Citizen account" }
"""


def write(bundle: Spoilt, text: str) -> None:
    with (bundle.folder / TOML).open("a", encoding="utf-8") as file:
        file.write(text)


def test_a_provider_needs_an_issuer_a_client_and_a_label(bundle: Spoilt) -> None:
    write(bundle, SOUND)
    (one,) = bundle.load().sign_in
    assert (one.issuer, one.scopes, one.name_claim) == ("https://login.city.example", DEFAULT_SCOPES, "name")
    assert (one.links_by_email, one.for_officers) == (False, False)


def test_a_secret_in_a_bundle_is_refused_and_the_message_says_where_it_belongs(bundle: Spoilt) -> None:
    write(bundle, SOUND + 'client_secret = "never here"\n')
    fault = bundle.only_fault()
    assert fault.line == bundle.line(TOML, "client_secret")
    assert fault.field == "sign_in[0].client_secret"
    assert "an administrator types it in the console" in fault.message
    assert "never here" not in str(fault)


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ('issuer = "https', 'issuer = "http', "sign_in[0].issuer", "is not an issuer; write its address"),
        ('issuer = "https://login.city.example"\n', "", "sign_in[0].issuer", "`issuer` is missing in [sign_in]"),
        ('client_id = "seoul-learn"', 'client_id = ""', "sign_in[0].client_id", "a text that is not empty"),
        (', en = "Citizen account"', "", "sign_in[0].label.en", "has no text in `en`, a language of the tenant"),
        ("client_id", "client", "sign_in[0].client_id", "`client_id` is missing"),
    ],
)
def test_each_fault_names_its_line_and_what_to_write(
    bundle: Spoilt, old: str, new: str, field: str, said: str
) -> None:
    write(bundle, SOUND.replace(old, new))
    found = next(fault for fault in bundle.faults() if fault.field == field)
    assert said in found.message
    assert found.line is not None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ('scopes = ["email"]\n', "sign_in[0].scopes"),
        ('scopes = ["openid", "two words"]\n', "sign_in[0].scopes[1]"),
        ('links_by_email = "yes"\n', "sign_in[0].links_by_email"),
        ('for_oficers = true\n', "sign_in[0].for_oficers"),
        (SOUND, "sign_in[1].issuer"),
    ],
)
def test_each_option_is_held_to_what_it_may_be(bundle: Spoilt, more: str, field: str) -> None:
    write(bundle, SOUND + more)
    assert bundle.only_fault().field == field


def test_a_label_that_fits_no_button_is_refused(bundle: Spoilt) -> None:
    write(bundle, SOUND.replace("Citizen account", "Citizen account " * 4))
    assert bundle.only_fault().field == "sign_in[0].label"
