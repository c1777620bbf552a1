"""The mail server that letters are handed to, by SMTP."""

import asyncio
import contextlib
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as SMTP_POLICY

import aiosmtplib

from seoul_learn.tenant_plane.mail.errors import FateUnknown, LastingRefusal, PassingRefusal
from seoul_learn.tenant_plane.mail.values import OutgoingMail

_LASTING = 500
"""SMTP replies from here on are permanent (RFC 5321 section 4.2.1)."""


class PostOffice:
    """One mail server and the address that letters come from."""

    def __init__(
        self,
        *,
        host: str,
        port: int,
        sender: str,
        username: str | None = None,
        password: str | None = None,
        patience: float = 20,
    ) -> None:
        """`patience`: seconds for getting to the letter, and again for handing it over. TLS where it is offered."""
        self._host = host
        self._port = port
        self._sender = sender
        self._username = username
        self._password = password
        self._patience = patience

    async def hand_over(self, mail: OutgoingMail, *, at: datetime) -> None:
        """Return when the server has taken the letter. Raises PassingRefusal, LastingRefusal, FateUnknown."""
        letter = self._written(mail, at)
        server = aiosmtplib.SMTP(hostname=self._host, port=self._port, username=self._username, password=self._password)
        try:
            await self._approach(server, mail.recipient)
            await self._give(server, letter)
        finally:
            # Politeness only: the letter's fate is settled by now.
            with contextlib.suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
                await server.quit(timeout=2)
            server.close()

    async def _approach(self, server: aiosmtplib.SMTP, recipient: str) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await server.connect()
                await server.mail(self._sender)
                await server.rcpt(recipient)
        except (aiosmtplib.SMTPSenderRefused, aiosmtplib.SMTPRecipientRefused) as refused:
            raise _refusal(refused.code) from refused
        except aiosmtplib.SMTPResponseException as refused:
            # A busy greeting or a wrong password is the server's or the operator's to mend, not the letter's end.
            raise PassingRefusal(str(refused.code)) from refused
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as fault:
            raise PassingRefusal("unreachable") from fault

    async def _give(self, server: aiosmtplib.SMTP, letter: bytes) -> None:
        try:
            async with asyncio.timeout(self._patience):
                await server.data(letter)
        except aiosmtplib.SMTPDataError as refused:
            raise _refusal(refused.code) from refused
        except (aiosmtplib.SMTPException, OSError, TimeoutError) as fault:
            raise FateUnknown("interrupted") from fault

    def _written(self, mail: OutgoingMail, at: datetime) -> bytes:
        letter = EmailMessage(policy=SMTP_POLICY.clone(cte_type="7bit"))
        try:
            letter["From"] = Address(mail.sender_name, addr_spec=self._sender)
            letter["To"] = Address(addr_spec=mail.recipient)
            if mail.reply_to:
                letter["Reply-To"] = Address(addr_spec=mail.reply_to)
            letter["Subject"] = mail.subject
            letter["Date"] = at
            letter["Message-ID"] = f"<{mail.id}@{self._sender.rpartition('@')[2]}>"
            letter["Content-Language"] = mail.language
            letter["Auto-Submitted"] = "auto-generated"
            letter.set_content(mail.body)
            return letter.as_bytes()
        except (ValueError, UnicodeError) as fault:
            raise LastingRefusal("unwritable") from fault


def _refusal(code: int) -> PassingRefusal | LastingRefusal:
    return (LastingRefusal if code >= _LASTING else PassingRefusal)(str(code))
