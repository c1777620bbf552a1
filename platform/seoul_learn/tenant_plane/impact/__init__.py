"""What a draft of a policy would do to the people of its programme, counted, and nothing but counted."""
