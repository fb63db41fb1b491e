"""The real servers without Docker, and both services on them: `make stack`, the tests, and fault injection."""

from scripts.stack.errors import StackError
from scripts.stack.stack import PartStatus, Stack

__all__ = ["PartStatus", "Stack", "StackError"]
