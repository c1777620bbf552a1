"""Reading a folder `tenants/<slug>` into values. What is wrong is reported, and the rest is read all the same."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.shape import Shape, meant, shown
from seoul_learn.bundles.shared_list import SharedList
from seoul_learn.bundles.source import Report, Source, read_source
from seoul_learn.bundles.values import (
    BundleParts,
    CasesFile,
    CatalogueFile,
    PolicyFile,
    PolicyStatus,
    ProgrammePolicies,
    TenantFile,
    WrittenPage,
)

_PAGE = re.compile(r"([a-z][a-z0-9-]*)\.([a-z]{2,3}(?:_[A-Z][a-z]{3})?)\.md")


def read_bundle(folder: Path, report: Report) -> BundleParts:
    """What the folder says, as far as it can be read. Files are named from `tenants/` on, wherever that folder lies."""
    shown_as = f"{folder.parent.name}/{folder.name}"
    tenant = read_source(folder / "tenant.toml", f"{shown_as}/tenant.toml", report)
    catalogue = read_source(folder / "catalogue.toml", f"{shown_as}/catalogue.toml", report)
    languages = languages_of(tenant)
    logo = folder / "branding" / "logo.svg"
    facts = folder / "facts.toml"
    if tenant and isinstance(named := tenant.at("branding", "logo"), str):
        logo = _inside(folder, named) or logo
    return BundleParts(
        folder=shown_as,
        tenant=Shape(tenant, languages=languages, report=report).read(TenantFile) if tenant else None,
        tenant_source=tenant,
        catalogue=Shape(catalogue, languages=languages, report=report).read(CatalogueFile) if catalogue else None,
        catalogue_source=catalogue,
        policies=tuple(_policies(folder / "policies", shown_as, languages, report)),
        pages=tuple(_pages(folder / "pages", shown_as, report)),
        logo=logo.read_bytes() if logo.is_file() else None,
        own_facts=read_source(facts, f"{shown_as}/facts.toml", report) if facts.is_file() else None,
    )


def read_shared_list(tenants: Path, report: Report) -> SharedList:
    """The shared list beside the bundles; an empty one, after a report, when it cannot be read."""
    file = tenants / "_catalogue" / "offerings.toml"
    source = read_source(file, f"{tenants.name}/_catalogue/offerings.toml", report)
    read = source and Shape(source, languages=("ko", "en"), report=report).read(SharedList)
    return read or SharedList()


def languages_of(tenant: Source | None) -> tuple[str, ...]:
    """The languages that tenant.toml declares, as far as they can be read."""
    declared = tenant.at("tenant", "languages") if tenant else None
    return tuple(one for one in declared if isinstance(one, str)) if isinstance(declared, list) else ()


def _inside(folder: Path, named: str) -> Path | None:
    """A file of the bundle; None for a path that leads out of it."""
    file = (folder / named).resolve()
    return file if file.is_relative_to(folder.resolve()) else None


def _policies(folder: Path, shown_as: str, languages: tuple[str, ...], report: Report) -> Iterator[ProgrammePolicies]:
    for programme in sorted(path for path in folder.glob("*") if path.is_dir()):
        place = f"{shown_as}/policies/{programme.name}"
        files = sorted(file for file in programme.glob("*.toml") if file.name != "cases.toml")
        versions = [_policy(file, programme.name, f"{place}/{file.name}", report) for file in files]
        cases = read_source(programme / "cases.toml", f"{place}/cases.toml", report)
        read = cases and Shape(cases, languages=languages, report=report).read(CasesFile)
        yield ProgrammePolicies(
            programme=programme.name,
            versions=tuple(version for version in versions if version),
            cases=read.case if read else (),
            cases_source=cases,
        )


def _policy(file: Path, programme: str, shown_as: str, report: Report) -> PolicyFile | None:
    """The head of a policy; the rest of it belongs to the eligibility feature."""
    source = read_source(file, shown_as, report)
    if source is None:
        return None
    effective_from, status = source.at("policy", "effective_from"), source.at("policy", "status")
    if type(effective_from) is not date:
        report(source.fault(("policy", "effective_from"), "`effective_from` is not a date; write one, like 2026-03-02"))
    elif f"{effective_from}.toml" != file.name:
        report(
            source.fault(
                ("policy", "effective_from"),
                f"`effective_from = {effective_from}` is not the date of the file; name that {effective_from}.toml",
            )
        )
    if source.at("policy", "programme") != programme:
        named = shown(source.at("policy", "programme"))
        message = f'`programme = {named}` is not the programme of the folder; write "{programme}"'
        report(source.fault(("policy", "programme"), message))
    if status not in list(PolicyStatus):
        known = [one.value for one in PolicyStatus]
        message = f"`status = {shown(status)}` is not a status; {meant(str(status), known)}"
        report(source.fault(("policy", "status"), message))
    if type(effective_from) is not date or status not in list(PolicyStatus):
        return None
    return PolicyFile(programme=programme, effective_from=effective_from, status=PolicyStatus(status), source=source)


def _pages(folder: Path, shown_as: str, report: Report) -> Iterator[WrittenPage]:
    for file in sorted(folder.glob("*")):
        named = _PAGE.fullmatch(file.name)
        first, _, body = file.read_text("utf-8").partition("\n") if named else ("", "", "")
        if named is None:
            message = "the name is not <page>.<language>.md, like about.ko.md"
            report(BundleFault(f"{shown_as}/pages/{file.name}", None, "", message))
        elif not first.startswith("# ") or not body.strip():
            message = "the page has no title or no text; begin with a line `# Title`"
            report(BundleFault(f"{shown_as}/pages/{file.name}", 1, "", message))
        else:
            yield WrittenPage(slug=named[1], language=named[2], title=first[2:].strip(), body=body.strip())
