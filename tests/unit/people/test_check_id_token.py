"""An ID token is believed when everything in it is right, and refused for each thing that is not."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from seoul_learn.tenant_plane.people.check_id_token import LEEWAY, Expected, TokenRefused, check_id_token

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECONDS = int(NOW.timestamp())
ISSUER, CLIENT, NONCE = "https://login.city.example", "seoul-learn", "a nonce of this attempt"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
FOREIGN = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
KEYS: dict[str, Any] = {"keys": [KEY.as_dict(private=False)]}
EXPECTED = Expected(issuer=ISSUER, client_id=CLIENT, nonce=NONCE)


def claims(**changes: Any) -> dict[str, Any]:
    """Sound claims with these changes; None leaves one out."""
    sound = {"iss": ISSUER, "sub": "a-subject", "aud": CLIENT, "exp": SECONDS + 300, "iat": SECONDS, "nonce": NONCE}
    return {name: value for name, value in {**sound, **changes}.items() if value is not None}


def signed(said: dict[str, Any], *, key: Any = KEY, algorithm: str = "RS256", kid: str | None = "one") -> str:
    header = {"alg": algorithm, **({"kid": kid} if kid else {})}
    return jwt.encode(header, said, key, algorithms=[algorithm])


def reason(token: str, keys: dict[str, Any] = KEYS) -> str:
    with pytest.raises(TokenRefused) as refused:
        check_id_token(token, keys, EXPECTED, now=NOW)
    return refused.value.reason


def test_a_sound_token_is_believed() -> None:
    assert check_id_token(signed(claims()), KEYS, EXPECTED, now=NOW)["sub"] == "a-subject"


def test_an_audience_of_us_alone_may_be_a_list_and_name_us_as_the_authorized_party() -> None:
    assert check_id_token(signed(claims(aud=[CLIENT], azp=CLIENT)), KEYS, EXPECTED, now=NOW)


def test_a_provider_with_one_key_need_not_name_it() -> None:
    assert check_id_token(signed(claims(), kid=None), KEYS, EXPECTED, now=NOW)


@pytest.mark.parametrize("named", ["https://evil.example", f"{ISSUER}/", ISSUER.upper(), None, [ISSUER]])
def test_another_issuer_is_refused(named: object) -> None:
    assert reason(signed(claims(iss=named))) == "issuer"


@pytest.mark.parametrize("audience", ["another-client", ["another-client"], [CLIENT, "another-client"], [], None, ""])
@pytest.mark.parametrize("party", [None, CLIENT])
def test_a_token_for_another_client_is_refused_also_with_our_azp(audience: object, party: str | None) -> None:
    assert reason(signed(claims(aud=audience, azp=party))) == "audience"


def test_another_authorized_party_is_refused() -> None:
    assert reason(signed(claims(azp="another-client"))) == "authorized party"


@pytest.mark.parametrize("past", [60, 31, 30])
def test_a_token_past_its_end_and_half_a_minute_is_refused(past: int) -> None:
    assert reason(signed(claims(exp=SECONDS - past))) == "expired"


def test_half_a_minute_of_another_clock_is_forgiven() -> None:
    assert timedelta(seconds=30) == LEEWAY
    assert check_id_token(signed(claims(exp=SECONDS - 29)), KEYS, EXPECTED, now=NOW)
    assert check_id_token(signed(claims(iat=SECONDS + 29)), KEYS, EXPECTED, now=NOW)


@pytest.mark.parametrize("moment", [{"iat": SECONDS + 60}, {"nbf": SECONDS + 60}])
def test_a_token_of_the_future_is_refused(moment: dict[str, int]) -> None:
    assert reason(signed(claims(**moment))) == "not yet valid"


@pytest.mark.parametrize("value", ["2026", True, float(10**12), -1, None])
@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_moment_that_is_none_is_refused(name: str, value: object) -> None:
    assert reason(signed(claims(**{name: value}))) == name


@pytest.mark.parametrize("nonce", ["the nonce of another attempt", "", None, [NONCE]])
def test_another_nonce_is_refused(nonce: object) -> None:
    assert reason(signed(claims(nonce=nonce))) == "nonce"


@pytest.mark.parametrize("subject", [None, "", 7, "x" * 256, "half\x00", "서울"])
def test_a_subject_that_cannot_be_kept_is_refused(subject: object) -> None:
    assert reason(signed(claims(sub=subject))) == "subject"


def test_a_token_without_a_signature_is_refused() -> None:
    def part(said: dict[str, Any]) -> str:
        return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()

    for algorithm in ("none", "None", "NONE"):
        assert reason(f"{part({'alg': algorithm})}.{part(claims())}.") == "signature"


def test_a_token_signed_by_another_key_is_refused() -> None:
    assert reason(signed(claims(), key=FOREIGN)) == "signature"


def test_a_key_that_is_not_for_signing_does_not_count() -> None:
    assert reason(signed(claims()), {"keys": [{**KEY.as_dict(private=False), "use": "enc"}]}) == "signature"


def test_our_secret_and_the_providers_public_key_sign_nothing() -> None:
    secret = OctKey.import_key("our client secret, which others could learn")
    shared = {"keys": [{**secret.as_dict(private=True), "kid": "one"}]}
    assert reason(signed(claims(), key=secret, algorithm="HS256"), shared) == "signature"
    public = OctKey.import_key(KEY.as_pem(private=False).decode().replace("-", ""))
    assert reason(signed(claims(), key=public, algorithm="HS256")) == "signature"


def test_a_token_altered_on_its_way_is_refused() -> None:
    header, _, signature = signed(claims()).split(".")
    _, other, _ = signed(claims(sub="somebody-else")).split(".")
    assert reason(f"{header}.{other}.{signature}") == "signature"


@pytest.mark.parametrize("token", ["", "a.b", "a.b.c", "서울.b.c", "x" * 300_000])
def test_what_is_no_token_is_refused(token: str) -> None:
    assert reason(token) == "signature"


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": None}, {"keys": ["x"]}, {"keys": [{"kty": "RSA"}]}])
def test_keys_that_are_none_are_refused(keys: dict[str, Any]) -> None:
    assert reason(signed(claims()), keys) == "signature"


def test_a_key_of_another_kind_under_the_same_name_is_refused() -> None:
    other = ECKey.generate_key("P-256", {"kid": "one", "use": "sig"}, private=True)
    assert reason(signed(claims()), {"keys": [other.as_dict(private=False)]}) == "signature"
