"""What officers of a city see."""

from seoul_learn.web.console.branding import change_branding, preview_sheet, show_branding
from seoul_learn.web.console.calendar import show_calendar
from seoul_learn.web.console.case import show_case
from seoul_learn.web.console.casework import casework
from seoul_learn.web.console.catalogue import ask_for_codes, bring_in_codes, show_contracts
from seoul_learn.web.console.choose_content import (
    come_back_with_content,
    go_and_choose,
    show_chosen,
    take_chosen,
)
from seoul_learn.web.console.connection import (
    close_to_learners,
    give_secrets,
    open_to_learners,
    settle,
    show_connection,
    test_connection,
    want_comparison,
)
from seoul_learn.web.console.determination import show_determination
from seoul_learn.web.console.facts import show_evidence, show_fact, vouch
from seoul_learn.web.console.identities import settle_identities, show_identities
from seoul_learn.web.console.identity_provider import (
    change_provider,
    give_up_provider,
    show_provider,
    try_provider,
)
from seoul_learn.web.console.identity_providers import add_provider, ask_for_provider, show_providers
from seoul_learn.web.console.learning_tool import change_tool, show_tool, try_tool
from seoul_learn.web.console.letters import show_letters
from seoul_learn.web.console.look_up_again import look_up_again
from seoul_learn.web.console.not_given_back import ask_back, show_not_given_back
from seoul_learn.web.console.places import export_places, give_places, show_all_places, show_places
from seoul_learn.web.console.policies import policy_handlers
from seoul_learn.web.console.queue import give_cases, show_queue
from seoul_learn.web.console.registers import give_register_secret, show_registers
from seoul_learn.web.console.terms import keep_terms, show_terms
from seoul_learn.web.console.today import today

console_handlers = (
    today,
    show_queue,
    give_cases,
    show_case,
    casework,
    show_determination,
    show_fact,
    vouch,
    show_evidence,
    show_all_places,
    show_places,
    export_places,
    give_places,
    show_contracts,
    ask_for_codes,
    bring_in_codes,
    show_not_given_back,
    ask_back,
    show_tool,
    change_tool,
    try_tool,
    go_and_choose,
    come_back_with_content,
    show_chosen,
    take_chosen,
    show_connection,
    give_secrets,
    test_connection,
    open_to_learners,
    close_to_learners,
    want_comparison,
    settle,
    show_letters,
    show_calendar,
    show_terms,
    keep_terms,
    show_branding,
    change_branding,
    preview_sheet,
    show_providers,
    ask_for_provider,
    add_provider,
    show_provider,
    change_provider,
    try_provider,
    give_up_provider,
    look_up_again,
    show_identities,
    settle_identities,
    show_registers,
    give_register_secret,
    *policy_handlers,
)
"""Every route of the console."""
