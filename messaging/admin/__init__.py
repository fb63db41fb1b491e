"""Django admin of messaging: to look at, by staff. Few things are done here, each by the services' write path.

No text of a message is on any page before its reader has said why, which the party's audit log keeps.
"""

from messaging.admin import messages, parties, people
from messaging.admin.site import site

__all__ = ["messages", "parties", "people", "site"]
