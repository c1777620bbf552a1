"""The policy editor: what a city's law says, changed by forms, tried on cases, and published by two officers."""

from seoul_learn.web.console.policies.cases import copy_cases, export_cases, import_cases, show_cases
from seoul_learn.web.console.policies.compare import compare
from seoul_learn.web.console.policies.edit_case import ask_for_case, keep_case
from seoul_learn.web.console.policies.edit_criterion import ask_for_criterion, change_criterion
from seoul_learn.web.console.policies.edit_gift import ask_for_gift, change_gift
from seoul_learn.web.console.policies.edit_grant import ask_for_grant, change_grant
from seoul_learn.web.console.policies.edit_head import ask_for_head, change_head
from seoul_learn.web.console.policies.edit_rule import ask_for_rule, change_rule, name_rule
from seoul_learn.web.console.policies.edit_terms import ask_for_terms, change_terms
from seoul_learn.web.console.policies.edit_text import ask_for_part, ask_for_text, change_part, import_text
from seoul_learn.web.console.policies.impact import change_impact, show_impact
from seoul_learn.web.console.policies.list_policies import begin, discard, force, show_policies
from seoul_learn.web.console.policies.publication import ask_for_publication, publication
from seoul_learn.web.console.policies.show_policy import export_policy, show_draft, show_version

policy_handlers = (
    show_policies,
    begin,
    discard,
    force,
    show_draft,
    show_version,
    export_policy,
    ask_for_head,
    change_head,
    ask_for_criterion,
    change_criterion,
    ask_for_rule,
    name_rule,
    change_rule,
    ask_for_grant,
    change_grant,
    ask_for_terms,
    change_terms,
    ask_for_gift,
    change_gift,
    ask_for_part,
    change_part,
    ask_for_text,
    import_text,
    compare,
    show_cases,
    export_cases,
    import_cases,
    copy_cases,
    ask_for_case,
    keep_case,
    ask_for_publication,
    publication,
    show_impact,
    change_impact,
)
"""Every route of the policy editor."""
