"""Static files under names that change with their content, so that browsers and CDNs keep them for ever."""

import posixpath
import re
from functools import lru_cache
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

#: The module that every page starts, below static/.
ENTRY: Final = "js/app.js"
#: `import … from "./a.js"`. A module that is imported by a call, import("./a.js"), is fetched when it is needed.
IMPORTED: Final = re.compile(r'^(?:import|export)[^;("\']*["\'](\.{1,2}/[^"\']+)["\']', re.MULTILINE)


class HashedStaticFilesStorage(ManifestStaticFilesStorage):
    """Our ES modules import each other by name, so those names are hashed inside the modules as well."""

    support_js_module_import_aggregation = True


@lru_cache(maxsize=1)
def modules_of_a_page() -> tuple[str, ...]:
    """Our modules that a page loads at once, below static/: app.js and whatever it imports, directly or not."""
    folder = Path(settings.BASE_DIR) / "static"
    found, waiting = {ENTRY}, [ENTRY]
    while waiting:
        name = waiting.pop()
        for relative in IMPORTED.findall((folder / name).read_text(encoding="utf-8")):
            imported = posixpath.normpath(posixpath.join(posixpath.dirname(name), relative))
            if imported not in found:
                found.add(imported)
                waiting.append(imported)
    return tuple(sorted(found))
