"""Tables of variables and outputs in the READMEs of the modules, made from the modules.

python -m scripts.infra docs
"""

import re
from pathlib import Path
from typing import Final

from scripts.infra import tools

MODULES: Final = (tools.TERRAFORM, tools.TERRAFORM / "modules" / "service", tools.TERRAFORM / "state")
BLOCK: Final = re.compile(r'^(variable|output) "(\w+)" \{\n(.*?)^\}', re.M | re.S)
#: An argument of a block, up to the next one or an inner block, as `terraform fmt` lays them out.
ARGUMENT: Final = re.compile(r"^  (\w+) += (.*?)(?=^  \w+ +=|^  \w+ \{|\Z)", re.M | re.S)
REQUIRED: Final = "required"


def outdated() -> list[Path]:
    return [path for path, text in _made().items() if path.read_text(encoding="utf-8") != text]


def write() -> None:
    for path, text in _made().items():
        path.write_text(text, encoding="utf-8")


def _made() -> dict[Path, str]:
    return {
        folder / "README.md": between(
            (folder / "README.md").read_text(encoding="utf-8"), "variables and outputs", tables_of(folder)
        )
        for folder in MODULES
    }


def between(text: str, name: str, table: str) -> str:
    """`text` with `table` between the marks of that name. Raises ValueError where they are missing."""
    first, last = f"<!-- {name}: made by `make infra-docs` -->\n", f"<!-- end of {name} -->\n"
    head, found, rest = text.partition(first)
    _, ended, tail = rest.partition(last)
    if not (found and ended):
        raise ValueError(f"there are no marks for {name}")
    return f"{head}{first}\n{table}\n{last}{tail}"


def tables_of(folder: Path) -> str:
    """Markdown of what a module takes and gives."""
    variables, outputs = [], []
    for path in sorted(folder.glob("*.tf")):
        for kind, name, body in BLOCK.findall(path.read_text(encoding="utf-8")):
            given = {key: " ".join(value.split()) for key, value in ARGUMENT.findall(body)}
            meaning = given.get("description", "").strip('"').replace("|", "\\|")
            if kind == "output":
                outputs.append(f"| `{name}` | {meaning} |")
            else:
                default = f"`{given['default']}`" if "default" in given else REQUIRED
                variables.append(f"| `{name}` | `{given.get('type', 'any')}` | {default} | {meaning} |")
    return "\n".join(
        [
            *("| variable | type | default | meaning |", "|---|---|---|---|", *variables, ""),
            *("| output | meaning |", "|---|---|", *outputs, ""),
        ]
    )
