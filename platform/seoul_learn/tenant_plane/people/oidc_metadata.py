"""What a provider says of itself (OpenID Connect Discovery 1.0), and what in it we do not work with."""

import ipaddress
from urllib.parse import urlsplit

import msgspec

from seoul_learn.tenant_plane.people.errors import UnusableProvider

WELL_KNOWN = "/.well-known/openid-configuration"
SIGNED_WITH = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
"""Signatures of a key that the provider alone holds. Never `none`, and never HS256: our secret would sign too."""

_LONGEST = 2000


class Metadata(msgspec.Struct, frozen=True, kw_only=True):
    """The fields we use, judged: what is here can be worked with. `sends_issuer`: RFC 9207."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str | None
    token_auth: str
    sends_issuer: bool


class _Said(msgspec.Struct, frozen=True, kw_only=True):
    issuer: str | None = None
    authorization_endpoint: str | None = None
    token_endpoint: str | None = None
    jwks_uri: str | None = None
    userinfo_endpoint: str | None = None
    response_types_supported: tuple[str, ...] = ("code",)
    code_challenge_methods_supported: tuple[str, ...] | None = None
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    id_token_signing_alg_values_supported: tuple[str, ...] = ("RS256",)
    authorization_response_iss_parameter_supported: bool = False


def is_issuer(typed: str, *, allow_loopback: bool) -> bool:
    """Whether a text can be an issuer: https, a host, no query and no fragment (Discovery 1.0, section 3).

    `allow_loopback`: plain http is taken from this machine itself, as on a developer's desk.
    """
    return _is_address(typed, allow_loopback=allow_loopback) and "?" not in typed and "#" not in typed


def read_metadata(content: bytes, *, issuer: str, allow_loopback: bool) -> Metadata:
    """The metadata of `issuer`. Raises UnusableProvider, which says in words what is wrong."""
    try:
        said = msgspec.json.decode(content, type=_Said)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise UnusableProvider(
            "The provider’s description of itself cannot be read. Check the issuer’s address."
        ) from None
    if not said.issuer:
        raise UnusableProvider("The provider’s description of itself names no issuer. We do not trust such a provider.")
    if said.issuer != issuer:
        raise UnusableProvider(
            "The provider calls itself %(named)s, and you wrote %(wanted)s. Both have to be the same to the letter.",
            named=said.issuer[:_LONGEST], wanted=issuer,
        )  # fmt: skip
    if "code" not in said.response_types_supported:
        raise UnusableProvider("The provider does not offer the authorization code flow, the only one we use.")
    if said.code_challenge_methods_supported is not None and "S256" not in said.code_challenge_methods_supported:
        raise UnusableProvider("The provider does not offer PKCE with S256, without which we sign nobody in.")
    if not set(said.id_token_signing_alg_values_supported) & set(SIGNED_WITH):
        raise UnusableProvider("The provider signs in no way that we accept. RS256 and ES256 are the usual ones.")
    return Metadata(
        issuer=said.issuer,
        authorization_endpoint=_endpoint("authorization_endpoint", said.authorization_endpoint, allow_loopback),
        token_endpoint=_endpoint("token_endpoint", said.token_endpoint, allow_loopback),
        jwks_uri=_endpoint("jwks_uri", said.jwks_uri, allow_loopback),
        userinfo_endpoint=_endpoint("userinfo_endpoint", said.userinfo_endpoint, allow_loopback)
        if said.userinfo_endpoint
        else None,
        token_auth=_token_auth(said.token_endpoint_auth_methods_supported),
        sends_issuer=said.authorization_response_iss_parameter_supported,
    )


def _endpoint(field: str, address: str | None, allow_loopback: bool) -> str:
    if not address:
        raise UnusableProvider("The provider’s description of itself has no %(field)s.", field=field)
    if not _is_address(address, allow_loopback=allow_loopback):
        raise UnusableProvider("The provider’s %(field)s is not an address that begins with https://.", field=field)
    return address


def _token_auth(offered: tuple[str, ...]) -> str:
    for method in ("client_secret_basic", "client_secret_post"):
        if method in offered:
            return method
    raise UnusableProvider(
        "The provider does not take a client secret, neither as client_secret_basic nor as client_secret_post."
    )


def _is_address(text: str, *, allow_loopback: bool) -> bool:
    if len(text) > _LONGEST or not text.isascii() or any(ord(letter) < 33 for letter in text) or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if not host or "@" in parts.netloc or parts.fragment:
        return False
    return parts.scheme == "https" or (allow_loopback and parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
