"""A learning tool written by hand from the specifications, with joserfc alone: what it believes, it checks itself."""

import time
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx2
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from seoul_learn.control_plane.learning_tools.values import SCOPES, ToolTerms

LOGIN = "https://tool.example/login"
LAUNCH = "https://tool.example/launch"
TARGET = "https://tool.example/lesson/1"
CHOOSE = "https://tool.example/choose"
LTI = "https://purl.imsglobal.org/spec/lti/claim/"
LTI_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


class HandMadeTool:
    """Its key, and what it would send: changed by a test that wants it wrong."""

    def __init__(self, client_id: str = "hand-made") -> None:
        self.client_id = client_id
        self.key = RSAKey.generate_key(2048, {"kid": "hand-made-1", "use": "sig", "alg": "RS256"}, private=True)

    def terms(self, **changed: Any) -> ToolTerms:
        wanted: dict[str, Any] = {
            "name": "Hand-made lessons", "initiate_login_uri": LOGIN, "redirect_uris": (LAUNCH,),
            "target_link_uri": TARGET, "jwks": {"keys": [self.key.as_dict(private=False)]}, "scopes": SCOPES,
            "deep_linking_uri": CHOOSE, "custom": {"who": "$User.id", "unit": "$Context.label", "as": "$Person.name"},
            **changed,
        }  # fmt: skip
        return ToolTerms(**wanted)

    def authentication_request(self, begun: dict[str, str], **changed: Any) -> dict[str, str]:
        """What it asks for after a login was begun at it (Security Framework, 5.1.1.2)."""
        asked = {
            "scope": "openid", "response_type": "id_token", "client_id": begun["client_id"], "redirect_uri": LAUNCH,
            "login_hint": begun["login_hint"], "lti_message_hint": begun["lti_message_hint"], "state": str(uuid4()),
            "response_mode": "form_post", "nonce": str(uuid4()), "prompt": "none", **changed,
        }  # fmt: skip
        return {name: value for name, value in asked.items() if value is not None}

    def believe(self, id_token: str, jwks: Any, *, issuer: str, nonce: str) -> dict[str, Any]:
        """The claims, held against the specification step by step (Security Framework, 5.1.3)."""
        token = jwt.decode(id_token, KeySet.import_key_set(jwks), algorithms=["RS256"])
        assert token.header["kid"] in {key["kid"] for key in jwks["keys"]}
        claims, now = dict(token.claims), time.time()
        assert claims["iss"] == issuer
        assert claims["aud"] == self.client_id
        assert claims.get("azp", self.client_id) == self.client_id
        assert claims["exp"] > now - 5
        assert claims["iat"] <= now + 5
        assert claims["nonce"] == nonce
        assert claims[LTI + "version"] == "1.3.0"
        assert 0 < len(claims[LTI + "deployment_id"]) <= 255
        assert 0 < len(claims["sub"]) <= 255
        assert claims["sub"].isascii()
        return claims

    def assertion(self, token_address: str, **changed: Any) -> str:
        """What it proves itself with at the token endpoint (RFC 7523)."""
        now = int(time.time())
        claims = {
            "iss": self.client_id, "sub": self.client_id, "aud": token_address, "iat": now, "exp": now + 60,
            "jti": str(uuid4()), **changed,
        }  # fmt: skip
        return self.signed({name: value for name, value in claims.items() if value is not None})

    def signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid, "typ": "JWT"}, claims, self.key, algorithms=["RS256"])

    async def ask_token(self, http: httpx2.AsyncClient, assertion: str, *scopes: str, **changed: str) -> Any:
        fields = {
            "grant_type": "client_credentials", "client_assertion_type": JWT_BEARER, "client_assertion": assertion,
            "scope": " ".join(scopes), **changed,
        }  # fmt: skip
        return await http.post("/api/lti/token", data=fields)

    def answer(self, request: dict[str, Any], items: list[dict[str, Any]], **changed: Any) -> str:
        """The signed answer of an officer's choice (Deep Linking 2.0, section 4.5)."""
        now = int(time.time())
        claims = {
            "iss": self.client_id, "aud": request["iss"], "iat": now, "exp": now + 60, "nonce": str(uuid4()),
            LTI + "message_type": "LtiDeepLinkingResponse", LTI + "version": "1.3.0",
            LTI + "deployment_id": request[LTI + "deployment_id"], LTI_DL + "content_items": items,
            LTI_DL + "data": request[LTI_DL + "deep_linking_settings"]["data"], **changed,
        }  # fmt: skip
        return self.signed({name: value for name, value in claims.items() if value is not None})


def address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}"


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
