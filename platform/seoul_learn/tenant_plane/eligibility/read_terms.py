"""Reading what a policy says beside its rule and grants: window, quota, ranking, renewal, school year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seoul_learn.kit.toml_lines import TomlPath
from seoul_learn.plugin_api.fit import meant
from seoul_learn.tenant_plane.eligibility.faults import Faults, shown
from seoul_learn.tenant_plane.eligibility.lasting import (
    COUNTED_LIKE,
    LASTING_LIKE,
    Counted,
    SchoolYear,
    UntilSchoolYearEnds,
    read_before,
    read_counted,
    read_lasting,
    read_school_year,
)
from seoul_learn.tenant_plane.eligibility.quota import Quota
from seoul_learn.tenant_plane.eligibility.ranking import Order, Ranking
from seoul_learn.tenant_plane.eligibility.renewal import Renewal
from seoul_learn.tenant_plane.eligibility.window import Window

_LOCAL_TIME = "a local time of the city, like 2026-11-03T09:00:00"


def read_window(written: Any, faults: Faults) -> Window | None:
    """`[window]`."""
    table = faults.table(("window",), written)
    faults.unknown(("window",), table, ("opens", "closes"))
    moments: dict[str, datetime] = {}
    for field in ("opens", "closes"):
        moment = table.get(field)
        if isinstance(moment, datetime) and moment.tzinfo is None:
            moments[field] = moment
        elif field in table:
            faults.add(("window", field), f"`{field} = {shown(moment)}` is not {_LOCAL_TIME}")
        elif field == "opens":
            faults.add(("window", field), f"`opens` is missing; it is {_LOCAL_TIME}")
    if "opens" not in moments:
        return None
    window = Window(opens=moments["opens"], closes=moments.get("closes"))
    if window.closes is not None and window.closes <= window.opens:
        faults.add(("window", "closes"), "`closes` is not after `opens`; no application could ever be taken")
    return window


def read_quota(written: Any, names: Mapping[str, Any], faults: Faults) -> Quota | None:
    """`[quota]`, whose groups are `names` of the policy."""
    quota = faults.fitted(("quota",), written, Quota)
    if quota is None:
        return None
    _known(("quota", "by"), {name: name for name in quota.by}, names, faults)
    if sum(quota.by.values()) > quota.places:
        message = f"the places in `by` add up to {sum(quota.by.values())}, more than `places = {quota.places}`"
        faults.add(("quota", "by"), message)
    return quota


def read_ranking(written: Any, names: Mapping[str, Any], faults: Faults) -> Ranking | None:
    """`[ranking]`, by `names` of the policy."""
    ranking = faults.fitted(("ranking",), written, Ranking)
    if ranking is None:
        return None
    _known(("ranking", "by"), dict(enumerate(ranking.by)), names, faults)
    for place, name in enumerate(ranking.by):
        if name in ranking.by[:place]:
            faults.add(("ranking", "by", place), f"`{name}` stands twice in `by`; remove one")
    if ranking.order is Order.PRIORITY and not ranking.by:
        faults.add(("ranking", "by"), "`by` is missing; name who comes first, then who comes next")
    elif ranking.order is not Order.PRIORITY and ranking.by:
        message = f'`by` says nothing where `order = "{ranking.order}"`; remove it or write order = "priority"'
        faults.add(("ranking", "by"), message)
    if ranking.draws_lots and not (ranking.seed or "").strip():
        faults.add(("ranking", "seed"), "`seed` is missing; publish one before the draw, so that all can repeat it")
    elif ranking.seed is not None and not ranking.draws_lots:
        faults.add(("ranking", "seed"), "`seed` says nothing where no lots are drawn; remove it")
    return ranking


def read_renewal(written: Any, *, school_year: SchoolYear | None, faults: Faults) -> Renewal:
    """`[renewal]`."""
    table = faults.table(("renewal",), written)
    faults.unknown(("renewal",), table, ("opens", "grace", "rejoin_after"))
    grace = read_lasting(table["grace"]) if "grace" in table else None
    if "grace" in table and grace is None:
        faults.add(
            ("renewal", "grace"),
            f"`grace = {shown(table['grace'])}` is not a time; write {LASTING_LIKE}",
        )
    if isinstance(grace, UntilSchoolYearEnds) and school_year is None:
        message = '`grace` names the school year; say when it begins: [school_year] turns_on = "03-01"'
        faults.add(("renewal", "grace"), message)
    return Renewal(
        opens=_counted(table, "opens", read_before, '"60 days before" or "2 months before"', faults),
        grace=grace,
        rejoin_after=_counted(table, "rejoin_after", read_counted, COUNTED_LIKE, faults),
    )


def read_turn(written: Any, faults: Faults) -> SchoolYear | None:
    """`[school_year]`."""
    table = faults.table(("school_year",), written)
    faults.unknown(("school_year",), table, ("turns_on",))
    turn = read_school_year(table.get("turns_on"))
    if turn is None:
        said = (
            f"`turns_on = {shown(table['turns_on'])}` is not a day" if "turns_on" in table else "`turns_on` is missing"
        )
        faults.add(("school_year", "turns_on"), f'{said}; write month and day of the first day, like "03-01"')
    return turn


def _counted(table: Mapping[str, Any], field: str, read: Any, like: str, faults: Faults) -> Counted | None:
    if field not in table:
        return None
    counted: Counted | None = read(table[field])
    if counted is None:
        faults.add(("renewal", field), f"`{field} = {shown(table[field])}` is not a time; write {like}")
    return counted


def _known(at: TomlPath, written: Mapping[Any, str], names: Mapping[str, Any], faults: Faults) -> None:
    for place, name in written.items():
        if name not in names:
            faults.add((*at, place), f"`{name}` is neither a criterion nor a rule of this file; {meant(name, names)}")
