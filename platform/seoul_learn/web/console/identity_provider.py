"""One OpenID provider of the city: what it says, its secret, whether it answers, and giving it up."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect, Template

from seoul_learn.tenant_plane.people.errors import UnusableProvider
from seoul_learn.tenant_plane.people.keep_identity_provider import keep_identity_provider, remove_identity_provider
from seoul_learn.tenant_plane.people.oidc_queries import get_identity_provider
from seoul_learn.tenant_plane.people.oidc_values import IdentityProvider
from seoul_learn.tenant_plane.people.oidc_wire import ProviderUnreachable
from seoul_learn.tenant_plane.people.values import Role
from seoul_learn.web.console.identity_providers import PATH, acting, read_terms, return_address
from seoul_learn.web.parts import Parts
from seoul_learn.web.shared.forms import Fault, Form
from seoul_learn.web.shared.page import page
from seoul_learn.web.shared.translate import N_
from seoul_learn.web.shared.work import Errand, Visitor, Work

_ADMINISTRATOR = {"access": Role.administrator}
_NO_ANSWER = N_("The provider does not answer under this address, or not within ten seconds.")
_NO_KEYS = N_("The provider answers, but its keys cannot be read. Without them no answer of it can be checked.")


class ProviderView(msgspec.Struct, frozen=True, kw_only=True):
    """`finding` is what a test found wrong; `sound` when one found nothing."""

    provider: IdentityProvider
    languages: tuple[str, ...]
    return_address: str
    form: Form
    saved: bool = False
    sound: bool = False
    finding: Fault | None = None


@get(f"{PATH}/{{provider_id:uuid}}", opt=_ADMINISTRATOR)
async def show_provider(
    provider_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
    saved: FromQuery[bool] = False,
) -> Template:
    """The form as the provider is now."""
    provider = await get_identity_provider(work.session, provider_id)
    view = _view(provider, _form(provider), work.visitor, parts)
    return page("console/identity_provider.html", msgspec.structs.replace(view, saved=saved), work=work)


@post(f"{PATH}/{{provider_id:uuid}}", opt=_ADMINISTRATOR, status_code=303)
async def change_provider(
    request: Request[Any, Any, Any],
    provider_id: FromPath[UUID],
    work: NamedDependency[Work],
    parts: NamedDependency[Parts],
) -> Redirect | Template:
    """Keep what was typed; an empty secret keeps the one there is."""
    provider = await get_identity_provider(work.session, provider_id)
    typed = {name: str(value) for name, value in (await request.form()).items()}
    terms, form = read_terms(typed, work.visitor, parts)
    if not form.faults:
        try:
            await keep_identity_provider(
                work.session, provider_id, terms, secret=typed.get("client_secret", "").strip(),
                actor=acting(work.visitor), seal=parts.sealing.of_tenant(work.visitor.tenant.id), clock=parts.clock,
            )  # fmt: skip
        except UnusableProvider as refused:
            form = form.refused("issuer", refused)
        else:
            return Redirect(f"{PATH}/{provider_id}?saved=true", status_code=303)
    return page("console/identity_provider.html", _view(provider, form, work.visitor, parts), work=work, status=422)


@post(f"{PATH}/{{provider_id:uuid}}/test", opt=_ADMINISTRATOR, status_code=200)
async def try_provider(
    provider_id: FromPath[UUID], errand: NamedDependency[Errand], parts: NamedDependency[Parts]
) -> Template:
    """Ask the provider what it says of itself, and say what is wrong with that."""
    async with errand.begin() as session:
        provider = await get_identity_provider(session, provider_id)
    view = _view(provider, _form(provider), errand.visitor, parts)
    finding = await _finding(parts, provider)
    view = msgspec.structs.replace(view, finding=finding, sound=finding is None)
    return page("console/identity_provider.html", view, work=errand)


@post(f"{PATH}/{{provider_id:uuid}}/remove", opt=_ADMINISTRATOR, status_code=303)
async def give_up_provider(
    provider_id: FromPath[UUID], work: NamedDependency[Work], parts: NamedDependency[Parts]
) -> Redirect:
    """Nobody signs in through it any more; everybody still does by a code."""
    await remove_identity_provider(work.session, provider_id, actor=acting(work.visitor), clock=parts.clock)
    return Redirect(PATH, status_code=303)


async def _finding(parts: Parts, provider: IdentityProvider) -> Fault | None:
    try:
        metadata = await parts.wire.metadata(provider.terms.issuer)
    except ProviderUnreachable:
        return Fault("issuer", _NO_ANSWER)
    except UnusableProvider as refused:
        return Fault("issuer", refused.message_id, refused.values)
    try:
        keys = await parts.wire.keys(metadata)
    except ProviderUnreachable:
        return Fault("issuer", _NO_KEYS)
    return None if keys.get("keys") else Fault("issuer", _NO_KEYS)


def _form(provider: IdentityProvider) -> Form:
    terms = provider.terms
    values = {
        "issuer": terms.issuer,
        "client_id": terms.client_id,
        "scopes": " ".join(terms.scopes),
        "name_claim": terms.name_claim,
        "links_by_email": "yes" if terms.links_by_email else "",
        "for_officers": "yes" if terms.for_officers else "",
    }
    return Form(values | {f"label-{language}": text for language, text in terms.label.items()})


def _view(provider: IdentityProvider, form: Form, visitor: Visitor, parts: Parts) -> ProviderView:
    return ProviderView(
        provider=provider,
        languages=tuple(visitor.site.languages),
        return_address=return_address(visitor, parts),
        form=form,
    )
