"""Faults of tenant.toml that its shape alone does not show, and of the files beside it."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import available_timezones

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.read import languages_of
from seoul_learn.bundles.shape import meant
from seoul_learn.bundles.source import Source
from seoul_learn.bundles.values import BundleParts
from seoul_learn.tenant_plane.people.oidc_metadata import is_issuer
from seoul_learn.tenant_plane.people.oidc_values import LONGEST_LABEL


def tenant_faults(parts: BundleParts, folder: Path) -> Iterator[BundleFault]:
    """Slug, languages, hosts, time zone, repeated programmes, the logo, and pages in every language."""
    source = parts.tenant_source
    if source is None:
        return
    yield from _identity(source, folder)
    yield from _programmes(source)
    yield from _sign_in(source)
    if parts.logo is None:
        message = f'`logo = "{source.at("branding", "logo")}"` is not a file inside the bundle; put the drawing there'
        yield source.fault(("branding", "logo"), message)
    yield from _pages(parts, languages_of(source))


def _identity(source: Source, folder: Path) -> Iterator[BundleFault]:
    slug, zone = source.at("tenant", "slug"), source.at("tenant", "timezone")
    languages, first = source.at("tenant", "languages"), source.at("tenant", "default_language")
    # The template's folder begins with an underscore, which no slug may.
    wanted = folder.name.removeprefix("_")
    if isinstance(slug, str) and slug != wanted:
        yield source.fault(("tenant", "slug"), f'`slug = "{slug}"` is not the name of the folder; write "{wanted}"')
    if isinstance(zone, str) and zone not in available_timezones():
        message = f'`timezone = "{zone}"` is not a time zone; {_zone_meant(zone)}'
        yield source.fault(("tenant", "timezone"), message)
    if isinstance(languages, list) and isinstance(first, str) and first not in languages:
        message = f'`default_language = "{first}"` is not one of `languages`; add it there or choose one of them'
        yield source.fault(("tenant", "default_language"), message)
    for field in ("hosts", "languages"):
        written = source.at("tenant", field)
        if written == []:
            yield source.fault(("tenant", field), f"`{field}` is empty; write at least one")
        for position, one in enumerate(written if isinstance(written, list) else []):
            if one in written[:position]:
                yield source.fault(("tenant", field, position), f'"{one}" stands twice in `{field}`; remove one')


def _zone_meant(zone: str) -> str:
    close = meant(zone, available_timezones())
    return close if close.startswith("did") else 'write one of the IANA list, like "Asia/Seoul"'


def _programmes(source: Source) -> Iterator[BundleFault]:
    seen: set[str] = set()
    for place, row in source.rows("programme"):
        slug = row.get("slug")
        if isinstance(slug, str) and slug in seen:
            message = f'`slug = "{slug}"` is that of an earlier programme; every programme has its own'
            yield source.fault((*place, "slug"), message)
        elif isinstance(slug, str):
            seen.add(slug)


def _sign_in(source: Source) -> Iterator[BundleFault]:
    seen: set[str] = set()
    for place, row in source.rows("sign_in"):
        issuer, scopes, label = row.get("issuer"), row.get("scopes"), row.get("label")
        if "client_secret" in row:
            message = "a secret does not stand in a bundle, which many read; an administrator types it in the console"
            yield source.fault((*place, "client_secret"), message)
        if isinstance(issuer, str) and issuer in seen:
            message = f'`issuer = "{issuer}"` is that of an earlier provider; every provider stands once'
            yield source.fault((*place, "issuer"), message)
        elif isinstance(issuer, str) and not is_issuer(issuer, allow_loopback=True):
            message = f'`issuer = "{issuer}"` is not an issuer; write its address, beginning with https://'
            yield source.fault((*place, "issuer"), message)
        elif isinstance(issuer, str):
            seen.add(issuer)
        if isinstance(scopes, list) and "openid" not in scopes:
            yield source.fault((*place, "scopes"), '`scopes` is without "openid"; add it: without it nobody is named')
        if isinstance(label, dict) and any(isinstance(one, str) and len(one) > LONGEST_LABEL for one in label.values()):
            message = f"`label` is longer than {LONGEST_LABEL} letters; it stands on a button"
            yield source.fault((*place, "label"), message)


def _pages(parts: BundleParts, languages: tuple[str, ...]) -> Iterator[BundleFault]:
    written = {(page.slug, page.language) for page in parts.pages}
    for slug in sorted({page.slug for page in parts.pages}):
        for language in languages:
            if (slug, language) not in written:
                file = f"{parts.folder}/pages/{slug}.{language}.md"
                yield BundleFault(
                    file, None, "", f"the page is missing in `{language}`, a language of the tenant; write it"
                )
