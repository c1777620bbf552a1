"""What can be wrong with a job itself.

UnworkableJob              no later try can help: it goes to the dead letters at once
├── JobWithoutTenant       a job of the tenant plane names no tenant: it fails before its first query
└── UnreadableJob          what it says is not what its feature declared
"""


class UnworkableJob(Exception):
    """No later try can help."""


class JobWithoutTenant(UnworkableJob):
    """A job of the tenant plane names no tenant."""


class UnreadableJob(UnworkableJob):
    """What it says is not what its feature declared."""
