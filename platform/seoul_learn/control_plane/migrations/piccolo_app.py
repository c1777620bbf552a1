"""The control plane as a Piccolo application: its tables and where its migrations are."""

from pathlib import Path

from piccolo.conf.apps import AppConfig

from seoul_learn.control_plane.tables import TABLES

APP_CONFIG = AppConfig(
    app_name="control",
    migrations_folder_path=str(Path(__file__).parent / "versions"),
    table_classes=list(TABLES),
)
