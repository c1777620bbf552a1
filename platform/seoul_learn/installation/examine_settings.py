"""What single settings cannot say of themselves: whether they fit each other, this machine and the database."""

import socket

import psycopg

from seoul_learn.installation.doctor import Finding
from seoul_learn.settings import Settings

_CONNECTIONS_BESIDE_THE_POOL = 7
"""Of each web process: the control plane's pool and who listens for changed hosts, and one for the doctor."""
_CONNECTIONS_OF_A_WORKER = 23
_LOCAL = ("localhost", ".localhost")


def examine_settings(settings: Settings, owner_url: str) -> list[Finding]:
    """Public address, folders, ports, mail server and the number of connections."""
    return [
        _scheme(settings),
        _folder(settings),
        _ports(settings),
        _mail(settings),
        *_connections(settings, owner_url),
    ]


def _scheme(settings: Settings) -> Finding:
    open_to_all = settings.public_scheme == "http" and not settings.base_domain.endswith(_LOCAL)
    return Finding(
        what="PUBLIC_SCHEME",
        seen=f"{settings.public_scheme} for {settings.base_domain}",
        mend="Set PUBLIC_SCHEME=https behind a proxy that ends TLS: over http anybody between reads what children type."
        if open_to_all
        else None,
    )


def _folder(settings: Settings) -> Finding:
    there = (settings.tenants_folder / "_template").is_dir()
    return Finding(
        what="TENANTS_FOLDER",
        seen=str(settings.tenants_folder.resolve()) if there else f"no _template in {settings.tenants_folder}",
        mend=None if there else "Set TENANTS_FOLDER to the folder `tenants` of this release, or start where it is.",
    )


def _ports(settings: Settings) -> Finding:
    same = settings.port == settings.metrics_port
    return Finding(
        what="PORT and METRICS_PORT",
        seen=f"{settings.port} and {settings.metrics_port}",
        mend="Give METRICS_PORT another number than PORT." if same else None,
    )


def _mail(settings: Settings) -> Finding:
    what, where = "mail server", f"{settings.smtp_host}:{settings.smtp_port}"
    try:
        socket.create_connection((settings.smtp_host, settings.smtp_port), timeout=5).close()
    except OSError as error:
        return Finding(
            what=what,
            seen=f"{where} does not answer: {error}",
            mend="Set SMTP_HOST and SMTP_PORT to a mail server that takes letters from this machine. Without one "
            "nobody can sign in.",
        )
    return Finding(what=what, seen=f"{where} answers")


def _connections(settings: Settings, owner_url: str) -> list[Finding]:
    wanted = settings.web_processes * (settings.database_pool + _CONNECTIONS_BESIDE_THE_POOL)
    wanted += _CONNECTIONS_OF_A_WORKER
    try:
        with psycopg.connect(owner_url, connect_timeout=5) as connection:
            row = connection.execute("select current_setting('max_connections')::int").fetchone()
    except psycopg.OperationalError:
        return []
    allowed = row[0] if row else 0
    return [
        Finding(
            what="connections",
            seen=f"one web machine and one worker want up to {wanted} of the {allowed} that the server allows",
            mend="Lower WEB_PROCESSES or DATABASE_POOL, raise max_connections of the server, or set POOLER_URL."
            if wanted > allowed and not settings.pooler_url
            else None,
        )
    ]
