"""Whether what a tool says of itself can be worked with (LTI 1.3, section 5; Dynamic Registration 1.0, section 3.4)."""

from collections.abc import Iterator

from seoul_learn.control_plane.learning_tools.errors import UnusableTool
from seoul_learn.control_plane.learning_tools.values import SCOPES, ToolTerms
from seoul_learn.kit.web_addresses import is_address

_MOST_ADDRESSES = 20


def check_terms(terms: ToolTerms, *, allow_loopback: bool) -> None:
    """Raises UnusableTool for the first thing wrong. `allow_loopback`: plain http is taken from this very machine."""
    if not terms.name.strip() or len(terms.name) > 200:
        raise UnusableTool("client_name", "give a name of at most 200 letters")
    if not 1 <= len(terms.redirect_uris) <= _MOST_ADDRESSES:
        raise UnusableTool("redirect_uris", f"name 1 to {_MOST_ADDRESSES} addresses")
    for field, address in _addresses(terms):
        if not is_address(address, allow_loopback=allow_loopback):
            raise UnusableTool(field, "write an https address without a fragment, a space or a password")
    if bool(terms.jwks_uri) == bool(terms.jwks):
        raise UnusableTool("jwks_uri", "give either jwks_uri or jwks: the keys that the tool signs with")
    if terms.jwks is not None and not _are_keys(terms.jwks.get("keys")):
        raise UnusableTool("jwks", "give a set of public keys")
    if unknown := [one for one in terms.scopes if one not in SCOPES]:
        raise UnusableTool("scope", f"{unknown[0]} is no scope of ours")


def _addresses(terms: ToolTerms) -> Iterator[tuple[str, str]]:
    yield "initiate_login_uri", terms.initiate_login_uri
    yield "target_link_uri", terms.target_link_uri
    for one in terms.redirect_uris:
        yield "redirect_uris", one
    if terms.jwks_uri:
        yield "jwks_uri", terms.jwks_uri
    if terms.deep_linking_uri:
        yield "deep_linking_uri", terms.deep_linking_uri


def _are_keys(keys: object) -> bool:
    """Public ones: whoever sends us her private key has to make a new one."""
    return isinstance(keys, list) and 0 < len(keys) <= _MOST_ADDRESSES and all(
        isinstance(key, dict) and key.get("kty") in ("RSA", "EC") and "d" not in key for key in keys
    )
