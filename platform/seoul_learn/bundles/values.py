"""What a bundle says, as values: one struct a table; descriptions are what a fault tells people to write."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any, ClassVar

from msgspec import Meta, Struct

from seoul_learn.bundles.source import Source
from seoul_learn.tenant_plane.eligibility.cases import Case, Expected, ExpectedGrant, Vouched
from seoul_learn.tenant_plane.people.oidc_values import DEFAULT_SCOPES

__all__ = ["Case", "Expected", "ExpectedGrant", "Vouched"]

Text = Annotated[
    dict[str, str], Meta(description='a text in every language of the tenant, like { ko = "…", en = "…" }')
]
Slug = Annotated[
    str,
    Meta(
        pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$",
        max_length=40,
        description="a short name of a-z, 0-9 and single hyphens",
    ),
]
Host = Annotated[
    str,
    Meta(
        pattern=r"^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)+$",
        description="a host name; write it in lower case without scheme, port or path, like learn.city.example",
    ),
]
Colour = Annotated[
    str,
    Meta(
        pattern=r"^#[0-9a-fA-F]{6}$",
        description='a colour; write # and six hexadecimal digits, like "#0b5fa5"',
    ),
]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}$", description='a currency; write its ISO 4217 code, like "KRW"')]
Language = Annotated[
    str,
    Meta(
        pattern=r"^[a-z]{2,3}(_[A-Z][a-z]{3})?$",
        description='a language; write its code, like "ko" or "zh_Hans"',
    ),
]
Email = Annotated[
    str, Meta(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$", description="an e-mail address, like learn@city.example")
]
Places = Annotated[int, Meta(ge=1, description="a whole number of 1 or more")]
Months = Annotated[int, Meta(ge=1, le=60, description="a number of months from 1 to 60")]
Validity = Annotated[int, Meta(ge=1, le=120, description="a number of months from 1 to 120")]
Amount = Annotated[
    int, Meta(ge=0, le=2_000_000_000, description="an amount in the smallest unit of the currency, 0 or more")
]
Issuer = Annotated[
    str,
    Meta(
        max_length=2000,
        description="the issuer of an OpenID provider; write its address as it names itself, beginning with https://",
    ),
]
Scope = Annotated[
    str, Meta(pattern=r'^[!#-\[\]-~]+$', max_length=100, description='a scope, a word without spaces like "email"')
]
Words = Annotated[str, Meta(min_length=1, max_length=500, description="a text that is not empty")]


class TenantKind(StrEnum):
    metropolitan_city = "metropolitan_city"
    province = "province"
    city = "city"
    county = "county"
    district = "district"


class Level(StrEnum):
    """School levels for which offerings are made."""

    primary = "primary"
    middle = "middle"
    high = "high"
    out_of_school = "out_of_school"


class BundleLifecycle(StrEnum):
    """The states of a tenant that a bundle may ask for."""

    agreed = "agreed"
    preparing = "preparing"
    trial = "trial"
    live = "live"
    suspended = "suspended"
    closed = "closed"


class ProgrammeStatus(StrEnum):
    draft = "draft"
    published = "published"
    closed = "closed"


class PolicyStatus(StrEnum):
    draft = "draft"
    announced = "announced"
    in_force = "in_force"
    superseded = "superseded"


class Tenant(Struct, frozen=True, kw_only=True):
    """`hosts[0]` is the canonical one; `lifecycle` is None where the bundle leaves it to the operators."""

    slug: Slug
    name: Text
    kind: TenantKind
    lifecycle: BundleLifecycle | None = None
    hosts: tuple[Host, ...]
    timezone: str
    currency: Currency
    languages: tuple[Language, ...]
    default_language: Language


class Branding(Struct, frozen=True, kw_only=True):
    """`logo` is a path inside the bundle."""

    colour: Colour
    accent: Colour | None = None
    tagline: Text
    logo: str
    logo_alt: Text
    illustrative: str | None = None


class Contact(Struct, frozen=True, kw_only=True):
    department: Text
    phone: str
    email: Email
    address: Text
    illustrative: str | None = None


class Appeals(Struct, frozen=True, kw_only=True):
    """A determination can be appealed until so many days after it was made; `law` is what says so."""

    within_days: Annotated[int, Meta(ge=1, le=730, description="a number of days from 1 to 730")]
    law: str | None = None
    illustrative: str | None = None


class Casework(Struct, frozen=True, kw_only=True):
    """Within how many days an application is to be reviewed and an appeal decided (as a review, where nothing is said),
    and whether a second officer has to agree to a finding.

    `documents_kept_days` is how long documents are kept after the outcome, `drafts_kept_days` how long an application
    that nobody submits is, `attestation_notice_days` how long ahead it is told that somebody's word runs out.
    """

    review_within_days: Annotated[int, Meta(ge=1, le=365, description="a number of days from 1 to 365")]
    four_eyes: bool = False
    documents_kept_days: Annotated[int, Meta(ge=1, le=3650, description="a number of days from 1 to 3650")] = 30
    drafts_kept_days: Annotated[int, Meta(ge=30, le=3650, description="a number of days from 30 to 3650")] = 180
    attestation_notice_days: Annotated[int, Meta(ge=1, le=365, description="a number of days from 1 to 365")] = 30
    appeals_decided_within_days: (
        Annotated[int, Meta(ge=1, le=365, description="a number of days from 1 to 365")] | None
    ) = None
    illustrative: str | None = None


class Switching(Struct, frozen=True, kw_only=True):
    """How often another offering can be taken instead, and until how many days after the first was chosen."""

    times: Annotated[int, Meta(ge=1, le=20, description="a whole number from 1 to 20")]
    within_days: Annotated[int, Meta(ge=1, le=365, description="a number of days from 1 to 365")]


class Choice(Struct, frozen=True, kw_only=True):
    """`[programme.choice]`: what choosing is bound to beside the slots of the policy. Offerings are named by slug."""

    required: tuple[str, ...] = ()
    additional: tuple[str, ...] = ()
    requires: dict[str, tuple[str, ...]] = {}
    excludes: tuple[tuple[str, ...], ...] = ()
    switching: Switching | None = None
    cooling_off_days: Annotated[int, Meta(ge=0, le=365, description="a number of days from 0 to 365")] | None = None


class Attestations(Struct, frozen=True, kw_only=True):
    """For how many months somebody's word for a fact counts, and for which facts otherwise."""

    months: Validity = 12
    by_fact: dict[str, Validity] = {}
    illustrative: str | None = None


class Register(Struct, frozen=True, kw_only=True):
    """A state register that the city asks, with each person's own consent. `secret` is here to be refused."""

    slug: Slug
    title: Text
    purpose: Text
    law: str | None = None
    source: str
    facts: tuple[str, ...]
    config: dict[str, Any] | None = None
    valid_months: Validity | None = None
    timeout_seconds: Annotated[int, Meta(ge=1, le=30, description="a number of seconds from 1 to 30")] = 10
    tries: Annotated[int, Meta(ge=1, le=8, description="a number of tries from 1 to 8")] = 4
    cost: Amount = 0
    monthly_limit: Amount | None = None
    secret: str | None = None
    illustrative: str | None = None


class Programme(Struct, frozen=True, kw_only=True):
    """When it is open, whom and how many it serves is said by its policies."""

    moved: ClassVar[dict[str, str]] = {
        "window": "is said by the policy now: write it as [window] in policies/<programme>/<date>.toml",
        "quota": "is said by the policy now: write it as [quota] in policies/<programme>/<date>.toml",
    }

    slug: Slug
    name: Text
    summary: Text
    status: ProgrammeStatus = ProgrammeStatus.published
    choice: Choice | None = None
    illustrative: str | None = None


class SignIn(Struct, frozen=True, kw_only=True):
    """An OpenID provider that people sign in through. `client_secret` is here to be refused: many read bundles."""

    issuer: Issuer
    client_id: Words
    label: Text
    scopes: tuple[Scope, ...] = DEFAULT_SCOPES
    name_claim: Words = "name"
    links_by_email: bool = False
    for_officers: bool = False
    client_secret: str | None = None


class Officer(Struct, frozen=True, kw_only=True):
    """An invented officer of the demo; a real bundle names nobody."""

    name: str
    email: Email
    roles: tuple[str, ...]


class TenantFile(Struct, frozen=True, kw_only=True):
    """tenant.toml."""

    tenant: Tenant
    branding: Branding
    contact: Contact
    appeals: Appeals | None = None
    casework: Casework | None = None
    attestations: Attestations | None = None
    programme: tuple[Programme, ...] = ()
    sign_in: tuple[SignIn, ...] = ()
    register: tuple[Register, ...] = ()
    officer: tuple[Officer, ...] = ()


class Contract(Struct, frozen=True, kw_only=True):
    """Without `seats`, as many as are asked for. `term_by_level` has the levels for which the term is another."""

    offering: str
    seats: Places | None = None
    term_months: Months
    term_by_level: dict[Level, Months] = {}
    connector: str
    config: dict[str, Any] | None = None
    illustrative: str | None = None


class CatalogueFile(Struct, frozen=True, kw_only=True):
    """catalogue.toml."""

    contract: tuple[Contract, ...] = ()


class CasesFile(Struct, frozen=True, kw_only=True):
    """policies/<programme>/cases.toml."""

    case: tuple[Case, ...] = ()


class PolicyFile(Struct, frozen=True, kw_only=True):
    """One dated version of a programme's policy, as its author wrote it."""

    programme: str
    effective_from: date
    status: PolicyStatus
    source: Source


class ProgrammePolicies(Struct, frozen=True, kw_only=True):
    """The folder policies/<programme>: versions by date, oldest first, and their cases."""

    programme: str
    versions: tuple[PolicyFile, ...]
    cases: tuple[Case, ...]
    cases_source: Source | None


class WrittenPage(Struct, frozen=True, kw_only=True):
    """pages/<slug>.<language>.md; the first line is its title."""

    slug: str
    language: str
    title: str
    body: str


class BundleParts(Struct, frozen=True, kw_only=True):
    """What could be read of a folder; None stands for a part with faults."""

    folder: str
    tenant: TenantFile | None
    tenant_source: Source | None
    catalogue: CatalogueFile | None
    catalogue_source: Source | None
    policies: tuple[ProgrammePolicies, ...]
    pages: tuple[WrittenPage, ...]
    logo: bytes | None
    own_facts: Source | None = None


class Bundle(Struct, frozen=True, kw_only=True):
    """A whole folder `tenants/<slug>` without a fault. `folder` is its name as shown to people."""

    folder: str
    tenant: Tenant
    branding: Branding
    contact: Contact
    appeals: Appeals | None = None
    casework: Casework | None = None
    attestations: Attestations | None = None
    programmes: tuple[Programme, ...]
    sign_in: tuple[SignIn, ...]
    officers: tuple[Officer, ...]
    contracts: tuple[Contract, ...]
    policies: tuple[ProgrammePolicies, ...]
    pages: tuple[WrittenPage, ...]
    logo: bytes
    own_facts: str | None
    registers: tuple[Register, ...] = ()
