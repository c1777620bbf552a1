"""Municipalities on the platform: who they are, by which hosts they are reached, how far along they are."""
