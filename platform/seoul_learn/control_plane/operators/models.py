"""Tables of operators. Codes and tokens are kept as digests, the second factor's secret sealed."""

from piccolo.columns import UUID, BigInt, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from seoul_learn.control_plane.database.engine import ENGINE, SCHEMA


class OperatorRow(Table, tablename="operator", schema=SCHEMA, db=ENGINE):
    """One member of the platform team. `totp_last_step` is the last time step whose code was accepted."""

    id = UUID(primary_key=True, default=None)
    email = Text(unique=True)
    display_name = Text()
    totp_secret = Bytea(null=True, default=None, secret=True)
    totp_confirmed_at = Timestamptz(null=True, default=None)
    totp_last_step = BigInt(null=True, default=None)
    active = Boolean(default=True)
    created_at = Timestamptz(default=None)


class OperatorCodeRow(Table, tablename="operator_code", schema=SCHEMA, db=ENGINE):
    """A mailed one-time code: valid until used, expired, tried too often or followed by a newer one."""

    id = UUID(primary_key=True, default=None)
    operator_id = ForeignKey(references=OperatorRow, null=False, default=None, on_delete=OnDelete.cascade)
    code_digest = Bytea(default=b"", secret=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    attempts = Integer(default=0)
    used_at = Timestamptz(null=True, default=None)


class OperatorSessionRow(Table, tablename="operator_session", schema=SCHEMA, db=ENGINE):
    """A session; short until the second factor, a working day after. Its token changes at that moment."""

    id = UUID(primary_key=True, default=None)
    operator_id = ForeignKey(references=OperatorRow, null=False, default=None, on_delete=OnDelete.cascade)
    token_digest = Bytea(default=b"", unique=True, secret=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    second_factor_at = Timestamptz(null=True, default=None)


class OperatorRateRow(Table, tablename="operator_rate", schema=SCHEMA, db=ENGINE):
    """How often one account or network address tried one step within its window. The key is a keyed digest."""

    key_digest = Bytea(primary_key=True, default=b"", secret=True)
    window_started_at = Timestamptz(default=None)
    attempts = Integer(default=0)


class OperatorMailRow(Table, tablename="operator_mail", schema=SCHEMA, db=ENGINE):
    """Outbox of mail to operators. The body is emptied once it is sent, as it may hold a code."""

    id = UUID(primary_key=True, default=None)
    recipient = Text()
    subject = Text()
    body = Text(secret=True)
    state = Text()
    created_at = Timestamptz(default=None)
    sent_at = Timestamptz(null=True, default=None)
