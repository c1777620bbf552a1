"""Reading `[criteria.*]` of a policy over the installed criteria."""

import enum
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

import msgspec

from seoul_learn.kit.saying import saying
from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.criterion import Criterion
from seoul_learn.plugin_api.facts import Assurance
from seoul_learn.plugin_api.fit import in_plain_words, meant
from seoul_learn.tenant_plane.eligibility.faults import Faults, shown
from seoul_learn.tenant_plane.eligibility.policy import Leaf

_LEAF = ("use", "label", "assurance", "law")
_ASSURANCES = {assurance.name.lower(): assurance for assurance in Assurance}
_WRONG_FIELD = re.compile(r"^(?P<what>.*?)(?: - at `\$\.?(?P<path>[^`]*)`)?$", re.DOTALL)
_NOT_ONE_OF = re.compile(r"invalid enum value '(?P<value>[^']*)'", re.IGNORECASE)
_UNKNOWN_FIELD = re.compile(r"unknown field `(?P<field>[^`]+)`")


def read_criteria(written: Mapping[str, Any], criteria: Mapping[str, Criterion], faults: Faults) -> dict[str, Leaf]:
    """The criteria by name, without those that cannot be read."""
    read = {name: _leaf(name, faults.table(("criteria", name), one), criteria, faults) for name, one in written.items()}
    return {name: leaf for name, leaf in read.items() if leaf is not None}


def _leaf(name: str, written: dict[str, Any], criteria: Mapping[str, Criterion], faults: Faults) -> Leaf | None:
    at: TomlPath = ("criteria", name)
    use = written.get("use")
    criterion = criteria.get(use) if isinstance(use, str) else None
    if criterion is None:
        mend = meant(str(use), sorted(criteria))
        said = saying("`use` is missing; %(mend)s", mend=mend)
        if "use" in written:
            message = "`%(written)s` is not an installed criterion; %(mend)s"
            said = saying(message, written=f"use = {shown(use)}", mend=mend)
        faults.add((*at, "use"), said)
        return None
    assurance = written.get("assurance", "declared")
    if not isinstance(assurance, str) or assurance not in _ASSURANCES:
        strange = f"assurance = {shown(assurance)}"
        wanted = saying("`%(written)s` is not one of %(known)s", written=strange, known=", ".join(_ASSURANCES))
        faults.add((*at, "assurance"), wanted)
        assurance = "declared"
    law = written.get("law")
    if law is not None and not isinstance(law, str):
        message = '`%(written)s` is not a text; write the article in quotes, like "제2조"'
        faults.add((*at, "law"), saying(message, written=f"law = {shown(law)}"))
    config = _config(criterion, {key: value for key, value in written.items() if key not in _LEAF}, at, faults)
    if config is None:
        return None
    return Leaf(
        name=name,
        use=str(use),
        criterion=criterion,
        config=config,
        assurance=_ASSURANCES[assurance],
        label=faults.table((*at, "label"), written.get("label", {})),
        law=law,
    )


def _config(criterion: Criterion, written: dict[str, Any], at: TomlPath, faults: Faults) -> Any:
    try:
        return msgspec.convert(written, criterion.config)
    except msgspec.ValidationError as error:
        found = _WRONG_FIELD.match(str(error))
        what, path = (found["what"], found["path"]) if found else (str(error), None)
        if unknown := _UNKNOWN_FIELD.search(what):
            known = [field.encode_name for field in msgspec.structs.fields(criterion.config)]
            field = unknown["field"]
            message = "`%(field)s` is not a field of `%(use)s`; %(mend)s"
            mend = meant(field, sorted(known))
            faults.add((*at, field), saying(message, field=field, use=criterion.manifest.name, mend=mend))
            return None
        key = re.split(r"[.\[]", path)[0] if path else None
        place = (*at, key) if key else at
        words = in_plain_words(what, error)
        if (strange := _NOT_ONE_OF.search(what)) and (known := _named(criterion.config, key)):
            words = meant(strange["value"], known)
        use = criterion.manifest.name
        if key in written:
            message = "`%(written)s` cannot be used by `%(use)s`: %(why)s"
            said = saying(message, written=f"{key} = {shown(written.get(key))}", use=use, why=words)
        else:
            said = saying("the criterion cannot be used by `%(use)s`: %(why)s", use=use, why=words)
        faults.add(place, said)
        return None


def _named(config: type[Any], key: str | None) -> list[str]:
    """The words that a field of a configuration can be, where it is one of some."""
    field = next((one for one in msgspec.structs.fields(config) if one.encode_name == key), None)
    return list(_words_of(field.type)) if field else []


def _words_of(kind: Any) -> Iterator[str]:
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        yield from (str(one.value) for one in kind)
    for inner in get_args(kind):
        if isinstance(inner, str):
            yield inner
        else:
            yield from _words_of(inner)
