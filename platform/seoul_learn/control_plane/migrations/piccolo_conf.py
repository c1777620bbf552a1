"""Piccolo's migrations look for an engine in a module like this; ours is the one that follows the unit of work."""

from piccolo.conf.apps import AppRegistry

from seoul_learn.control_plane.database.engine import ENGINE

DB = ENGINE
APP_REGISTRY = AppRegistry(apps=["seoul_learn.control_plane.migrations.piccolo_app"])
