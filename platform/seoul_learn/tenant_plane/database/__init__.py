"""The ground of the tenant plane: engine, unit of work, base model, queue. No table of a feature."""
