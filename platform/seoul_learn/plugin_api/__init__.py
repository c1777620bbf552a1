"""All that a plugin may import: facts, standards, criteria, connectors, and the contract they are held to."""
