"""What every plugin is held to, in-tree or of a third party: `check_plugin.check_plugin` runs all of it."""
