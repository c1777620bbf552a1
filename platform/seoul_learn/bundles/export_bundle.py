"""Write a description back as a folder `tenants/<slug>`: what was edited in the console becomes a bundle again."""

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import tomlkit
from tomlkit.items import AoT, Table

from seoul_learn.bundles.description import Description
from seoul_learn.tenant_plane.applications.attestation_terms import AttestationTerms
from seoul_learn.tenant_plane.casework.values import Terms
from seoul_learn.tenant_plane.catalogue.values import ContractTerms
from seoul_learn.tenant_plane.people.oidc_values import ProviderTerms
from seoul_learn.tenant_plane.programmes.choice_rules import ANYTHING_GOES, ChoiceRules
from seoul_learn.tenant_plane.programmes.values import ProgrammeStatus, ProgrammeTerms
from seoul_learn.tenant_plane.registers.values import RegisterTerms


def export_bundle(description: Description, folder: Path) -> None:
    """Write every file of the bundle. What the folder had of policies and pages besides is removed.

    A file whose meaning would not change is left as its author wrote it, comments and all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    _write_toml(folder / "tenant.toml", _tenant(description))
    _write_toml(folder / "catalogue.toml", {"contract": [_contract(one) for one in description.contracts]})
    logo = folder / description.identity.logo_file
    logo.parent.mkdir(parents=True, exist_ok=True)
    logo.write_bytes(description.identity.logo_source)
    policies = {
        folder / "policies" / one.programme / f"{one.effective_from}.toml": one.text for one in description.policies
    }
    policies |= {folder / "policies" / slug / "cases.toml": text for slug, text in description.cases.items()}
    _write_only(folder / "policies", policies)
    pages = {
        folder / "pages" / f"{page.slug}.{page.language}.md": f"# {page.title}\n\n{page.body}\n"
        for page in description.pages
    }
    _write_only(folder / "pages", pages)
    own = {folder / "facts.toml": description.own_facts} if description.own_facts is not None else {}
    # What is called after the tenant is its own table; the others are the operators'.
    tables = {id_: text for id_, text in description.standards.items() if id_.startswith(f"{description.slug}.")}
    own |= {folder / "standards" / f"{id_}.toml": text for id_, text in tables.items()}
    (folder / "facts.toml").unlink(missing_ok=True)
    for file, text in own.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def _tenant(of: Description) -> dict[str, Any]:
    identity = of.identity
    tenant = {
        "slug": of.slug,
        "name": identity.name,
        "kind": identity.kind,
        "lifecycle": of.lifecycle,
        "hosts": list(of.hosts),
        "timezone": identity.timezone,
        "currency": identity.currency,
        "languages": identity.languages,
        "default_language": identity.default_language,
    }
    branding = {
        "colour": identity.colour,
        "accent": identity.accent,
        "tagline": identity.tagline,
        "logo": identity.logo_file,
        "logo_alt": identity.logo_alt,
        "illustrative": identity.notes.get("branding"),
    }
    return {
        "tenant": tenant,
        "branding": branding,
        "contact": {**identity.contact, "illustrative": identity.notes.get("contact")},
        "appeals": identity.appeals or None,
        "casework": _casework(of.casework, identity.notes.get("casework")) if of.casework else None,
        "attestations": _attestations(of.attestations, identity.notes.get("attestations")) if of.attestations else None,
        "programme": [_programme(one) for one in of.programmes],
        "sign_in": [_sign_in(one) for one in of.sign_in] or None,
        "register": [_register(one) for one in of.registers] or None,
    }


def _casework(terms: Terms, note: str | None) -> dict[str, Any]:
    said, usual = msgspec.structs.asdict(terms), msgspec.structs.asdict(Terms())
    chosen = {name: value for name, value in said.items() if value != usual[name]}
    return {"review_within_days": terms.review_within_days, **chosen, "illustrative": note}


def _attestations(terms: AttestationTerms, note: str | None) -> dict[str, Any]:
    return {"months": terms.months, "by_fact": terms.by_fact or None, "illustrative": note}


def _register(terms: RegisterTerms) -> dict[str, Any]:
    usual = RegisterTerms(slug="", title={}, purpose={}, source="", facts=())
    written = {
        "slug": terms.slug, "title": terms.title, "purpose": terms.purpose, "law": terms.law, "source": terms.source,
        "facts": list(terms.facts), "config": terms.config or None,
    }  # fmt: skip
    chosen = {
        "valid_months": (terms.valid_months, usual.valid_months),
        "timeout_seconds": (terms.timeout_seconds, usual.timeout_seconds),
        "tries": (terms.tries, usual.tries),
        "cost": (terms.cost_minor, usual.cost_minor),
        "monthly_limit": (terms.monthly_limit_minor, usual.monthly_limit_minor),
        "illustrative": (terms.illustrative, usual.illustrative),
    }
    return {**written, **{key: value for key, (value, usually) in chosen.items() if value != usually}}


def _sign_in(terms: ProviderTerms) -> dict[str, Any]:
    usual = ProviderTerms(issuer="", client_id="", label={})
    written = {"issuer": terms.issuer, "client_id": terms.client_id, "label": terms.label}
    chosen = {
        "scopes": list(terms.scopes),
        "name_claim": terms.name_claim,
        "links_by_email": terms.links_by_email,
        "for_officers": terms.for_officers,
    }
    return {**written, **{key: value for key, value in chosen.items() if value != _listed(getattr(usual, key))}}


def _listed(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _programme(terms: ProgrammeTerms) -> dict[str, Any]:
    written: dict[str, Any] = {"slug": terms.slug, "name": terms.name, "summary": terms.summary}
    if terms.status is not ProgrammeStatus.PUBLISHED:
        written["status"] = terms.status.value
    return {**written, "illustrative": terms.illustrative, "choice": _choice(terms.choice) or None}


def _choice(rules: ChoiceRules) -> dict[str, Any]:
    """What is said of choosing: what is as without a word is not written."""
    usual, said = msgspec.to_builtins(ANYTHING_GOES), msgspec.to_builtins(rules)
    return {key: value for key, value in said.items() if value != usual[key]}


def _contract(terms: ContractTerms) -> dict[str, Any]:
    return {
        "offering": terms.offering,
        "seats": terms.seats,
        "term_months": terms.term_months,
        "term_by_level": terms.term_by_level or None,
        "connector": terms.connector,
        "config": terms.config or None,
        "illustrative": terms.illustrative,
    }


def _write_toml(file: Path, content: Mapping[str, Any]) -> None:
    wanted = _present(content)
    if file.is_file() and tomlkit.parse(file.read_text("utf-8")).unwrap() == wanted:
        return
    document = tomlkit.document()
    for key, value in wanted.items():
        document.add(key, _tables(value) if isinstance(value, list) else _table(value))
    file.write_text(tomlkit.dumps(document), "utf-8")


def _tables(rows: list[dict[str, Any]]) -> AoT:
    array = tomlkit.aot()
    for row in rows:
        array.append(_table(row))
    return array


def _table(row: Mapping[str, Any]) -> Table:
    table = tomlkit.table()
    for key, value in row.items():
        if isinstance(value, dict):
            inline = tomlkit.inline_table()
            inline.update(value)
            table.add(key, inline)
        else:
            table.add(key, value)
    return table


def _present(value: Any) -> Any:
    """The same without what is None: TOML has no word for it."""
    if isinstance(value, Mapping):
        return {key: _present(inner) for key, inner in value.items() if inner is not None}
    if isinstance(value, list):
        return [_present(member) for member in value]
    return msgspec.to_builtins(value, builtin_types=(datetime,))


def _write_only(folder: Path, files: Mapping[Path, str]) -> None:
    for stale in set(folder.rglob("*")) - set(files):
        if stale.is_file():
            stale.unlink()
    for file, text in files.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    for empty in [path for path in folder.glob("*") if path.is_dir() and not any(path.iterdir())]:
        shutil.rmtree(empty)
