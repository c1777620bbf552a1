"""How a city shows itself: name, colours, logo, languages, contact."""
