"""The installed criteria and what was read with them: policies and tables are read once a process, not once a page."""

import tomllib
from collections.abc import Sequence

from seoul_learn.plugin_api.facts import FactCatalogue
from seoul_learn.plugin_api.loading import Plugins
from seoul_learn.plugin_api.read_standard import read_standard
from seoul_learn.plugin_api.standards import Standard, Standards
from seoul_learn.tenant_plane.eligibility.own_facts import extended_by_text
from seoul_learn.tenant_plane.eligibility.policy import Policy
from seoul_learn.tenant_plane.eligibility.read_policy import read_policy
from seoul_learn.tenant_plane.eligibility.values import StoredPolicy

_MOST_KEPT = 2000


class Engine:
    """Reads what tenants have stored. Kept by content, so that tenants with the same law share one reading."""

    def __init__(self, plugins: Plugins) -> None:
        self.plugins = plugins
        self._policies: dict[str, Policy] = {}
        self._standards: dict[str, Standard] = {}
        self._together: dict[tuple[str, ...], Standards] = {}
        self._facts: dict[tuple[str, str], FactCatalogue] = {}

    def policy(self, stored: StoredPolicy) -> Policy:
        """The policy that a stored version says. Raises PolicyRefused when a plugin that it needs is gone."""
        policy = self._policies.get(stored.digest)
        if policy is None:
            policy = read_policy(tomllib.loads(stored.text), self.plugins.criteria)
            if len(self._policies) >= _MOST_KEPT:
                self._policies.clear()
            self._policies[stored.digest] = policy
        return policy

    def standards(self, texts: Sequence[tuple[str, str]]) -> Standards:
        """The tables of a tenant from their digests and texts."""
        for digest, text in texts:
            if digest not in self._standards:
                self._standards[digest] = read_standard(text)
        # One object for the same tables: rows that were looked up, and policies made ready with them, are kept.
        digests = tuple(digest for digest, _ in texts)
        together = self._together.get(digests)
        if together is None:
            read = [self._standards[digest] for digest in digests]
            together = Standards({standard.id: standard for standard in read})
            if len(self._together) >= _MOST_KEPT:
                self._together.clear()
            self._together[digests] = together
        return together

    def facts(self, own: tuple[str, str] | None, currency: str) -> FactCatalogue:
        """The shared facts with those of a tenant, from their digest and text; the shared ones for None."""
        key = (own[0] if own else "", currency)
        if key not in self._facts:
            shared = self.plugins.facts.in_currency(currency)
            self._facts[key] = extended_by_text(shared, own[1]) if own else shared
        return self._facts[key]

    def digests(self, texts: Sequence[tuple[str, str]]) -> dict[str, str]:
        """The digest of each table by its id; the texts have been read by `standards`."""
        return {self._standards[digest].id: digest for digest, _ in texts}
