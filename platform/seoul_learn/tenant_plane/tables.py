"""Every table of the tenant plane in one metadata, for migrations and for the tests of the data rules."""

from seoul_learn.tenant_plane.applications import models as applications
from seoul_learn.tenant_plane.applications import place_models as places
from seoul_learn.tenant_plane.audit import models as audit
from seoul_learn.tenant_plane.branding import models as branding
from seoul_learn.tenant_plane.casework import models as casework
from seoul_learn.tenant_plane.catalogue import line_models as catalogue_lines
from seoul_learn.tenant_plane.catalogue import models as catalogue
from seoul_learn.tenant_plane.database.base import metadata
from seoul_learn.tenant_plane.eligibility import models as eligibility
from seoul_learn.tenant_plane.enrolments import difference_models as enrolment_differences
from seoul_learn.tenant_plane.enrolments import models as enrolments
from seoul_learn.tenant_plane.lti import models as lti
from seoul_learn.tenant_plane.lti import score_models as lti_scores
from seoul_learn.tenant_plane.mail import models as mail
from seoul_learn.tenant_plane.pages import models as pages
from seoul_learn.tenant_plane.people import identity_models as people_identity
from seoul_learn.tenant_plane.people import models as people
from seoul_learn.tenant_plane.people import oidc_models as people_oidc
from seoul_learn.tenant_plane.programmes import models as programmes
from seoul_learn.tenant_plane.registers import models as registers

__all__ = [
    "applications",
    "audit",
    "branding",
    "casework",
    "catalogue",
    "catalogue_lines",
    "eligibility",
    "enrolment_differences",
    "enrolments",
    "lti",
    "lti_scores",
    "mail",
    "metadata",
    "pages",
    "people",
    "people_identity",
    "people_oidc",
    "places",
    "programmes",
    "registers",
]
