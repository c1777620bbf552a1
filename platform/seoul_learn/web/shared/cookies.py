"""The cookies of a face: host-only, not readable by scripts, and `__Host-` with Secure under TLS."""

from typing import Literal

import msgspec
from litestar.datastructures import Cookie

_YEAR = 365 * 24 * 60 * 60


class Cookies(msgspec.Struct, frozen=True):
    """Makes and names the cookies; `secure` is whether the public address is https."""

    secure: bool

    @property
    def session(self) -> str:
        """The name of the cookie that carries a session's token."""
        return self._name("session")

    @property
    def csrf(self) -> str:
        """The name of the cookie that a form's hidden field has to agree with."""
        return self._name("csrf")

    @property
    def language(self) -> str:
        """The name of the cookie that remembers a chosen language."""
        return self._name("language")

    @property
    def pending(self) -> str:
        """The name of the cookie that carries what is known between two pages of signing in, sealed."""
        return self._name("sign-in")

    @property
    def carried(self) -> str:
        """The name of the cookie that carries the answers of a check through signing in, sealed."""
        return self._name("check")

    def keep_carried(self, sealed: str, *, seconds: int) -> Cookie:
        """The cookie of answers on their way into an application."""
        return self._cookie(self.carried, sealed, seconds)

    def drop_carried(self) -> Cookie:
        """The cookie that forgets them."""
        return self._cookie(self.carried, "", 0)

    def keep_pending(self, sealed: str, *, seconds: int) -> Cookie:
        """The cookie of a sign-in on its way."""
        return self._cookie(self.pending, sealed, seconds)

    def drop_pending(self) -> Cookie:
        """The cookie that forgets it."""
        return self._cookie(self.pending, "", 0)

    @property
    def provider(self) -> str:
        """The name of the cookie that binds a browser to its way through an identity provider, sealed."""
        return self._name("sign-in-with")

    def keep_provider(self, sealed: str, *, seconds: int) -> Cookie:
        """The cookie of somebody on their way to a provider. Lax: it comes along when the provider sends them back."""
        return self._cookie(self.provider, sealed, seconds)

    def drop_provider(self) -> Cookie:
        """The cookie that forgets it."""
        return self._cookie(self.provider, "", 0)

    def keep_session(self, token: str, *, seconds: int) -> Cookie:
        """The cookie of a session just made."""
        return self._cookie(self.session, token, seconds)

    def drop_session(self) -> Cookie:
        """The cookie that makes a browser forget its session."""
        return self._cookie(self.session, "", 0)

    def keep_language(self, language: str) -> Cookie:
        """The cookie of a chosen language, for a year."""
        return self._cookie(self.language, language, _YEAR)

    def _name(self, name: str) -> str:
        return f"__Host-{name}" if self.secure else name

    def _cookie(self, key: str, value: str, seconds: int) -> Cookie:
        lax: Literal["lax"] = "lax"
        return Cookie(key=key, value=value, max_age=seconds, path="/", secure=self.secure, httponly=True, samesite=lax)
