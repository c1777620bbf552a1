"""A new plugin that keeps the contract from its first minute, to be changed from there."""
