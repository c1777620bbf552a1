"""State registers: which ones a city asks, what a person agreed to, what was asked and answered, and what it cost."""
