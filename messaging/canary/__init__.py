"""The canary: every 15 seconds a message goes the ways of people's messages, and everybody may see whether it came.

`bird.py` is the process (`manage.py canary`): it posts over a real socket, waits for what the socket shows and for the
answer that accounts gives by events, looks at each server, and says what is missing. Its beats are rows, and news on
the bus. `watch.py` is a thread of each web process: it hears beats on both ways, looks at PostgreSQL and Redis itself,
and keeps a day of it in memory (`history.py`), so that `/status` (`status.py`) needs no server to answer.
"""

from typing import Final

#: Seconds from one beat to the next.
INTERVAL: Final = 15.0
#: Seconds that a socket has to show the message, and that the answer by events may take in all.
SHOWN_WITHIN, ROUND_WITHIN = 5.0, 9.0
#: Seconds from the beginning of one beat after which the next is missing: the canary itself is silent.
SILENT: Final = 38.0
#: Seconds without a sign of life after which a worker counts as gone; it gives one at least every ten.
LIFELESS: Final = 22.0
#: A beat of another canary that began within so many seconds is enough for both.
ENOUGH: Final = 10.0
#: The channel of the bus that beats travel on.
CHANNEL: Final = "canary"
