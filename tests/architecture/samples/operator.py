"""What the operator site's pages are rendered with by the tests. Whoever adds a page adds its views here."""

import msgspec

from seoul_learn.control_plane.learning_tools.values import Tool
from seoul_learn.control_plane.tenants.values import LifecycleChange, Tenant
from seoul_learn.web.operator.learning_tools import NewToolView, ToolPage, ToolsView
from seoul_learn.web.operator.new_tenant import NewTenantView
from seoul_learn.web.operator.second_factor import SecondFactorView
from seoul_learn.web.operator.sign_in import CodeView, SignInView
from seoul_learn.web.operator.tenants import TenantLine, TenantsView, TenantView
from tests.architecture.samples import shared
from tests.architecture.samples.invent import bare, each, filled

_LINES = tuple(filled(TenantLine, tenant=tenant) for tenant in each(Tenant, "lifecycle"))
_TOOLS = tuple(each(Tool, "state"))
_HISTORY = tuple(each(LifecycleChange, "after"))

SAMPLES: dict[str, list[object]] = {
    "operator/code.html": [filled(CodeView), bare(CodeView)],
    "operator/learning_tool.html": [*(filled(ToolPage, tool=one) for one in each(Tool, "state")), bare(ToolPage)],
    "operator/learning_tools.html": [filled(ToolsView, tools=_TOOLS), bare(ToolsView, invitation=None)],
    "operator/new_learning_tool.html": [filled(NewToolView), bare(NewToolView)],
    "operator/new_tenant.html": [filled(NewTenantView), bare(NewTenantView)],
    "operator/second_factor.html": [filled(SecondFactorView), bare(SecondFactorView)],
    "operator/sign_in.html": [filled(SignInView), bare(SignInView)],
    "operator/tenant.html": [filled(TenantView, history=_HISTORY), bare(TenantView)],
    "operator/tenants.html": [TenantsView(lines=_LINES), bare(TenantsView)],
}
ERRORS = [msgspec.structs.replace(view, frame="operator/frame.html") for view in shared.ERRORS]
