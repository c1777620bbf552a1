"""`seoul-learn check-provider` and `reference-provider`: for engineers of companies who follow docs/providers.md."""

import asyncio
import os
import time
from typing import Annotated

import msgspec
import typer

from seoul_learn.commands.screen import OUT, stop
from seoul_learn.demo.provider.moods import Mood
from seoul_learn.demo.provider.server import ReferenceProvider
from seoul_learn.kit.clock import SystemClock
from seoul_learn.plugin_api.loading import load_plugins
from seoul_learn.plugin_api.outgoing.reach import Reach
from seoul_learn.plugin_api.outgoing.wire import GuardedWire


def check_provider(
    address: Annotated[str, typer.Argument(help="The base address of the API, like https://api.provider.example/v1.")],
    client_id: Annotated[str, typer.Option(help="The city's name at the provider.")] = "seoul-learn",
    offering: Annotated[str, typer.Option(help="One of the agreed codes.")] = "demo-lessons",
    launch_host: Annotated[str | None, typer.Option(help="Where learners go in, if on another host.")] = None,
) -> None:
    """Ask a provider for everything in docs/providers.md, and say what is not as it should be."""
    from plugins.providers.rest.config import RestConfig
    from plugins.providers.rest.rehearsal import rehearse

    secret = os.environ.get("PROVIDER_SECRET") or typer.prompt("Secret", hide_input=True)
    config = {"address": address, "client_id": client_id, "secret": secret, "launch_host": launch_host}
    try:
        wanted = msgspec.convert(config, RestConfig)
    except msgspec.ValidationError as fault:
        stop(f"This is not how a contract says it: {fault}.")
    # Whoever runs this on a desk may ask any port of it.
    hosts = frozenset({*wanted.hosts(), *wanted.launch_hosts()})
    wire = GuardedWire(Reach(hosts=hosts, on_this_machine=None))
    strings = load_plugins().strings["rest"]
    faults = asyncio.run(rehearse(wanted, offering, wire=wire, clock=SystemClock(), strings=strings))
    if faults:
        stop(*faults, f"{len(faults)} to mend.")
    OUT.print("All is as docs/providers.md says.")


def reference_provider(
    port: Annotated[int, typer.Option(help="Where it listens, on 127.0.0.1.")] = 9000,
    secret: Annotated[str, typer.Option(envvar="PROVIDER_SECRET", help="The shared secret.")] = "",
    client_id: Annotated[str, typer.Option(help="The city's name at the provider.")] = "seoul-learn",
    mood: Annotated[Mood, typer.Option(help="How it behaves.")] = Mood.WELL,
) -> None:
    """Run a provider of docs/providers.md, with seats in memory, until Ctrl-C."""
    if not secret:
        stop("Give it a secret: --secret, or PROVIDER_SECRET.")
    provider = ReferenceProvider(secret=secret, client_id=client_id, port=port, mood=mood)
    provider.start()
    OUT.print(f"{provider.address} answers, {mood.value}. Ctrl-C ends it.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        provider.stop()
