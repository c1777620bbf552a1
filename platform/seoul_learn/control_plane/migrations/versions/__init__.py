"""One module per migration, named by date; each has an ID and `forwards()` as Piccolo defines them."""
