"""What the page says when somebody does not come in through a provider, and where it leads from there."""

from collections.abc import Mapping
from uuid import UUID

import msgspec

from seoul_learn.tenant_plane.people.oidc_values import ProviderRefusal
from seoul_learn.web.shared.addresses import with_way_back
from seoul_learn.web.shared.translate import N_


class WayInRefused(msgspec.Struct, frozen=True, kw_only=True):
    """`title` and `text` are message ids; `again` is where to set out once more, '' where that would not help."""

    status: int
    title: str
    text: str
    again: str
    by_code: str


class _Words(msgspec.Struct, frozen=True):
    status: int
    title: str
    text: str
    again: bool = True


_WORDS: Mapping[ProviderRefusal, _Words] = {
    ProviderRefusal.unknown_attempt: _Words(
        400,
        N_("This sign-in is over"),
        N_("It was begun in another browser or more than ten minutes ago, or it was used already. Begin again."),
    ),
    ProviderRefusal.too_many_attempts: _Words(
        429, N_("Too many attempts"), N_("There were too many tries. Wait 15 minutes, then try again."), again=False
    ),
    ProviderRefusal.denied: _Words(
        403,
        N_("You were not signed in"),
        N_("You or the provider stopped it. Nothing was passed on to us. You can try again, or sign in by a code."),
    ),
    ProviderRefusal.provider_fault: _Words(
        502,
        N_("The provider did not sign you in"),
        N_("It reported a fault of its own. Try again, or sign in by a code that we send by e-mail."),
    ),
    ProviderRefusal.unreachable: _Words(
        503,
        N_("The provider does not answer"),
        N_("We could not reach it just now. Try again in a few minutes, or sign in by a code that we send by e-mail."),
    ),
    ProviderRefusal.misconfigured: _Words(
        502,
        N_("This way of signing in is not set up rightly"),
        N_("Please tell the city. Until it is mended, sign in by a code that we send by e-mail."),
        again=False,
    ),
    ProviderRefusal.not_trusted: _Words(
        502,
        N_("We cannot trust the provider’s answer"),
        N_("To keep accounts safe nobody was signed in. Try again, or sign in by a code that we send by e-mail."),
    ),
    ProviderRefusal.no_verified_address: _Words(
        403,
        N_("The provider does not confirm your e-mail address"),
        N_("Confirm it with the provider and allow it to be passed on, or sign in by a code that we send by e-mail."),
    ),
    ProviderRefusal.address_has_account: _Words(
        409,
        N_("There is an account with this e-mail address already"),
        N_("So that nobody else can get into it, sign in by a code that we send to this address."),
        again=False,
    ),
    ProviderRefusal.officers_use_code: _Words(
        403,
        N_("Officers sign in by a code"),
        N_("Your city has not opened this way of signing in to its officers."),
        again=False,
    ),
    ProviderRefusal.switched_off: _Words(
        403, N_("You cannot sign in"), N_("This account was switched off. Please ask the city."), again=False
    ),
}


def refused_way_in(refusal: ProviderRefusal, *, provider_id: UUID | None, back: str) -> WayInRefused:
    """The page of a refusal."""
    words = _WORDS[refusal]
    for_officers = back == "/console" or back.startswith("/console/")
    set_out = with_way_back(f"/sign-in/with/{provider_id}", back=back) if provider_id and words.again else ""
    return WayInRefused(
        status=words.status,
        title=words.title,
        text=words.text,
        again=set_out,
        by_code=with_way_back("/console/sign-in" if for_officers else "/sign-in", back=back),
    )
