"""Seoul Learn: one platform on which each municipality runs its own learning support."""
