"""docs/reliability.md: which tests show which promise, and which promises are not kept."""

import re
from collections.abc import Iterable
from typing import Final

from faults.proofs import LACKING, PROOFS, Proof

BEGINS, ENDS = "<!-- proofs: python -m faults --report -->", "<!-- /proofs -->"
#: How the name of a proof begins that is a command and no test.
COMMAND: Final = "python -m "


def table(proofs: Iterable[Proof] = PROOFS) -> str:
    rows = ["| # | promise | passes with | shown by | what is done | not shown |", "|--:|---|---|---|---|---|"]
    rows += [
        f"| {one.number} | {one.title} | {one.passes} | {_tests(one)} | {one.shows} | {one.not_shown} |"
        for one in proofs
    ]
    rows += [f"| {one.number} | {one.title} | | **not kept** | | {one.reason} |" for one in LACKING]
    return "\n".join(rows)


def _tests(proof: Proof) -> str:
    """Grouped by file, so that a row does not say it again and again."""
    files: dict[str, list[str]] = {}
    for each in proof.tests:
        file, _, name = each.partition("::")
        files.setdefault(file, []).append(name)
    return "; ".join(f"`{file}`" + "".join(f" `{name}`" for name in names if name) for file, names in files.items())


def written(text: str) -> str:
    """A document with the table between its marks."""
    return re.sub(
        f"(?s)({re.escape(BEGINS)}).*?({re.escape(ENDS)})", lambda found: f"{found[1]}\n{table()}\n{found[2]}", text
    )
