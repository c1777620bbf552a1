"""The control plane's way to PostgreSQL: one pool, one role, one explicit unit of work, Piccolo for the tables."""
