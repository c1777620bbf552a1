"""Benefit schemes of a tenant and when they are open."""
