"""Policies, their evaluation and the path of questions."""
