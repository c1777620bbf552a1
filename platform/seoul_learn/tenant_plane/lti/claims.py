"""What a message says (LTI 1.3 Core, section 5.3 and appendix C; Deep Linking 2.0; AGS 2.0; NRPS 2.0).

Claims that the contract's privacy level does not tell are left out, never sent empty.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from seoul_learn.plugin_api.learning_tool import Privacy
from seoul_learn.tenant_plane.lti.values import (
    CONTENT_DEVELOPER,
    INSTITUTION_ADMINISTRATOR,
    INSTITUTION_LEARNER,
    INSTRUCTOR,
    LEARNER,
    MessageKind,
    TakenMessage,
    name_of,
    tells_email,
    tells_name,
)

LTI = "https://purl.imsglobal.org/spec/lti/claim/"
LTI_DL = "https://purl.imsglobal.org/spec/lti-dl/claim/"
AGS_ENDPOINT = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_SERVICE = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
VERSION = "1.3.0"
_MESSAGE_TYPES = {
    MessageKind.RESOURCE: "LtiResourceLinkRequest",
    MessageKind.DEEP_LINKING: "LtiDeepLinkingRequest",
}
_COURSE = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"
_GOOD_FOR = timedelta(minutes=5)


class Addresses(msgspec.Struct, frozen=True, kw_only=True):
    """Where things of ours are, for one city; `issuer` is the city's own address."""

    issuer: str

    @property
    def authorize(self) -> str:
        """The OpenID Connect authorisation endpoint."""
        return f"{self.issuer}/lti/authorize"

    @property
    def token(self) -> str:
        """The OAuth 2.0 token endpoint."""
        return f"{self.issuer}/api/lti/token"

    @property
    def keys(self) -> str:
        """Our public keys."""
        return f"{self.issuer}/api/lti/jwks"

    @property
    def configuration(self) -> str:
        """What we say of ourselves, for Dynamic Registration."""
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def registration(self) -> str:
        """Where a tool registers itself."""
        return f"{self.issuer}/api/lti/registrations"

    @property
    def chosen(self) -> str:
        """Where an officer comes back to with content."""
        return f"{self.issuer}/lti/chosen"

    def line_items(self, contract_id: UUID) -> str:
        """The line items of a contract."""
        return f"{self.issuer}/api/lti/contexts/{contract_id}/line-items"

    def line_item(self, contract_id: UUID, item_id: UUID) -> str:
        """One of them."""
        return f"{self.line_items(contract_id)}/{item_id}"

    def members(self, contract_id: UUID) -> str:
        """Who learns under a contract."""
        return f"{self.issuer}/api/lti/contexts/{contract_id}/members"


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """The tool that a message is for."""

    client_id: str
    target_link_uri: str
    deep_linking_uri: str | None
    scopes: tuple[str, ...]
    custom: dict[str, str]


class Sender(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a message is about, and in whose name it is sent. `city` is the tenant's name in `language`."""

    subject: str
    name: str
    email: str
    language: str
    tenant_id: UUID
    city: str

    def __repr__(self) -> str:
        return "Sender(…)"


def claims_of(
    message: TakenMessage, recipient: Recipient, sender: Sender, addresses: Addresses, *, nonce: str, now: datetime
) -> dict[str, Any]:
    """The claims of the ID token for a message."""
    is_lesson = message.kind is MessageKind.RESOURCE
    context = _context(message, sender.language)
    claims: dict[str, Any] = {
        "iss": addresses.issuer,
        "aud": recipient.client_id,
        "azp": recipient.client_id,
        "sub": sender.subject,
        "nonce": nonce,
        "iat": int(now.timestamp()),
        "exp": int((now + _GOOD_FOR).timestamp()),
        LTI + "version": VERSION,
        LTI + "message_type": _MESSAGE_TYPES[message.kind],
        LTI + "deployment_id": str(message.deployment_id),
        LTI + "target_link_uri": target_of(message, recipient),
        LTI + "roles": [LEARNER, INSTITUTION_LEARNER]
        if is_lesson
        else [CONTENT_DEVELOPER, INSTRUCTOR, INSTITUTION_ADMINISTRATOR],
        LTI + "context": context,
        LTI + "tool_platform": {
            "guid": str(sender.tenant_id),
            "name": sender.city,
            "url": addresses.issuer,
            "product_family_code": "seoul-learn",
        },
        LTI + "launch_presentation": {
            "document_target": "window",
            "locale": sender.language,
            "return_url": addresses.issuer + ("/learning" if is_lesson else f"/console/tools/{message.contract.id}"),
        },
        **_about_whom(message.config.privacy if is_lesson else Privacy.PSEUDONYMOUS, sender),
    }
    if message.link is not None:
        claims[LTI + "resource_link"] = {
            "id": str(message.link.id),
            "title": message.link.title,
            **({"description": message.link.description} if message.link.description else {}),
        }
    if not is_lesson:
        claims[LTI_DL + "deep_linking_settings"] = {
            "deep_link_return_url": addresses.chosen,
            "accept_types": ["ltiResourceLink"],
            "accept_presentation_document_targets": ["window"],
            "accept_multiple": True,
            "accept_lineitem": True,
            "auto_create": False,
            "title": context["title"],
            "data": message.data,
        }
    claims |= _services(message, recipient.scopes, addresses)
    if custom := _custom(message, recipient, sender, context):
        claims[LTI + "custom"] = custom
    return claims


def target_of(message: TakenMessage, recipient: Recipient) -> str:
    """The page that is meant to open."""
    if message.kind is MessageKind.DEEP_LINKING:
        return recipient.deep_linking_uri or recipient.target_link_uri
    return page_to_open(message.link.page if message.link else None, message.config.page, recipient.target_link_uri)


def page_to_open(of_link: str | None, of_contract: str | None, of_tool: str) -> str:
    """The nearest of the three that says one."""
    return of_link or of_contract or of_tool


def _about_whom(privacy: Privacy, sender: Sender) -> dict[str, Any]:
    told: dict[str, Any] = {"locale": sender.language}
    if tells_name(privacy):
        told["name"] = sender.name
    if tells_email(privacy):
        told["email"] = sender.email
    return told


def _context(message: TakenMessage, language: str) -> dict[str, Any]:
    terms = message.contract.terms
    title = name_of(message.contract, language)
    return {"id": str(message.contract.id), "label": terms.offering, "title": title, "type": [_COURSE]}


def _services(message: TakenMessage, scopes: tuple[str, ...], addresses: Addresses) -> dict[str, Any]:
    contract_id = message.contract.id
    told: dict[str, Any] = {}
    grading = [one for one in scopes if "/lti-ags/" in one]
    if grading:
        endpoint: dict[str, Any] = {"scope": grading, "lineitems": addresses.line_items(contract_id)}
        if message.line_item_id is not None:
            endpoint["lineitem"] = addresses.line_item(contract_id, message.line_item_id)
        told[AGS_ENDPOINT] = endpoint
    if any("/lti-nrps/" in one for one in scopes):
        told[NRPS_SERVICE] = {
            "context_memberships_url": addresses.members(contract_id),
            "service_versions": ["2.0"],
        }
    return told


def _custom(
    message: TakenMessage, recipient: Recipient, sender: Sender, context: Mapping[str, Any]
) -> dict[str, str]:
    """The tool's, the contract's and the link's own, the nearest last, with the variables in place (Core, 5.4.6)."""
    link = message.link
    known = {
        "$Context.id": context["id"],
        "$Context.title": context["title"],
        "$Context.label": context["label"],
        "$CourseOffering.title": context["title"],
        "$ResourceLink.id": str(link.id) if link else "",
        "$ResourceLink.title": link.title if link else "",
        "$ResourceLink.description": link.description if link else "",
        "$User.id": sender.subject,
        "$Message.locale": sender.language,
        "$ToolPlatformInstance.guid": str(sender.tenant_id),
        "$ToolPlatformInstance.name": sender.city,
        "$ToolPlatform.productFamilyCode": "seoul-learn",
        "$ToolConsumerInstance.guid": str(sender.tenant_id),
    }
    written = {**recipient.custom, **message.config.custom, **(link.custom if link else {})}
    # What we do not know, or may not tell, goes along as it was written.
    return {name: known.get(value, value) for name, value in written.items()}
