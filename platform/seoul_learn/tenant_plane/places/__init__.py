"""Places of programmes with a quota: the officers' list, their allotment, and what follows for those admitted."""
