"""A seat at a provider of the published API: one for each request, and none out of an answer that is not about it."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from joserfc import jwt
from joserfc.jwk import ECKey

from plugins.providers.rest import Rest
from plugins.providers.rest.config import Proof, RestConfig
from plugins.providers.rest.signing import signature
from seoul_learn.demo.provider.moods import Mood
from seoul_learn.demo.provider.proofs import read_launch
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.kit.clock import FixedClock
from seoul_learn.plugin_api.abilities import Forged, HeldState, Message, SpeaksOut, TakesEvents, TellsSeats
from seoul_learn.plugin_api.contract.fixtures import RecordedPool
from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.plugin_api.outgoing.wire import Answer, Ask, GuardedWire
from seoul_learn.plugin_api.provider import (
    LaunchingPerson,
    LearnerAction,
    LearnerActionNeeded,
    ProviderUnavailable,
    Seat,
    SeatRefused,
    SeatRequest,
)

_SECRET = "an invented secret of more than 32 letters"
_NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_PERSON = LaunchingPerson(learner="a1b2c3", language="ko")
_POOL = RecordedPool(())


@pytest.fixture
def provider() -> Iterator[ReferenceProvider]:
    running = ReferenceProvider(secret=_SECRET, now=_NOW.timestamp)
    running.start()
    yield running
    running.stop()


@pytest.fixture
def config(provider: ReferenceProvider) -> RestConfig:
    return RestConfig(address=provider.address, client_id="seoul-learn", secret=_SECRET)


@pytest.fixture
def rest(provider: ReferenceProvider) -> Rest:
    reach = Reach(hosts=frozenset(), on_this_machine=frozenset({provider.port}))
    return Rest().through(GuardedWire(reach, seconds=1.0), FixedClock(_NOW))


def request(number: int = 1) -> SeatRequest:
    return SeatRequest(
        id=UUID(int=number), offering="demo-lessons", learner="a1b2c3", language="ko", ends_on=date(2027, 1, 31)
    )


def test_it_can_all_that_the_platform_asks_for() -> None:
    assert isinstance(Rest(), SpeaksOut)
    assert isinstance(Rest(), TellsSeats)
    assert isinstance(Rest(), TakesEvents)


async def test_a_seat_is_given_found_listed_and_given_back(
    rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    seat = await rest.provision(request(), config, _POOL)
    assert (seat.reference, seat.access.each_time) == (str(UUID(int=1)), True)
    found = await rest.find(UUID(int=1), config)
    assert found is not None
    assert (found.state, found.learner) == (HeldState.ACTIVE, "a1b2c3")
    assert await rest.seats("demo-lessons", config) == (found,)
    assert await rest.seats("another", config) == ()
    await rest.release(seat, config)
    await rest.release(seat, config)
    ended = await rest.find(UUID(int=1), config)
    assert ended is not None
    assert ended.state is HeldState.ENDED
    assert await rest.seats("demo-lessons", config) == ()
    assert await rest.find(UUID(int=2), config) is None
    with pytest.raises(SeatRefused, match="ended"):
        await rest.provision(request(), config, _POOL)


async def test_a_lost_answer_costs_no_second_seat(rest: Rest, config: RestConfig, provider: ReferenceProvider) -> None:
    provider.mood = Mood.LOSES_ANSWERS
    with pytest.raises(ProviderUnavailable):
        await rest.provision(request(), config, _POOL)
    provider.mood = Mood.WELL
    seat = await rest.provision(request(), config, _POOL)
    assert list(provider.seats) == [seat.reference]


@pytest.mark.parametrize(
    "mood",
    [
        Mood.SILENT, Mood.BUSY, Mood.HTML, Mood.HTML_NOT_FOUND, Mood.ENDLESS, Mood.EMPTY, Mood.OTHER_LEARNER,
        Mood.OTHER_SEAT, Mood.OTHER_HOST, Mood.ERROR_INSIDE, Mood.SLOW,
    ],
)  # fmt: skip
async def test_what_cannot_be_understood_is_unknown_and_never_a_seat(
    mood: Mood, rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    provider.mood = mood
    with pytest.raises(ProviderUnavailable):
        await rest.provision(request(), config, _POOL)


@pytest.mark.parametrize(
    "mood", [Mood.SILENT, Mood.HTML, Mood.HTML_NOT_FOUND, Mood.EMPTY, Mood.BUSY, Mood.ERROR_INSIDE]
)
async def test_a_seat_is_not_gone_because_the_answer_is_nonsense(
    mood: Mood, rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    seat = await rest.provision(request(), config, _POOL)
    provider.mood = mood
    for asking in (rest.find(request().id, config), rest.release(seat, config), rest.seats("demo-lessons", config)):
        with pytest.raises(ProviderUnavailable):
            await asking


async def test_how_long_to_wait_is_what_the_provider_says(
    rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    provider.mood = Mood.BUSY
    with pytest.raises(ProviderUnavailable) as silence:
        await rest.provision(request(), config, _POOL)
    assert silence.value.retry_after == timedelta(minutes=2)


async def test_a_refusal_is_one_only_in_our_own_words(
    rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    provider.mood = Mood.FULL
    with pytest.raises(SeatRefused, match="no_seats"):
        await rest.provision(request(), config, _POOL)
    provider.mood = Mood.TERMS
    with pytest.raises(LearnerActionNeeded) as needed:
        await rest.provision(request(), config, _POOL)
    assert needed.value.kind is LearnerAction.ACCEPT_TERMS


async def test_a_launch_link_is_good_once_and_for_a_minute(
    rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    seat = await rest.provision(request(), config, _POOL)
    provider.mood = Mood.SLOW  # nobody waits for the provider to launch
    first, second = [(await rest.launch(seat, _PERSON, config)).link or "" for _ in range(2)]
    token = first.partition("seoul_learn=")[2]
    claims = read_launch(token, _SECRET, now=_NOW.timestamp(), audience=provider.address)
    assert claims is not None
    assert (claims["sub"], claims["learner"], claims["iss"]) == (seat.reference, "a1b2c3", "seoul-learn")
    assert read_launch(token, _SECRET, now=_NOW.timestamp() + 61, audience=provider.address) is None
    assert first != second
    wire = GuardedWire(Reach(hosts=None, on_this_machine=frozenset({provider.port})))
    assert (await wire.send(Ask(method="GET", address=first))).status == 200
    assert (await wire.send(Ask(method="GET", address=first))).status == 403
    assert (await wire.send(Ask(method="GET", address=second))).status == 200


async def test_the_connection_is_tested_before_anybody_depends_on_it(
    rest: Rest, config: RestConfig, provider: ReferenceProvider
) -> None:
    async def concerns(changed: RestConfig) -> list[str]:
        return [one.message for one in await rest.check(changed, _POOL)]

    assert await concerns(config) == []
    assert await concerns(msgspec.structs.replace(config, secret="short")) == ["secret_unusable"]
    wrong = msgspec.structs.replace(config, secret="another secret of more than 32 letters, too")
    assert await concerns(wrong) == ["signature_refused"]
    provider.mood = Mood.TRUSTING
    assert await concerns(config) == ["signature_not_checked"]
    provider.mood = Mood.HTML
    assert await concerns(config) == ["unreachable"]
    assert await concerns(msgspec.structs.replace(config, address="https://elsewhere.example/v1")) == ["unreachable"]
    assert await concerns(msgspec.structs.replace(config, proof=Proof.PRIVATE_KEY_JWT)) == ["secret_unusable"]


class _Recorded:
    """A wire that answers as told and keeps what it was asked."""

    def __init__(self, *answers: Any) -> None:
        self.answers = list(answers)
        self.asked: list[Ask] = []

    async def send(self, ask: Ask) -> Answer:
        self.asked.append(ask)
        return Answer(status=200, body=json.dumps(self.answers.pop(0)).encode())


async def test_under_private_key_jwt_each_request_has_a_token_for_our_signed_word() -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    config = RestConfig(
        address="https://provider.example/v1", client_id="city", secret=pem, proof=Proof.PRIVATE_KEY_JWT,
        authorization_address="https://login.provider.example/token",
    )  # fmt: skip
    wire = _Recorded({"access_token": "abc", "token_type": "Bearer"}, {"seats": []})
    rest = Rest().through(wire, FixedClock(_NOW))
    assert rest.hosts(config) == ("provider.example", "login.provider.example")
    assert await rest.seats("demo-lessons", config) == ()
    token, listed = wire.asked
    assert token.address == "https://login.provider.example/token"
    assertion = dict(one.split("=") for one in token.body.decode().split("&"))["client_assertion"]
    claims = jwt.decode(assertion, ECKey.import_key(pem), algorithms=["ES256"]).claims
    assert (claims["iss"], claims["sub"], claims["aud"]) == ("city", "city", "https://login.provider.example/token")
    assert claims["exp"] - claims["iat"] == 60
    assert listed.headers["authorization"] == "Bearer abc"


async def test_a_list_that_leads_in_a_circle_ends() -> None:
    page = {"seats": [], "after": "x"}
    with pytest.raises(ProviderUnavailable, match="without end"):
        await Rest().through(_Recorded(page, page, page), FixedClock(_NOW)).seats("demo", _webhook_config())


def _webhook_config() -> RestConfig:
    return RestConfig(address="https://provider.example/v1", client_id="seoul-learn", secret=_SECRET)


_BODY = json.dumps({"id": "evt_1", "type": "seat.changed", "seat": str(UUID(int=1))}).encode()


def _message(*, body: bytes = _BODY, at: datetime = _NOW, secret: str = _SECRET, target: str = "/w") -> Message:
    signed = signature(secret, at=int(at.timestamp()), method="POST", target="/w", body=_BODY)
    return Message(method="POST", target=target, headers={"seoul-learn-signature": signed}, body=body)


def test_an_event_of_the_provider_is_understood() -> None:
    event = Rest().event(_message(), _webhook_config(), now=_NOW)
    assert (event.id, event.request_id) == ("evt_1", UUID(int=1))


@pytest.mark.parametrize(
    "message",
    [
        _message(secret="somebody else's secret of 32 letters or so"),
        _message(body=_BODY.replace(b"evt_1", b"evt_2")),
        _message(target="/other"),
        _message(at=_NOW - timedelta(minutes=6)),
        _message(at=_NOW + timedelta(minutes=6)),
        _message(at=_NOW + timedelta(days=3650)),
        Message(method="POST", target="/w", headers={}, body=_BODY),
        Message(method="POST", target="/w", headers={"seoul-learn-signature": "t=1,v1=00"}, body=_BODY),
    ],
)
def test_a_forged_old_or_future_event_is_not(message: Message) -> None:
    with pytest.raises(Forged):
        Rest().event(message, _webhook_config(), now=_NOW)


async def test_a_seat_of_another_reference_leads_to_no_other_address(rest: Rest, config: RestConfig) -> None:
    seat = await rest.provision(request(), config, _POOL)
    odd = Seat(reference="../../admin", access=seat.access)
    with pytest.raises(ProviderUnavailable):
        await rest.release(odd, config)


def test_the_secret_is_in_no_repr() -> None:
    pem = base64.b64encode(b"x" * 40).decode()
    shown = msgspec.structs.replace(_webhook_config(), secret=pem, webhook_secret=pem + "w")
    assert pem not in repr(shown) + str(shown)
