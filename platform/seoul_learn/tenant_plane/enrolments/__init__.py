"""Seats and what a learner uses through them."""
