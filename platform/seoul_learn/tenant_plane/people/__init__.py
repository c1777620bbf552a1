"""Persons of one tenant, how they sign in, what they may do."""
