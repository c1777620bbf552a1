"""The shared catalogue: providers and what they offer to every municipality, at the market price."""
