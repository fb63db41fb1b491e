"""A small provider that stands in for Google and GitHub: it speaks their protocols over HTTP and invents its people.

For tests, and for whoever wants to try sign-in with a provider on their own machine. It vouches for anybody, so it
answers at this machine's own addresses only and sends people back nowhere else.
"""

from scripts.provider.server import DemoProvider

__all__ = ["DemoProvider"]
