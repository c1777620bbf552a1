"""The only way out of the platform over HTTP (docs/adr/0015). Connectors are handed a `Wire`, and nothing else asks."""
