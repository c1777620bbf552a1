"""The files that pages load, held in memory under addresses that change with their content."""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

import brotli  # type: ignore[import-untyped]  # ships no types
import msgspec

from seoul_learn.tenant_plane.branding.theme import derive_theme, theme_css

STATIC = Path(__file__).parent / "static"
PLATFORM_COLOUR = "#1f3a5f"
"""The operator site's own colour; it belongs to no city."""

_SPRITE = "vendor/icons.svg"
_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".woff2": "font/woff2",
    ".ico": "image/x-icon",
    ".png": "image/png",
}
_COMPRESSED = {".css", ".js", ".svg"}
_QUALITY = 9  # of brotli: a twentieth of a second for everything; 11 takes ten times as long for two per cent


class Asset(msgspec.Struct, frozen=True):
    """A file as it is sent; `brotli` is its compressed form where that is worth sending."""

    body: bytes
    media_type: str
    brotli: bytes | None


class Assets:
    """Every file below `static/` by its path, and our style sheets as one."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self._files = {name: _asset(name, body) for name, body in files.items()}
        # Vendored files keep their address when only ours change: most of them are slices of the font.
        self._vendor = _digest({name: body for name, body in files.items() if name.startswith("vendor/")})
        self._all = _digest(files)
        self._icons = frozenset(re.findall(r'<symbol id="([a-z0-9-]+)"', files[_SPRITE].decode()))

    def address(self, name: str) -> str:
        """The address of a file, which may be cached for ever. Raises KeyError for a file that is not there."""
        if name not in self._files:
            raise KeyError(name)
        return f"/static/{self._vendor if name.startswith('vendor/') else self._all}/{name}"

    def icon(self, name: str) -> str:
        """The address of an icon in the sprite. Raises KeyError for one that infra/assets/icons.txt does not name."""
        if name not in self._icons:
            raise KeyError(name)
        return f"{self.address(_SPRITE)}#{name}"

    def find(self, name: str) -> Asset | None:
        """The file with this path, or None."""
        return self._files.get(name)

    def is_current(self, digest: str) -> bool:
        """True when an address with this digest will never show another content."""
        return digest in (self._vendor, self._all)


@lru_cache(maxsize=1)
def load_assets() -> Assets:
    """The platform's files, read once by every process."""
    paths = sorted(path for path in STATIC.rglob("*") if path.suffix in _TYPES)
    files = {path.relative_to(STATIC).as_posix(): path.read_bytes() for path in paths}
    files["app.css"] = _style_sheet(files)
    files["platform.css"] = theme_css(derive_theme(PLATFORM_COLOUR)).encode()
    return Assets(files)


def _style_sheet(files: dict[str, bytes]) -> bytes:
    """GOV.UK's sheet as the lowest layer, ours above it: one request instead of seven."""
    ours = [body for name, body in sorted(files.items()) if name.startswith("css/")]
    layers = b"@layer vendor, base, layout, components, pages, utilities;\n"
    return layers + b"@layer vendor {\n" + files["vendor/govuk.css"] + b"}\n" + b"\n".join(ours)


def _asset(name: str, body: bytes) -> Asset:
    suffix = Path(name).suffix
    compressed = brotli.compress(body, quality=_QUALITY) if suffix in _COMPRESSED else None
    return Asset(body, _TYPES[suffix], compressed)


def _digest(files: dict[str, bytes]) -> str:
    whole = hashlib.sha256()
    for name, body in sorted(files.items()):
        whole.update(name.encode() + b"\x00" + hashlib.sha256(body).digest())
    return whole.hexdigest()[:12]
