"""A provider of the published API (docs/providers.md), for the demo, for tests, and for companies to try against.

It uses the standard library alone and nothing of the platform, so that it can be read as an example.
"""
