"""Relays for browsers behind hard firewalls: time-limited credentials that coturn checks by itself.

`use-auth-secret`: the user name is the end of its life and a seat, the password its HMAC-SHA1.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from command.video.signal import IceServer

LIFE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Relays:
    """The addresses of the relay (`turn:…`, `turns:…`) and the secret it shares with us."""

    urls: Sequence[str] = ()
    secret: str = ""

    def servers(self, seat: str, at: datetime) -> tuple[IceServer, ...]:
        """What a browser is given at `at`; nothing without a relay or its secret."""
        if not self.urls or not self.secret:
            return ()
        name = f"{int((at + LIFE).timestamp())}:{seat}"
        digest = hmac.new(self.secret.encode(), name.encode(), hashlib.sha1).digest()
        return (IceServer(tuple(self.urls), name, base64.b64encode(digest).decode()),)
