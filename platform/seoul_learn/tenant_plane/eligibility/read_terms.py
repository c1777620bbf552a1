"""Reading what a policy says beside its rule and grants: window, quota, ranking, renewal, school year."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from seoul_learn.kit.saying import saying
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

_LOCAL_TIME = saying("a local time of the city, like 2026-11-03T09:00:00")
_BEFORE_LIKE = saying('"60 days before" or "2 months before"')


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
            written = f"{field} = {shown(moment)}"
            faults.add(
                ("window", field), saying("`%(written)s` is not %(wanted)s", written=written, wanted=_LOCAL_TIME)
            )
        elif field == "opens":
            faults.add(("window", field), saying("`opens` is missing; it is %(wanted)s", wanted=_LOCAL_TIME))
    if "opens" not in moments:
        return None
    window = Window(opens=moments["opens"], closes=moments.get("closes"))
    if window.closes is not None and window.closes <= window.opens:
        faults.add(("window", "closes"), saying("`closes` is not after `opens`; no application could ever be taken"))
    return window


def read_quota(written: Any, names: Mapping[str, Any], faults: Faults) -> Quota | None:
    """`[quota]`, whose groups are `names` of the policy."""
    quota = faults.fitted(("quota",), written, Quota)
    if quota is None:
        return None
    _known(("quota", "by"), {name: name for name in quota.by}, names, faults)
    if sum(quota.by.values()) > quota.places:
        message = "the places in `by` add up to %(sum)s, more than `places = %(places)s`"
        faults.add(("quota", "by"), saying(message, sum=sum(quota.by.values()), places=quota.places))
    return quota


def read_ranking(written: Any, names: Mapping[str, Any], faults: Faults) -> Ranking | None:
    """`[ranking]`, by `names` of the policy."""
    ranking = faults.fitted(("ranking",), written, Ranking)
    if ranking is None:
        return None
    _known(("ranking", "by"), dict(enumerate(ranking.by)), names, faults)
    for place, name in enumerate(ranking.by):
        if name in ranking.by[:place]:
            faults.add(("ranking", "by", place), saying("`%(name)s` stands twice in `by`; remove one", name=name))
    if ranking.order is Order.PRIORITY and not ranking.by:
        faults.add(("ranking", "by"), saying("`by` is missing; name who comes first, then who comes next"))
    elif ranking.order is not Order.PRIORITY and ranking.by:
        message = '`by` says nothing where `order = "%(order)s"`; remove it or write order = "priority"'
        faults.add(("ranking", "by"), saying(message, order=ranking.order))
    if ranking.draws_lots and not (ranking.seed or "").strip():
        message = saying("`seed` is missing; publish one before the draw, so that all can repeat it")
        faults.add(("ranking", "seed"), message)
    elif ranking.seed is not None and not ranking.draws_lots:
        faults.add(("ranking", "seed"), saying("`seed` says nothing where no lots are drawn; remove it"))
    return ranking


def read_renewal(written: Any, *, school_year: SchoolYear | None, faults: Faults) -> Renewal:
    """`[renewal]`."""
    table = faults.table(("renewal",), written)
    faults.unknown(("renewal",), table, ("opens", "grace", "rejoin_after"))
    grace = read_lasting(table["grace"]) if "grace" in table else None
    if "grace" in table and grace is None:
        faults.add(("renewal", "grace"), _no_time("grace", table["grace"], LASTING_LIKE))
    if isinstance(grace, UntilSchoolYearEnds) and school_year is None:
        message = '`%(field)s` names the school year; say when it begins: [school_year] turns_on = "03-01"'
        faults.add(("renewal", "grace"), saying(message, field="grace"))
    return Renewal(
        opens=_counted(table, "opens", read_before, _BEFORE_LIKE, faults),
        grace=grace,
        rejoin_after=_counted(table, "rejoin_after", read_counted, COUNTED_LIKE, faults),
    )


def read_turn(written: Any, faults: Faults) -> SchoolYear | None:
    """`[school_year]`."""
    table = faults.table(("school_year",), written)
    faults.unknown(("school_year",), table, ("turns_on",))
    turn = read_school_year(table.get("turns_on"))
    if turn is None:
        said = saying('`turns_on` is missing; write month and day of the first day, like "03-01"')
        if "turns_on" in table:
            message = '`%(written)s` is not a day; write month and day of the first day, like "03-01"'
            said = saying(message, written=f"turns_on = {shown(table['turns_on'])}")
        faults.add(("school_year", "turns_on"), said)
    return turn


def _counted(table: Mapping[str, Any], field: str, read: Any, like: str, faults: Faults) -> Counted | None:
    if field not in table:
        return None
    counted: Counted | None = read(table[field])
    if counted is None:
        faults.add(("renewal", field), _no_time(field, table[field], like))
    return counted


def _known(at: TomlPath, written: Mapping[Any, str], names: Mapping[str, Any], faults: Faults) -> None:
    for place, name in written.items():
        if name not in names:
            message = "`%(name)s` is neither a criterion nor a rule of this file; %(mend)s"
            faults.add((*at, place), saying(message, name=name, mend=meant(name, names)))


def _no_time(field: str, written: Any, like: str) -> str:
    said = f"{field} = {shown(written)}"
    return saying("`%(written)s` is not a time; write %(like)s", written=said, like=like)
