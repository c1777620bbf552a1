"""Codes are wanted of providers that send a file of them, and of nobody else."""

import msgspec
import pytest

from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.tenant_plane.catalogue.try_connection import needs_codes
from tests.unit.enrolments.test_choosing import contract


@pytest.mark.parametrize(("connector", "needed"), [("voucher", True), ("rest", False), ("lti", False)])
def test_a_contract_runs_out_of_codes_only_where_learners_get_some(connector: str, needed: bool) -> None:
    made = contract("offering", "reading")
    made = msgspec.structs.replace(made, terms=msgspec.structs.replace(made.terms, connector=connector))
    assert needs_codes(made, load_plugins()) is needed
