"""Whether this process lives, and whether it can serve: for the machines that start, stop and route to it."""

from collections.abc import Awaitable, Callable

import msgspec
from litestar import Response, Router, get
from litestar.status_codes import HTTP_200_OK, HTTP_503_SERVICE_UNAVAILABLE


class Health(msgspec.Struct, frozen=True):
    """`status` is `ok`, or `unavailable` with the names of what is missing and nothing more."""

    status: str
    missing: tuple[str, ...] = ()


Probe = Callable[[], Awaitable[None]]


def health_router(probes: dict[str, Probe]) -> Router:
    """`/health/live` answers while the process runs; `/health/ready` asks every probe, which raises when it fails."""

    @get("/live", sync_to_thread=False, opt={"access": "anyone"})
    def live() -> Health:
        return Health(status="ok")

    @get("/ready", opt={"access": "anyone"})
    async def ready() -> Response[Health]:
        missing = tuple([name for name, probe in probes.items() if not await _passes(probe)])
        return Response(
            Health(status="unavailable" if missing else "ok", missing=missing),
            status_code=HTTP_503_SERVICE_UNAVAILABLE if missing else HTTP_200_OK,
        )

    return Router("/health", route_handlers=[live, ready])


async def _passes(probe: Probe) -> bool:
    try:
        await probe()
    except Exception:  # whatever is wrong, the answer is "not ready"; the reason is in the log
        return False
    return True
