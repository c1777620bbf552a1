"""`seoul-learn plugin`: criteria and connectors of one's own."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from seoul_learn.commands.screen import OUT, stop
from seoul_learn.plugin_api.contract.check_plugin import check_plugin
from seoul_learn.plugin_api.contract.released import ReleaseRefused
from seoul_learn.plugin_api.contract.released import release as freeze
from seoul_learn.plugin_api.contract.toml_file import Faulty
from seoul_learn.plugin_api.manifest import PluginKind
from seoul_learn.plugin_api.scaffold.new_plugin import NewPluginRefused, new_plugin

plugin_commands = typer.Typer(
    no_args_is_help=True,
    help="Plugins: a criterion tests facts, a connector speaks to a provider, a fact source asks a register. `new` "
    "writes one that works, `check` holds it to the contract. docs/plugins.md is the way through.",
)


class Kind(StrEnum):
    """What is to be written."""

    criterion = "criterion"
    connector = "connector"
    provider = "provider"


@plugin_commands.command()
def new(
    kind: Annotated[
        Kind,
        typer.Argument(help="criterion; provider, a connector that asks an API; or connector, the simplest one."),
    ],
    name: Annotated[str, typer.Argument(help="Lower case, like `distance`.")],
    folder: Annotated[Path, typer.Option("--in", help="Where the plugin's folder is made.")] = Path(),
) -> None:
    """Write a plugin that passes the contract, and declare it."""
    wanted = PluginKind.CRITERION if kind is Kind.criterion else PluginKind.CONNECTOR
    try:
        written = new_plugin(wanted, name, folder, over_the_network=kind is Kind.provider)
    except NewPluginRefused as refused:
        stop(str(refused))
    for file in written:
        OUT.print(f"written: {file}", markup=False)
    OUT.print(f"Next: seoul-learn plugin check {folder / name}", markup=False)


@plugin_commands.command()
def release(folders: Annotated[list[Path], typer.Argument(help="Folders of criteria.")]) -> None:
    """Freeze the cases of each criterion's present version, for determinations to be replayed by."""
    for folder in folders:
        try:
            OUT.print(f"{folder}: {freeze(folder)} cases are frozen.", markup=False)
        except Faulty as faulty:
            stop(str(faulty.fault))
        except ReleaseRefused as refused:
            stop(str(refused))


@plugin_commands.command()
def check(folders: Annotated[list[Path], typer.Argument(help="Folders of plugins.")]) -> None:
    """Hold plugins to the contract; name file and mend of each fault."""
    faults = [fault for folder in folders for fault in check_plugin(folder)]
    if faults:
        stop(*(str(fault) for fault in faults), f"{len(faults)} to mend.")
    for folder in folders:
        OUT.print(f"{folder}: keeps the contract.", markup=False)
