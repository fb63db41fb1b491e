"""What one connection may cost, whichever server has it: Daphne (`bounded_http.py`, `daphne_sockets.py`) or uvicorn."""

from typing import Final

#: Largest frame, and largest message of several, that is taken, in bytes; beyond it the connection closes with 1009.
MOST_RECEIVED: Final = 64 * 1024
#: Frames that may wait for the application; whoever sends more meanwhile is closed with 4008.
MOST_QUEUED: Final = 256
TOO_FAST: Final = 4008
#: Seconds that a client has to read what was sent and the close frame, before the connection is cut.
CLOSE_WITHIN: Final = 10
#: Seconds that a connection may idle between requests; longer than a proxy keeps one, so that the proxy ends it first.
IDLE_SECONDS: Final = 75
