"""Close codes of sockets under Daphne.

autobahn lets an application close with 1000 and 3000 to 4999 only, and drops whoever sends a frame that is too large
without a word; the contract says 1009, 1012 and 1013 as well, and a client has to be able to read them.
"""

from typing import Any

from daphne import server
from daphne.ws_protocol import WebSocketFactory, WebSocketProtocol


class Protocol(WebSocketProtocol):
    def serverClose(self, code: int | None = None) -> None:
        self.sendCloseFrame(code=1000 if code is None else code)


class Factory(WebSocketFactory):
    protocol = Protocol

    def setProtocolOptions(self, **options: Any) -> None:
        super().setProtocolOptions(**options, failByDrop=False)


def install() -> None:
    """Let the next Daphne server of this process close with any code."""
    server.WebSocketFactory = Factory
