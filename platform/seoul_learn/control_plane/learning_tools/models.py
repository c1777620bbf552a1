"""Tables of learning tools. A tool is named to the outside by its `client_id`, which never changes."""

from piccolo.columns import JSONB, UUID, Array, Bytea, ForeignKey, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from seoul_learn.control_plane.database.engine import ENGINE, SCHEMA
from seoul_learn.control_plane.offerings.models import ProviderRow
from seoul_learn.control_plane.tenants.models import TenantRow


class LtiToolRow(Table, tablename="lti_tool", schema=SCHEMA, db=ENGINE):
    """A registration; `terms` is what the tool said of itself, as an operator saw it when she confirmed it."""

    id = UUID(primary_key=True, default=None)
    client_id = Text(unique=True)
    provider_id = ForeignKey(references=ProviderRow, null=False, default=None, on_delete=OnDelete.restrict)
    tenant_id = ForeignKey(references=TenantRow, null=True, default=None, on_delete=OnDelete.restrict)
    state = Text()
    terms = JSONB()
    reachable = Array(base_column=Text())
    registered_at = Timestamptz(default=None)
    confirmed_at = Timestamptz(null=True, default=None)
    confirmed_by = Text(null=True, default=None)


class LtiInvitationRow(Table, tablename="lti_invitation", schema=SCHEMA, db=ENGINE):
    """A one-time token for one provider at one city's address; only its digest is kept."""

    id = UUID(primary_key=True, default=None)
    provider_id = ForeignKey(references=ProviderRow, null=False, default=None, on_delete=OnDelete.restrict)
    tenant_id = ForeignKey(references=TenantRow, null=False, default=None, on_delete=OnDelete.restrict)
    token_digest = Bytea(default=b"", unique=True, secret=True)
    made_at = Timestamptz(default=None)
    made_by = Text()
    expires_at = Timestamptz(default=None)
    used_at = Timestamptz(null=True, default=None)
