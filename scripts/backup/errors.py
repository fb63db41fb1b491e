"""What keeps a backup from being made or restored."""


class BackupError(Exception):
    """The text is the one sentence that is printed."""
