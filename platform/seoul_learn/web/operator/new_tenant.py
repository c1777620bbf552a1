"""A new city from the template bundle: its portal answers at once, for its officers alone, in state `preparing`."""

import re
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from seoul_learn.bundles.apply_bundle import apply_description
from seoul_learn.bundles.errors import BundleRefused
from seoul_learn.bundles.open_bundle import open_bundle
from seoul_learn.control_plane.tenants.errors import HostTaken, InvalidHost, InvalidTenant, SlugTaken
from seoul_learn.control_plane.tenants.names import checked_host, checked_slug
from seoul_learn.control_plane.tenants.queries import find_tenant, list_hosts
from seoul_learn.kit.text import pick
from seoul_learn.tenant_plane.people.add_person import add_person
from seoul_learn.tenant_plane.people.addresses import is_email
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.operator.parts import OperatorParts
from seoul_learn.web.operator.template_bundle import NewTenant, described
from seoul_learn.web.operator.work import OPERATOR, OperatorWork
from seoul_learn.web.shared.forms import Choice, Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_, translator

_ONLY = {"access": OPERATOR}
_KINDS = {
    "metropolitan_city": N_("metropolitan city"),
    "province": N_("province"),
    "city": N_("city"),
    "county": N_("county"),
    "district": N_("district"),
}
_ZONES = {"Asia/Seoul": "KRW", "Asia/Tokyo": "JPY"}
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_TEXTS = {
    "name_ko": N_("Write the name of the service in Korean."),
    "name_en": N_("Write the name of the service in English."),
    "department_ko": N_("Write the name of the department in Korean."),
    "department_en": N_("Write the name of the department in English."),
    "phone": N_("Write the department’s telephone number."),
    "address_ko": N_("Write the address in Korean."),
    "address_en": N_("Write the address in English."),
    "administrator_name": N_("Write the administrator’s name."),
}
# As the form has them: the list of what is wrong goes from its top to its foot.
_ORDER = (
    "slug", "name_ko", "name_en", "kind", "host", "colour", "zone", "place", "department_ko", "department_en",
    "phone", "email", "address_ko", "address_en", "administrator_name", "administrator_email",
)  # fmt: skip
_FAULT = {
    "slug": N_("Write a short name of a-z, 0-9 and single hyphens, beginning with a letter, like gangneung."),
    "slug_taken": N_("Another city has this short name."),
    "host": N_("Write a host name in lower case, like learn.city.example, without scheme, port or path."),
    "host_taken": N_("This host leads to another city."),
    "colour": N_("Write the colour as # and six digits or letters a to f: #0b5fa5."),
    "email": N_("Write the department’s e-mail address, like name@example.com."),
    "administrator_email": N_("Write the administrator’s e-mail address, like name@example.com."),
    "kind": N_("Choose the kind of the city."),
    "zone": N_("Choose the time zone."),
    "place": N_("Choose whose residents the city serves."),
    "template": N_("The template bundle has faults. Mend it first: seoul-learn tenant validate tenants/_template"),
}


class NewTenantView(msgspec.Struct, frozen=True, kw_only=True):
    """The form with everything that was typed."""

    kinds: tuple[Choice, ...]
    zones: tuple[Choice, ...]
    places: tuple[Choice, ...]
    form: Form


@get("/tenants/new", opt=_ONLY)
async def ask_for_tenant(work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]) -> Template:
    """The form for a new city."""
    start = {"kind": "city", "zone": "Asia/Seoul", "colour": "#2f5d8a"}
    return page("operator/new_tenant.html", _view(work, parts, Form(start)), work=work)


@post("/tenants/new", opt=_ONLY, status_code=303)
async def make_tenant(
    request: Request[Any, Any, Any], work: NamedDependency[OperatorWork], parts: NamedDependency[OperatorParts]
) -> Redirect | Template:
    """Make the city, or list everything that is wrong with the form."""
    sent = await request.form()
    typed = {name: str(value).strip() for name, value in sent.items() if name != "_csrf_token"}
    form = Form(dict(typed)).with_faults(await _faults(work, parts, typed))
    operator = work.visitor.entered
    if form.faults or operator is None:
        return page("operator/new_tenant.html", _view(work, parts, form), work=work, status=422)
    wanted = NewTenant(**{name: typed[name] for name in NewTenant.__struct_fields__})
    try:
        template = open_bundle(parts.tenants_folder / "_template", parts.plugins)
        applied = await apply_description(
            described(template.description, wanted, currency=_ZONES[wanted.zone]),
            template.shared,
            parts.platform(operator.email),
        )
    except BundleRefused:
        form = form.with_faults([Fault("", _FAULT["template"])])
        return page("operator/new_tenant.html", _view(work, parts, form), work=work, status=422)
    except (SlugTaken, HostTaken) as taken:
        # Somebody was faster between the look and the deed.
        field = "slug" if isinstance(taken, SlugTaken) else "host"
        form = form.with_faults([Fault(field, _FAULT[f"{field}_taken"])])
        return page("operator/new_tenant.html", _view(work, parts, form), work=work, status=422)
    async with parts.tenants.transaction(applied.tenant.id) as session:
        await add_person(
            session, email=typed["administrator_email"], display_name=typed["administrator_name"], language="ko",
            roles=(Role.administrator, Role.caseworker, Role.catalogue_manager), clock=parts.clock,
        )  # fmt: skip
    return Redirect(f"/tenants/{applied.tenant.slug}?made=true", status_code=303)


async def _faults(work: OperatorWork, parts: OperatorParts, typed: dict[str, str]) -> list[Fault]:
    faults = [Fault(name, message_id) for name, message_id in _TEXTS.items() if not typed.get(name)]
    slug, host = typed.get("slug", ""), typed.get("host", "")
    try:
        checked_slug(slug)
        if await find_tenant(work.unit, slug=slug) is not None:
            faults.append(Fault("slug", _FAULT["slug_taken"]))
    except InvalidTenant:
        faults.append(Fault("slug", _FAULT["slug"]))
    try:
        checked_host(host)
        taken = {one.host for one in await list_hosts(work.unit)} | {f"operator.{parts.base_domain}"}
        if host in taken:
            faults.append(Fault("host", _FAULT["host_taken"]))
    except InvalidHost:
        faults.append(Fault("host", _FAULT["host"]))
    if not _COLOUR.fullmatch(typed.get("colour", "")):
        faults.append(Fault("colour", _FAULT["colour"]))
    addresses = ("email", "administrator_email")
    faults += [Fault(field, _FAULT[field]) for field in addresses if not is_email(typed.get(field, ""))]
    places = parts.plugins.facts["learner.residence"].choices
    lists = (("kind", _KINDS), ("zone", _ZONES), ("place", places))
    faults += [Fault(field, _FAULT[field]) for field, known in lists if typed.get(field) not in known]
    return sorted(faults, key=lambda fault: _ORDER.index(fault.field))


def _view(work: OperatorWork, parts: OperatorParts, form: Form) -> NewTenantView:
    say = translator(work.visitor.language).gettext
    places = parts.plugins.facts["learner.residence"].choices
    return NewTenantView(
        kinds=tuple(Choice(kind, say(word)) for kind, word in _KINDS.items()),
        zones=tuple(Choice(zone, zone) for zone in _ZONES),
        places=(
            Choice("", say("Please choose")),
            *(Choice(code, pick(names, work.visitor.language, "en")) for code, names in places.items()),
        ),
        form=form,
    )
