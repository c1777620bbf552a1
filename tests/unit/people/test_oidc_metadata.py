"""What a provider says of itself is worked with, or refused in words that an officer can act on."""

import json
from typing import Any

import pytest

from seoul_learn.tenant_plane.people.errors import UnusableProvider
from seoul_learn.tenant_plane.people.oidc_metadata import is_issuer, read_metadata

ISSUER = "https://login.city.example"


def said(**changes: Any) -> bytes:
    sound = {
        "issuer": ISSUER, "authorization_endpoint": f"{ISSUER}/authorize", "token_endpoint": f"{ISSUER}/token",
        "jwks_uri": f"{ISSUER}/keys",
    }  # fmt: skip
    return json.dumps({key: value for key, value in {**sound, **changes}.items() if value is not None}).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(UnusableProvider) as refused:
        read_metadata(content, issuer=ISSUER, allow_loopback=False)
    return str(refused.value)


def test_the_least_that_a_provider_has_to_say_is_enough() -> None:
    metadata = read_metadata(said(), issuer=ISSUER, allow_loopback=False)
    assert (metadata.token_auth, metadata.userinfo_endpoint, metadata.sends_issuer) == (
        "client_secret_basic", None, False,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"<html>", "cannot be read"),
        (b"[]", "cannot be read"),
        (b'"\xff"', "cannot be read"),
        (said(issuer=None), "names no issuer"),
        (said(issuer=""), "names no issuer"),
        (said(issuer="https://evil.example"), "calls itself https://evil.example"),
        (said(issuer=f"{ISSUER}/"), "to the letter"),
        (said(token_endpoint=None), "has no token_endpoint"),
        (said(jwks_uri="http://login.city.example/keys"), "jwks_uri is not an address"),
        (said(authorization_endpoint="javascript:alert(1)"), "authorization_endpoint is not an address"),
        (said(userinfo_endpoint="https://name@login.city.example/"), "userinfo_endpoint is not an address"),
        (said(response_types_supported=["id_token"]), "authorization code flow"),
        (said(code_challenge_methods_supported=["plain"]), "PKCE"),
        (said(id_token_signing_alg_values_supported=["none", "HS256"]), "signs in no way"),
        (said(token_endpoint_auth_methods_supported=["private_key_jwt"]), "client secret"),
    ],
)
def test_what_is_wrong_is_said_in_words(content: bytes, word: str) -> None:
    assert word in refusal(content)


@pytest.mark.parametrize(
    "typed",
    ["", "login.city.example", "http://login.city.example", "https://", "https://a.example?x=1", "https://a.example#x",
     "https://a.example /", "https://a.example:port", "ftp://a.example", "https://시.example", "https://a\\b.example"],
)  # fmt: skip
def test_what_is_no_issuer(typed: str) -> None:
    assert not is_issuer(typed, allow_loopback=True)


def test_plain_http_is_for_this_machine_alone_and_only_where_the_platform_itself_is_plain() -> None:
    for local in ("http://127.0.0.1:9000", "http://localhost:9000", "http://login.localhost", "http://[::1]:9000"):
        assert is_issuer(local, allow_loopback=True)
        assert not is_issuer(local, allow_loopback=False)
    assert is_issuer("https://login.city.example/realms/one", allow_loopback=False)
