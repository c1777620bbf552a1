"""Derives every colour of a portal from a city's one or two, legible by construction (WCAG 2.2 AA)."""

import hashlib
from collections.abc import Iterator

import msgspec

from seoul_learn.tenant_plane.branding.ramp import (
    at_contrast_with_white,
    contrast,
    darkened_until_legible,
    parse,
    to_hex,
    with_lightness,
)

TEXT = 4.5
"""Least contrast of text with its ground (WCAG 2.2, 1.4.3)."""
BORDER = 3.0
"""Least contrast of the edge of a control with what it stands on (WCAG 2.2, 1.4.11)."""

WHITE = "#ffffff"
INK = "#16191f"
PAGE = "#f6f7f9"
# Below this contrast with white a colour cannot carry white words even when it is darkened a little:
# its banner stays, and buttons and links take the near-ink of its hue.
_PALE = 2.2
_NEAR_INK = 12.5
_TINT = 0.16  # share of the brand's chroma that its tints keep
# Grades of the ramp, each defined by its contrast with white.
_GRADES = (("50", 3.1), ("70", 5.4), ("80", 8.0), ("90", _NEAR_INK))
_SURFACES = (WHITE, PAGE, "surface-tint", "surface-tint-2", "chip-bg")

PAIRS: tuple[tuple[str, tuple[str, ...], float], ...] = (
    ("on-band", ("band",), TEXT),
    ("heading", _SURFACES, TEXT),
    ("link", _SURFACES, TEXT),
    ("link-hover", _SURFACES, TEXT),
    ("on-action", ("action", "action-hover", "action-active"), TEXT),
    ("action", _SURFACES, BORDER),
    ("on-chip", _SURFACES, TEXT),
    ("border-control", _SURFACES, BORDER),
    ("brand-50", (WHITE,), BORDER),
    ("brand-70", (WHITE,), TEXT),
)
"""Every pair the pages use: a token, the grounds it may stand on (tokens or fixed colours), the least ratio."""


class Ratio(msgspec.Struct, frozen=True):
    """How far one token stands out from another, for the officer who chooses colours."""

    token: str
    ground: str
    contrast: float
    least: float


class Theme(msgspec.Struct, frozen=True):
    """`tokens` are hex colours by the name of their custom property; `ratios` prove each pair that is used."""

    tokens: dict[str, str]
    ratios: tuple[Ratio, ...]

    @property
    def pale(self) -> bool:
        """True when the brand colour is too light for buttons, so that they are near-ink of its hue."""
        return contrast(self.tokens["band"], WHITE) < _PALE


def derive_theme(colour: str, accent: str | None = None) -> Theme:
    """The theme of a brand colour; `accent`, where given, colours buttons and links instead of it.

    Raises ValueError for a colour that CSS does not know.
    """
    brand = parse(colour)
    acting = parse(accent) if accent else brand
    if contrast(to_hex(acting), WHITE) < _PALE:
        acting = parse(at_contrast_with_white(acting, _NEAR_INK))
    tint, tint_2, chip = (with_lightness(brand, grade, chroma=_TINT) for grade in (0.975, 0.945, 0.925))
    surfaces = (WHITE, PAGE, tint, tint_2, chip)
    action = darkened_until_legible(acting, surfaces, ratio=TEXT)
    hover, active = (_darker(action, share) for share in (0.85, 0.7))
    tokens = {
        "band": to_hex(brand),
        "on-band": _most_legible_on(to_hex(brand)),
        "heading": at_contrast_with_white(brand, _NEAR_INK, chroma=0.6),
        "link": action,
        "link-hover": hover,
        "action": action,
        "on-action": WHITE,
        "action-hover": hover,
        "action-active": active,
        "surface-tint": tint,
        "surface-tint-2": tint_2,
        "chip-bg": chip,
        "on-chip": darkened_until_legible(parse(at_contrast_with_white(brand, 7.5)), surfaces, ratio=TEXT),
        "border-control": darkened_until_legible(
            parse(at_contrast_with_white(brand, 4.0, chroma=0.25)), surfaces, ratio=BORDER
        ),
        **{f"brand-{grade}": at_contrast_with_white(brand, ratio) for grade, ratio in _GRADES},
    }
    return Theme(tokens=tokens, ratios=tuple(_measure(tokens)))


def theme_css(theme: Theme) -> str:
    """The token sheet of one tenant: custom properties and nothing else."""
    lines = [f"  --{name}: {value};" for name, value in theme.tokens.items()]
    return "\n".join([":root {", *lines, "}", ""])


def theme_hash(css: str) -> str:
    """Twelve hex digits that change with the sheet, so that its address may be cached for ever."""
    return hashlib.sha256(css.encode()).hexdigest()[:12]


def _most_legible_on(ground: str) -> str:
    """White where it is legible, else ink, else black: one of white and black always is."""
    return next(text for text in (WHITE, INK, "#000000") if contrast(text, ground) >= TEXT)


def _darker(colour: str, share: float) -> str:
    """The same hue at a share of its lightness: what a pointer over a button or link shows."""
    shade = parse(colour)
    return with_lightness(shade, float(shade.convert("oklch")["lightness"]) * share)


def _measure(tokens: dict[str, str]) -> Iterator[Ratio]:
    for token, grounds, least in PAIRS:
        for ground in grounds:
            ratio = contrast(tokens[token], tokens.get(ground, ground))
            yield Ratio(token=token, ground=ground, contrast=ratio, least=least)
