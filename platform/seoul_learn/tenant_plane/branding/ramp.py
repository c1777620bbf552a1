"""Shades of one hue found by their contrast, so that a brand colour can be used without breaking legibility."""

from coloraide import Color

_STEPS = 22


def parse(colour: str) -> Color:
    """Raises ValueError for anything that is no CSS colour; transparency is dropped."""
    parsed = Color(colour).convert("srgb").clip()
    parsed[3] = 1.0
    return parsed


def to_hex(colour: Color) -> str:
    return str(Color(colour).clip().to_string(hex=True, alpha=False))


def contrast(one: str, other: str) -> float:
    """The ratio of WCAG 2, from 1 to 21, of two colours as they are written (rounded hex)."""
    return float(Color(one).contrast(other, method="wcag21"))


def with_lightness(colour: Color, lightness: float, *, chroma: float = 1.0) -> str:
    """The hue at an OKLCH lightness (0 to 1); out of gamut it loses chroma and never lightness."""
    shade = colour.convert("oklch")
    # A grey has no hue, and NaN would spread through every sum.
    hue = 0.0 if shade.is_nan("hue") else float(shade["hue"])
    strength = 0.0 if shade.is_nan("chroma") else float(shade["chroma"]) * chroma
    fitted = Color("oklch", [lightness, strength, hue]).convert("srgb").fit(method="oklch-chroma")
    return to_hex(fitted)


def at_contrast_with_white(colour: Color, ratio: float, *, chroma: float = 1.0) -> str:
    """The lightest shade of the hue whose contrast with white is at least `ratio`."""
    dark, light = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (dark + light) / 2
        if contrast(with_lightness(colour, middle, chroma=chroma), "#ffffff") >= ratio:
            dark = middle
        else:
            light = middle
    return with_lightness(colour, dark, chroma=chroma)


def darkened_until_legible(colour: Color, grounds: tuple[str, ...], *, ratio: float) -> str:
    """The colour itself when it stands out enough on every ground, else the nearest darker shade that does.

    The rounded hex is what is measured, because that is what the browser paints.
    """
    own = to_hex(colour)
    if _stands_out(own, grounds, ratio):
        return own
    lightness = float(colour.convert("oklch")["lightness"])
    dark, light = 0.0, lightness
    for _ in range(_STEPS):
        middle = (dark + light) / 2
        if _stands_out(with_lightness(colour, middle), grounds, ratio):
            dark = middle
        else:
            light = middle
    return with_lightness(colour, dark)


def _stands_out(colour: str, grounds: tuple[str, ...], ratio: float) -> bool:
    return all(contrast(colour, ground) >= ratio for ground in grounds)
