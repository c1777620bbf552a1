"""How sensitive each column of the control plane is. Logs, exports, retention and a test read this one register."""

from enum import StrEnum


class ColumnClass(StrEnum):
    """From what anybody may see to what nobody may."""

    PUBLIC = "public"
    INTERNAL = "internal"
    PERSONAL = "personal"
    SENSITIVE = "sensitive"
    SECRET = "secret"  # noqa: S105  # the name of a class of columns


_PUBLIC, _INTERNAL, _PERSONAL, _SECRET = (
    ColumnClass.PUBLIC,
    ColumnClass.INTERNAL,
    ColumnClass.PERSONAL,
    ColumnClass.SECRET,
)

REGISTER: dict[str, dict[str, ColumnClass]] = {
    "tenant": {
        "id": _INTERNAL,
        "slug": _PUBLIC,
        "name": _PUBLIC,
        "lifecycle": _INTERNAL,
        "timezone": _PUBLIC,
        "created_at": _INTERNAL,
        "changed_at": _INTERNAL,
    },
    "host": {"host": _PUBLIC, "tenant_id": _INTERNAL, "canonical": _PUBLIC},
    "lifecycle_change": {
        "id": _INTERNAL,
        "tenant_id": _INTERNAL,
        "before": _INTERNAL,
        "after": _INTERNAL,
        "by": _PERSONAL,
        "at": _INTERNAL,
        "reason": _INTERNAL,
    },
    "directory_version": {"id": _INTERNAL, "version": _INTERNAL},
    "operator": {
        "id": _INTERNAL,
        "email": _PERSONAL,
        "display_name": _PERSONAL,
        "totp_secret": _SECRET,
        "totp_confirmed_at": _INTERNAL,
        "totp_last_step": _INTERNAL,
        "active": _INTERNAL,
        "created_at": _INTERNAL,
    },
    "operator_code": {
        "id": _INTERNAL,
        "operator_id": _INTERNAL,
        "code_digest": _SECRET,
        "created_at": _INTERNAL,
        "expires_at": _INTERNAL,
        "attempts": _INTERNAL,
        "used_at": _INTERNAL,
    },
    "operator_session": {
        "id": _INTERNAL,
        "operator_id": _INTERNAL,
        "token_digest": _SECRET,
        "created_at": _INTERNAL,
        "expires_at": _INTERNAL,
        "second_factor_at": _INTERNAL,
    },
    "operator_rate": {"key_digest": _SECRET, "window_started_at": _INTERNAL, "attempts": _INTERNAL},
    "operator_mail": {
        "id": _INTERNAL,
        "recipient": _PERSONAL,
        "subject": _INTERNAL,
        "body": _SECRET,
        "state": _INTERNAL,
        "created_at": _INTERNAL,
        "sent_at": _INTERNAL,
    },
    "provider": {"id": _INTERNAL, "slug": _PUBLIC, "name": _PUBLIC},
    "offering": {
        "id": _INTERNAL,
        "slug": _PUBLIC,
        "provider_id": _INTERNAL,
        "title": _PUBLIC,
        "summary": _PUBLIC,
        "category": _PUBLIC,
        "levels": _PUBLIC,
        "languages": _PUBLIC,
        "market_price_minor": _PUBLIC,
        "currency": _PUBLIC,
        "period": _PUBLIC,
        "delivery": _PUBLIC,
        "active": _PUBLIC,
    },
    "lti_tool": {
        "id": _INTERNAL,
        "client_id": _INTERNAL,
        "provider_id": _INTERNAL,
        "tenant_id": _INTERNAL,
        "state": _INTERNAL,
        "terms": _INTERNAL,
        "reachable": _INTERNAL,
        "registered_at": _INTERNAL,
        "confirmed_at": _INTERNAL,
        "confirmed_by": _PERSONAL,
    },
    "lti_invitation": {
        "id": _INTERNAL,
        "provider_id": _INTERNAL,
        "tenant_id": _INTERNAL,
        "token_digest": _SECRET,
        "made_at": _INTERNAL,
        "made_by": _PERSONAL,
        "expires_at": _INTERNAL,
        "used_at": _INTERNAL,
    },
    # What Piccolo keeps of the migrations that ran.
    "migration": {"id": _INTERNAL, "name": _INTERNAL, "app_name": _INTERNAL, "ran_on": _INTERNAL},
}
