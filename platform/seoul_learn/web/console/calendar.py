"""What runs out, with whom it hits: a page for every officer, in time to do something about it."""

from datetime import date

import msgspec
from litestar import get
from litestar.di import NamedDependency
from litestar.response import Template

from seoul_learn.kit.clock import local_date
from seoul_learn.tenant_plane.casework.what_runs_out import AHEAD, RunsOut, what_runs_out
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Work


class CalendarView(msgspec.Struct, frozen=True, kw_only=True):
    """What ends first comes first; `through` is how far the calendar looks."""

    ends: tuple[RunsOut, ...]
    today: date
    through: date


@get("/console/calendar", opt={"access": "officer"})
async def show_calendar(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """Tables, windows and versions that end within three months."""
    today = local_date(parts.clock.now(), work.visitor.timezone)
    ends = await what_runs_out(work.session, parts.engine, today=today)
    return page("console/calendar.html", CalendarView(ends=ends, today=today, through=today + AHEAD), work=work)
