"""What the console's pages are rendered with by the tests. Whoever adds a page adds its views here."""

SAMPLES: dict[str, list[object]] = {}
