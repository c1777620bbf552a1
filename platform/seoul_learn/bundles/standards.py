"""The official tables beside the bundles, `tenants/_standards/*.toml`."""

from pathlib import Path

import msgspec

from seoul_learn.bundles.errors import BundleFault
from seoul_learn.bundles.source import Report
from seoul_learn.plugin_api.read_standard import StandardFaulty, read_standard
from seoul_learn.plugin_api.standards import Standard, Standards


class OfficialTables(msgspec.Struct, frozen=True, kw_only=True):
    """Every table by its id: as it was written, and as it is looked up."""

    texts: dict[str, str]
    standards: Standards


def read_official_tables(tenants: Path, report: Report) -> OfficialTables:
    """The tables of the folder `tenants`; a faulty one is reported and left out."""
    texts: dict[str, str] = {}
    read: dict[str, Standard] = {}
    for file in sorted((tenants / "_standards").glob("*.toml")):
        shown_as = f"{tenants.name}/_standards/{file.name}"
        text = file.read_text("utf-8")
        try:
            standard = read_standard(text)
        except StandardFaulty as faulty:
            for fault in faulty.faults:
                report(BundleFault(shown_as, fault.line, fault.field, fault.message))
            continue
        texts[standard.id], read[standard.id] = text, standard
    return OfficialTables(texts=texts, standards=Standards(read))
