"""How officers share the work on applications: who has one in hand, until when it is due, what they note and ask."""
