"""From a code to somebody the provider vouches for: every question to the provider, and every doubt about its answer.

Outside any unit of work.
"""

from collections.abc import Mapping
from typing import Any

from seoul_learn.kit.clock import Clock
from seoul_learn.tenant_plane.people.addresses import is_email, normal_email
from seoul_learn.tenant_plane.people.check_id_token import Expected, TokenRefused, check_id_token
from seoul_learn.tenant_plane.people.oidc_values import TakenAttempt, Vouched
from seoul_learn.tenant_plane.people.oidc_wire import OidcWire

_LONGEST_NAME = 100


async def ask_who_it_is(
    wire: OidcWire, attempt: TakenAttempt, *, code: str, named_issuer: str | None, clock: Clock
) -> Vouched:
    """Who came back. `named_issuer` is the `iss` beside the code, if there was one (RFC 9207).

    Raises ProviderUnreachable, UnusableProvider, CodeRefused, TokenRefused.
    """
    metadata = await wire.metadata(attempt.client.issuer)
    if named_issuer != attempt.client.issuer and (named_issuer is not None or metadata.sends_issuer):
        raise TokenRefused("issuer of the answer")
    tokens = await wire.redeem(metadata, attempt.client, code=code, verifier=attempt.verifier)
    expected = Expected(issuer=attempt.client.issuer, client_id=attempt.client.client_id, nonce=attempt.nonce)
    claims = check_id_token(tokens.id_token, tokens.keys, expected, now=clock.now())
    said: Mapping[str, Any] = claims
    if "email" not in claims:
        said = await wire.userinfo(metadata, access_token=tokens.access_token)
        # Answers may be exchanged on their way (Core 5.3.2): another subject's are nobody's.
        if said.get("sub", claims["sub"]) != claims["sub"]:
            raise TokenRefused("subject of userinfo")
    return Vouched(
        issuer=attempt.client.issuer,
        subject=claims["sub"],
        email=_verified_email(said),
        name=_name(said.get(attempt.terms.name_claim, claims.get(attempt.terms.name_claim))),
    )


def _verified_email(said: Mapping[str, Any]) -> str:
    """The address, when the provider says with the JSON word `true` that it has verified it; else ''."""
    email = said.get("email")
    if said.get("email_verified") is not True or not isinstance(email, str):
        return ""
    return normal_email(email) if is_email(email) and email.strip().isprintable() else ""


def _name(said: Any) -> str:
    if not isinstance(said, str):
        return ""
    return "".join(letter for letter in said if letter.isprintable())[:_LONGEST_NAME].strip()
