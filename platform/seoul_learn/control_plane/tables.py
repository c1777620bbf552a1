"""Every table of the control plane: what migrations, the column register and the architecture tests walk."""

from piccolo.table import Table

from seoul_learn.control_plane.learning_tools.models import LtiInvitationRow, LtiToolRow
from seoul_learn.control_plane.offerings.models import OfferingRow, ProviderRow
from seoul_learn.control_plane.operators.models import (
    OperatorCodeRow,
    OperatorMailRow,
    OperatorRateRow,
    OperatorRow,
    OperatorSessionRow,
)
from seoul_learn.control_plane.tenants.models import DirectoryVersionRow, HostRow, LifecycleChangeRow, TenantRow

TABLES: tuple[type[Table], ...] = (
    TenantRow,
    HostRow,
    LifecycleChangeRow,
    DirectoryVersionRow,
    OperatorRow,
    OperatorCodeRow,
    OperatorSessionRow,
    OperatorRateRow,
    OperatorMailRow,
    ProviderRow,
    OfferingRow,
    LtiToolRow,
    LtiInvitationRow,
)
