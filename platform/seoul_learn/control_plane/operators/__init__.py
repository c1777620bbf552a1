"""Seoul's platform staff: how they sign in (a mailed code, then a second factor) and what is kept of it."""
