"""What real providers have answered instead of an answer: each has to become one of the three errors, never a seat."""

from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from seoul_learn.plugin_api.contract.fault import Fault
from seoul_learn.plugin_api.contract.fixtures import Call, Fixture, asked_of, played
from seoul_learn.plugin_api.contract.loaded import LoadedPlugin
from seoul_learn.plugin_api.contract.recorded_wire import RecordedAnswer
from seoul_learn.plugin_api.provider import ConnectorError

_PAGE = "<!doctype html><title>Welcome</title>"
FAILURES: dict[str, RecordedAnswer] = {
    "no answer": RecordedAnswer(silent=True),
    "nothing inside": RecordedAnswer(),
    "a page": RecordedAnswer(text=_PAGE, headers={"content-type": "text/html"}),
    "a page saying that it is not found": RecordedAnswer(status=404, text=_PAGE),
    "a redirect": RecordedAnswer(status=302, headers={"location": "https://elsewhere.example/"}),
    "half of an answer": RecordedAnswer(text='{"id": "1'),
    "an empty object": RecordedAnswer(json={}),
    "a list": RecordedAnswer(json=[]),
    "null": RecordedAnswer(text="null"),
    "bytes that are no text": RecordedAnswer(text="\ufffe\u0000"),
    "brackets without end": RecordedAnswer(text="[" * 100_000),
    "an error with 200": RecordedAnswer(json={"error": {"code": "internal"}}),
    "a fault of the provider": RecordedAnswer(status=500, text="Traceback"),
    "too much asked": RecordedAnswer(status=429, headers={"retry-after": "soon"}),
    "who are you": RecordedAnswer(status=401, json={"error": {"code": "bad_signature"}}),
}
_MEND = "raise ProviderUnavailable for whatever is not understood: the platform asks again under the same id"
_OTHER = UUID("99999999-9999-7999-8999-999999999999")


def failure_faults(loaded: LoadedPlugin, fixtures: Sequence[Fixture]) -> Iterator[Fault]:
    """Recorded calls whose last answer, replaced by a failure, is still taken for a success."""
    for fixture in fixtures:
        secrets = fixture.secrets()
        for position, call in enumerate(fixture.written.call):
            if not call.answers or call.raises or call.do not in ("provision", "release", "find"):
                continue
            own = call.answers[-1]
            under_500 = RecordedAnswer(status=500, headers=own.headers, json=own.json, text=own.text)
            for name, failure in {**FAILURES, "its own answer under status 500": under_500}.items():
                spoilt = (*call.answers[:-1], failure)
                yield from _faults(loaded, fixture, position, call, name, spoilt, secrets)
            if call.do == "provision" and str(call.request).encode() in call.answers[-1].body():
                yield from _anothers(loaded, fixture, position, call)


def _faults(
    loaded: LoadedPlugin, fixture: Fixture, position: int, call: Call, name: str,
    spoilt: tuple[RecordedAnswer, ...], secrets: tuple[str, ...],
) -> Iterator[Fault]:  # fmt: skip
    fault = _at(fixture, position, call)
    try:
        played(lambda: asked_of(loaded, fixture, call, spoilt))
    except ConnectorError as error:
        if any(secret in f"{error} {error!r}" for secret in secrets):
            yield fault(f"answered with {name}, it raises an error that tells a secret", "leave it out")
    except Exception as error:
        yield fault(f"answered with {name}, it raises {type(error).__name__}", _MEND)
    else:
        yield fault(f"answered with {name}, it takes that for a success", _MEND)


def _anothers(loaded: LoadedPlugin, fixture: Fixture, position: int, call: Call) -> Iterator[Fault]:
    other = Call(name=call.name, do=call.do, request=_OTHER, answers=call.answers)
    try:
        played(lambda: asked_of(loaded, fixture, other, call.answers))
    except ConnectorError as error:
        if any(secret in f"{error} {error!r}" for secret in fixture.secrets()):
            yield _at(fixture, position, call)("it raises an error that tells a secret", "leave it out")
    except Exception as error:
        message = f"answered about another request, it raises {type(error).__name__}"
        yield _at(fixture, position, call)(message, _MEND)
    else:
        message = "an answer about another request gives a seat"
        yield _at(fixture, position, call)(message, "compare the id in the answer with request.id")


def _at(fixture: Fixture, position: int, call: Call) -> Callable[[str, str], Fault]:
    def fault(message: str, mend: str) -> Fault:
        return fixture.file.fault(("call", position, "name"), f"call “{call.name}”: {message}", mend)

    return fault

