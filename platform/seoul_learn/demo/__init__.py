"""A platform to try: four cities with invented people, and a mailbox that shows what was sent."""
