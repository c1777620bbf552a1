"""What can go wrong in the control plane.

ControlPlaneError
├── OutsideUnitOfWork         a query was run without a unit of work (a fault of ours)
├── tenants.errors            tenants, hosts, lifecycle
├── operators.errors          sign-in of operators
├── offerings.errors          providers and offerings
└── learning_tools.errors     learning tools that providers register
"""


class ControlPlaneError(Exception):
    """A refusal by the control plane. `message_id` is for the reader's language, the text is for the log."""

    message_id = "control-plane-error"


class OutsideUnitOfWork(ControlPlaneError):
    """A Piccolo query was awaited by itself instead of through `UnitOfWork.run`."""

    message_id = "unexpected-error"
