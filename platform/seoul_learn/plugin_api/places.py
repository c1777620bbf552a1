"""Places by code: a country, a province, a municipality, each continuing the one around it with a hyphen."""

from collections.abc import Collection, Iterable

ELSEWHERE = "ZZ"
"""Every country that is not offered: the code that ISO 3166-1 leaves to its users."""


def within(place: str, area: str) -> bool:
    """Whether a place is an area or a part of it: `KR-43-150` lies within `KR-43`."""
    return place == area or place.startswith(f"{area}-")


def offered_places(known: Collection[str], areas: Iterable[str]) -> tuple[str, ...]:
    """The places to choose from where `areas` are to be told apart: as coarse as that allows, in the order of `known`.

    Only countries that the areas lie in are offered, and `ELSEWHERE`. A province is split into its municipalities only
    where an area lies inside it, and is then no choice of its own, so that every answer can be judged. Without areas,
    all of them are offered.
    """
    wanted = tuple(areas)
    countries = {area.partition("-")[0] for area in wanted}
    split = {around for area in wanted for around in _around(area)}
    return tuple(
        place
        for place in known
        if not wanted
        or place == ELSEWHERE
        or (place not in split and place.partition("-")[0] in countries and all(one in split for one in _around(place)))
    )


def _around(place: str) -> tuple[str, ...]:
    """The places around one within its country, the widest first: KR-43 of KR-43-150."""
    parts = place.split("-")
    return tuple("-".join(parts[:length]) for length in range(2, len(parts)))
