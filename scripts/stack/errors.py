"""What stops the stack; every text is one that the person at the keyboard can act on."""


class StackError(Exception):
    """A part cannot be installed, started or stopped."""
