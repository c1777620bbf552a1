"""Name, colours and logo of the city, with a preview of what is derived from them."""

from typing import Any

import msgspec
from litestar import Request, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.branding.edit_branding import Branded, NewLogo, branding_faults, edit_branding
from seoul_learn.tenant_plane.branding.errors import UnusableLogoError
from seoul_learn.tenant_plane.branding.theme import Ratio, derive_theme
from seoul_learn.tenant_plane.database.errors import NotFound
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.console.chosen_logo import MOST_BODY, ShownLogo, chosen_logo, shown_logo
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.headers import CONTENT_SECURITY_POLICY
from seoul_learn.web.shared.page import Page, page
from seoul_learn.web.shared.work import Work

_TEXTS = ("name", "tagline", "logo_alt")


class BrandingView(msgspec.Struct, frozen=True, kw_only=True):
    """`sheet` is the address of the preview's colours, '' before there is one to show; `logo` a new one to look at."""

    languages: tuple[str, ...]
    form: Form
    sheet: str
    ratios: tuple[Ratio, ...]
    pale: bool
    saved: bool
    logo: ShownLogo | None = None


@get("/console/branding", opt={"access": Role.administrator})
async def show_branding(work: NamedDependency[Work], saved: FromQuery[bool] = False) -> Template:
    """The form as the city is now."""
    site = work.visitor.site
    values: dict[str, str] = {"colour": site.colour, "accent": site.accent or ""}
    for language in site.languages:
        values[f"name-{language}"] = site.name.get(language, "")
        values[f"tagline-{language}"] = site.tagline.get(language, "")
        values[f"logo_alt-{language}"] = site.logo_alt.get(language, "")
    return page("console/branding.html", _view(work, Form(values), saved=saved), work=work)


@post(
    "/console/branding",
    opt={"access": Role.administrator},
    status_code=303,
    request_max_body_size=MOST_BODY,
)
async def change_branding(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Show what it would look like, or keep it."""
    sent = await request.form()
    typed = {name: str(value) for name, value in sent.items() if not isinstance(value, UploadFile)}
    wanted = _wanted(work, typed, await chosen_logo(sent))
    form = Form({name: value for name, value in typed.items() if name != "_csrf_token"})
    shown = None
    try:
        shown = await shown_logo(wanted.logo) if wanted.logo else None
    except UnusableLogoError as refused:
        form = form.with_faults([Fault("logo", refused.message_id)])
    form = form.with_faults(
        Fault(one.field, one.message_id) for one in branding_faults(wanted, work.visitor.site.languages)
    )
    if form.faults:
        return _shown(work, form, shown, status=422)
    if typed.get("action") == "preview":
        return _shown(work, form, shown)
    person = work.visitor.person
    if person is None:
        raise NotFound
    await edit_branding(work.session, wanted, actor=Actor(kind="person", id=person.person_id), clock=parts.clock)
    return Redirect("/console/branding?saved=true", status_code=303)


@get("/console/branding/preview.css", opt={"access": Role.administrator})
async def preview_sheet(
    work: NamedDependency[Work], colour: FromQuery[str], accent: FromQuery[str] = ""
) -> Response[str]:
    """The derived colours, for the frame of the preview alone."""
    del work
    try:
        theme = derive_theme(colour, accent or None)
    except ValueError:
        raise NotFound from None
    lines = "".join(f"--{name}:{value};" for name, value in theme.tokens.items())
    return Response(f".preview{{{lines}}}", media_type="text/css")


def _shown(work: Work, form: Form, logo: ShownLogo | None, *, status: int = 200) -> Page:
    shown = page("console/branding.html", _view(work, form, logo=logo), work=work, status=status)
    # The one page that shows a picture which has no address yet.
    shown.headers["content-security-policy"] = CONTENT_SECURITY_POLICY.replace(
        "img-src 'self'", "img-src 'self' data:"
    )
    return shown


def _wanted(work: Work, typed: dict[str, str], logo: NewLogo | None) -> Branded:
    def texts(field: str) -> dict[str, str]:
        return {one: typed.get(f"{field}-{one}", "").strip() for one in work.visitor.site.languages}

    return Branded(
        name=texts("name"),
        tagline=texts("tagline"),
        colour=typed.get("colour", "").strip(),
        accent=typed.get("accent", "").strip() or None,
        logo_alt=texts("logo_alt"),
        logo=logo,
    )


def _view(work: Work, form: Form, *, saved: bool = False, logo: ShownLogo | None = None) -> BrandingView:
    colour, accent = form.text("colour"), form.text("accent")
    try:
        theme = derive_theme(colour, accent or None)
    except ValueError:
        theme = None
    query = f"?colour={colour.replace('#', '%23')}&accent={accent.replace('#', '%23')}"
    return BrandingView(
        languages=tuple(work.visitor.site.languages),
        form=form,
        sheet=f"/console/branding/preview.css{query}" if theme else "",
        ratios=_worst(theme.ratios) if theme else (),
        pale=theme.pale if theme else False,
        saved=saved,
        logo=logo,
    )


def _worst(ratios: tuple[Ratio, ...]) -> tuple[Ratio, ...]:
    """For each derived colour, the ground on which it stands out least: the others are better."""
    worst: dict[str, Ratio] = {}
    for ratio in ratios:
        known = worst.get(ratio.token)
        if known is None or ratio.contrast < known.contrast:
            worst[ratio.token] = ratio
    return tuple(worst.values())
