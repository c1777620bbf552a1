"""The official tables beside the bundles, `tenants/_standards/*.toml`."""

from pathlib import Path

import msgspec

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.source import Report
from seoul_learn.kit.toml_lines import line_of
from seoul_learn.plugin_api.read_standard import StandardFaulty, read_standard
from seoul_learn.plugin_api.standards import Standard, Standards


class OfficialTables(msgspec.Struct, frozen=True, kw_only=True):
    """Every table by its id: as it was written, and as it is looked up."""

    texts: dict[str, str]
    standards: Standards


def read_official_tables(tenants: Path, report: Report, *, own: Path | None = None) -> OfficialTables:
    """The tables of the folder `tenants`, and those of the bundle `own`; a faulty one is reported and left out.

    A table of a tenant's own is called `<slug>.<name>`, so that it is never taken for an official one.
    """
    texts: dict[str, str] = {}
    read: dict[str, Standard] = {}
    files = [(file, f"{tenants.name}/_standards/{file.name}") for file in _tables(tenants / "_standards")]
    if own is not None:
        files += [(file, f"{tenants.name}/{own.name}/standards/{file.name}") for file in _tables(own / "standards")]
    for file, shown_as in files:
        text = file.read_text("utf-8")
        try:
            standard = read_standard(text)
        except StandardFaulty as faulty:
            for fault in faulty.faults:
                report(BundleFault(shown_as, fault.line, fault.field, fault.message))
            continue
        prefix = f"{own.name.removeprefix('_')}." if own and file.parent.parent == own else None
        if prefix is not None and not (standard.id.startswith(prefix) and file.name == f"{standard.id}.toml"):
            message = f'`id = "{standard.id}"` is a table of this tenant; call it `{prefix}…`, and the file <id>.toml'
            report(BundleFault(shown_as, line_of(text, ("standard", "id")), "standard.id", message))
        texts[standard.id], read[standard.id] = text, standard
    return OfficialTables(texts=texts, standards=Standards(read))


def _tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.toml"))
