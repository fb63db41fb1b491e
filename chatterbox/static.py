"""Static files under names that change with their content, so that browsers and CDNs keep them for ever."""

import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from django.core.files.base import ContentFile

#: The module that every page starts, below static/.
ENTRY: Final = "js/app.js"
#: Where our modules are, below static/.
MODULES: Final = "js/"
#: `import … from "./a.js"`. A module that is imported by a call, import("./a.js"), is fetched when it is needed.
IMPORTED: Final = re.compile(r'^(?:import|export)[^;("\']*["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE)


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Our ES modules import each other by name, so those names are hashed inside the modules as well.

    They are written to be read, and collected without what only people read: a quarter of their compressed size.
    """

    support_js_module_import_aggregation = True
    #: A name is known once those inside are: a pass for each step from app.js to the last module, in the worst order.
    max_post_process_passes = 20

    def _save(self, name: str, content: Any) -> str:
        if name.startswith(MODULES) and name.endswith(".js"):
            content.seek(0)
            content = ContentFile(without_comments(content.read().decode()).encode())
        return str(super()._save(name, content))  # type: ignore[misc]


def without_comments(module: str) -> str:
    """A module without indentation and without the lines that are comments alone.

    The strings of ours that have several lines (tables in emoji/) begin none of them so.
    """
    lines = (line.lstrip() for line in module.split("\n"))
    return "\n".join(line for line in lines if line and not line.startswith("//")) + "\n"


@lru_cache(maxsize=1)
def modules_of_a_page() -> tuple[str, ...]:
    """Our modules that a page loads at once, below static/: app.js and whatever it imports, directly or not."""
    return with_imports(ENTRY)


def with_imports(*names: str) -> tuple[str, ...]:
    """Modules of ours, below static/, with whatever they import, directly or not."""
    folder = Path(settings.BASE_DIR) / "static"
    found, waiting = set(names), list(names)
    while waiting:
        name = waiting.pop()
        for relative in IMPORTED.findall((folder / name).read_text(encoding="utf-8")):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return tuple(sorted(found))
