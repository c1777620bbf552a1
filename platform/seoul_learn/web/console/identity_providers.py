"""The OpenID providers that people of the city sign in through: the list, and taking up another one."""

from collections.abc import Mapping
from typing import Any

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.audit.record import Actor
from seoul_learn.tenant_plane.people.errors import UnusableProvider
from seoul_learn.tenant_plane.people.keep_identity_provider import keep_identity_provider, term_faults
from seoul_learn.tenant_plane.people.oidc_queries import list_identity_providers
from seoul_learn.tenant_plane.people.oidc_values import DEFAULT_SCOPES, IdentityProvider, ProviderTerms
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.addresses import RETURN_PATH
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.work import Visitor, Work

PATH = "/console/identity-providers"
_ADMINISTRATOR = {"access": Role.administrator}


class ProvidersView(msgspec.Struct, frozen=True, kw_only=True):
    """`return_address` is what has to be registered with every one of them."""

    providers: tuple[IdentityProvider, ...]
    return_address: str


class NewProviderView(msgspec.Struct, frozen=True, kw_only=True):
    """The form for another one."""

    languages: tuple[str, ...]
    return_address: str
    form: Form


@get(PATH, opt=_ADMINISTRATOR)
async def show_providers(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """Every provider of the city."""
    view = ProvidersView(
        providers=tuple(await list_identity_providers(work.session)),
        return_address=return_address(work.visitor, parts),
    )
    return page("console/identity_providers.html", view, work=work)


@get(f"{PATH}/new", opt=_ADMINISTRATOR)
async def ask_for_provider(work: NamedDependency[Work], parts: NamedDependency[Parts]) -> Template:
    """An empty form."""
    form = Form({"scopes": " ".join(DEFAULT_SCOPES), "name_claim": "name"})
    return page("console/new_identity_provider.html", _view(work, parts, form), work=work)


@post(f"{PATH}/new", opt=_ADMINISTRATOR, status_code=303)
async def add_provider(
    request: Request[Any, Any, Any], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect | Template:
    """Keep it, and go on to trying it."""
    typed = {name: str(value) for name, value in (await request.form()).items()}
    terms, form = read_terms(typed, work.visitor, parts)
    if not form.faults:
        try:
            provider_id = await keep_identity_provider(
                work.session, None, terms, secret=typed.get("client_secret", "").strip(), actor=acting(work.visitor),
                seal=parts.sealing.of_tenant(work.visitor.tenant.id), clock=parts.clock,
            )  # fmt: skip
        except UnusableProvider as refused:
            form = form.refused("issuer", refused)
        else:
            return Redirect(f"{PATH}/{provider_id}?saved=true", status_code=303)
    return page("console/new_identity_provider.html", _view(work, parts, form), work=work, status=422)


def read_terms(typed: Mapping[str, str], visitor: Visitor, parts: Parts) -> tuple[ProviderTerms, Form]:
    """What was typed, and the form with what is wrong with it. A secret is never shown again."""
    languages = visitor.site.languages
    terms = ProviderTerms(
        issuer=typed.get("issuer", "").strip(),
        client_id=typed.get("client_id", "").strip(),
        label={language: typed.get(f"label-{language}", "").strip() for language in languages},
        scopes=tuple(typed.get("scopes", "").split()),
        name_claim=typed.get("name_claim", "").strip(),
        links_by_email=typed.get("links_by_email") == "yes",
        for_officers=typed.get("for_officers") == "yes",
    )
    form = Form({name: value for name, value in typed.items() if name not in ("_csrf_token", "client_secret")})
    secret = typed.get("client_secret", "").strip()
    faults = term_faults(terms, secret=secret, languages=languages, allow_loopback=parts.wire.allow_loopback)
    return terms, form.with_faults(Fault(one.field, one.message_id, one.values) for one in faults)


def return_address(visitor: Visitor, parts: Parts) -> str:
    """Where providers send people back to."""
    return (parts.origin_of(visitor.tenant.id) or "") + RETURN_PATH


def acting(visitor: Visitor) -> Actor:
    """The administrator who does it."""
    return Actor(kind="person", id=visitor.person.person_id if visitor.person else None)


def _view(work: Work, parts: Parts, form: Form) -> NewProviderView:
    return NewProviderView(
        languages=tuple(work.visitor.site.languages), return_address=return_address(work.visitor, parts), form=form
    )
