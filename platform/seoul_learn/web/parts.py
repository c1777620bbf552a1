"""What the handlers of the tenants' faces work with, made once by the composition root."""

from collections.abc import Callable
from uuid import UUID

import msgspec

from seoul_learn.kit.clock import Clock
from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.tenant_plane.applications.determine import Determining
from seoul_learn.tenant_plane.branding.values import Site
from seoul_learn.tenant_plane.catalogue.connect import Outside
from seoul_learn.tenant_plane.database.reading import Source
from seoul_learn.tenant_plane.database.sealing import SealingKeys
from seoul_learn.tenant_plane.database.transaction import TenantDatabase
from seoul_learn.tenant_plane.eligibility.engine import Engine
from seoul_learn.tenant_plane.eligibility.ground import known_facts
from seoul_learn.tenant_plane.enrolments.claim_desk import ClaimDesk
from seoul_learn.tenant_plane.lti.signatures import Signatures
from seoul_learn.tenant_plane.people.oidc_wire import OidcWire
from seoul_learn.tenant_plane.people.values import PersonKeys
from seoul_learn.web.learning_tools import LearningTools
from seoul_learn.web.partner_cities import PartnerCities
from seoul_learn.web.shared.cookies import Cookies


class Parts(msgspec.Struct, frozen=True, kw_only=True):
    """Criteria and connectors, keys, the clock, how cookies are set, the way to identity providers, other cities,
    where offerings are claimed, learning tools, and how what they and we say is signed.

    `origin_of`: the public address of a city, without a path; None in the moment before its host is known here.
    `outside` and `tenants` are for pages that ask a provider, with no transaction open (`Errand`).
    """

    engine: Engine
    sealing: SealingKeys
    person_keys: PersonKeys
    clock: Clock
    cookies: Cookies
    wire: OidcWire
    origin_of: Callable[[UUID], str | None]
    outside: Outside
    tenants: TenantDatabase
    partners: PartnerCities
    claims: ClaimDesk
    tools: LearningTools
    signatures: Signatures

    def facts(self, source: Source) -> FactCatalogue:
        """The facts of the tenant for whom a transaction works, after its case or ground was read."""
        return known_facts(source)

    def determining(self, site: Site) -> Determining:
        """What determinations of a city need."""
        return Determining(engine=self.engine, keys=self.sealing, timezone=site.timezone, clock=self.clock)
