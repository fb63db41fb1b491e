"""A database that a newer version has migrated, as an older one sees it.

Two versions next to each other run side by side, so a migration of a newer one is no fault: it only adds. Something is
taken away in two steps. One version stops reading it, and says so in NO_LONGER_READ; the next one removes it, by a
migration whose name says what (`0031_contract_old_names` for `old_names`). Who finds such a one applied, and knows
neither it nor its word, is too old for this database: it would read what is gone.
"""

import logging
from collections.abc import Iterable
from typing import Final

from django.db import connections
from django.db.migrations.loader import MigrationLoader

log = logging.getLogger(__name__)

#: Part of the names of migrations that take something away.
CONTRACT: Final = "_contract_"
#: What this version does not read any more, so that the next one may remove it. Words stay until there is nobody older.
NO_LONGER_READ: frozenset[str] = frozenset()


class TooOld(Exception):
    """This version is too old for its database; the text is the one sentence that is printed."""


def taken_away(loader: MigrationLoader) -> list[str]:
    """Migrations of ours that were applied, that this version does not know, and that took something away."""
    unknown = set(loader.applied_migrations or ()) - set(loader.disk_migrations or ())
    return sorted(f"{app}.{name}" for app, name in unknown if app in loader.migrated_apps and _is_missed(name))


def _is_missed(name: str) -> bool:
    _, contract, what = name.partition(CONTRACT)
    return bool(contract) and what not in NO_LONGER_READ


def sentence(migrations: Iterable[str]) -> str:
    return (
        f"this version is too old for its database, which a newer one has migrated ({', '.join(migrations)}): "
        "start that version, or the one before it"
    )


def refuse(aliases: Iterable[str]) -> None:
    """Raise TooOld for a database that is too new. One that can't be asked is somebody else's to complain about."""
    for alias in aliases:
        try:
            found = taken_away(MigrationLoader(connections[alias]))
        except Exception as error:  # drivers raise what they like
            log.info("%s: %s", alias, error)
            connections[alias].close()
            continue
        if found:
            raise TooOld(f"{sentence(found)}.")
