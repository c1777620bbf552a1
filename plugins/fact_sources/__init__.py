"""In-tree fact sources: what asks a state register."""
