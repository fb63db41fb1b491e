"""Paths as logs tell them: some hold what lets in whoever knows it."""

from typing import Any, Final

#: Names of such parts of addresses: codes of invites, keys in mails, the link of the first administrator.
SECRET_PARTS: Final = frozenset({"code", "key", "secret"})


def told_path(request: Any) -> str:
    """The path of a request without what is secret in it, as far as it led to a view of ours."""
    path: str = request.path
    match = getattr(request, "resolver_match", None)
    for name, value in match.kwargs.items() if match else ():
        if name in SECRET_PARTS:
            path = path.replace(str(value), "…")
    return path
