"""What our Dockerfile is held to beyond hadolint, which knows good manners and not what this image has to be.

Read as text: whoever has Docker builds it, and the workflow of each service looks at what came of it
(`scripts/image.py`). The rules here say when an edit has taken away what makes the image small and closed.
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from chatterbox import container
from scripts.stack.layout import ROOT

FILE: Final = ROOT / "Dockerfile"
#: Of the one image besides, which makes backups of compose.yaml; its rules are in its test.
BACKUP: Final = ROOT / "deploy" / "backup.Dockerfile"
ENTRY: Final = ["python", "-m", "chatterbox.container"]
PINNED: Final = re.compile(r"^PYTHON=\S+:[\w.-]+@sha256:[0-9a-f]{64}$")
NUMBERS: Final = re.compile(r"^([1-9]\d*):([1-9]\d*)$")
SECRET: Final = re.compile(r"SECRET|PASSWORD|TOKEN|PRIVATE|_URL$")
LABELS: Final = ("title", "description", "revision")
#: What the stage before the last deletes, by path: shells.
SHELLS: Final = ("/bin/sh", "/bin/bash", "/usr/bin/sh", "/usr/bin/bash", "/usr/bin/dash")
#: And what it finds: package managers, an interpreter that nobody asked for, programs that change who one is.
FOUND: Final = ("-name 'apt*'", "-name 'dpkg*'", "-name 'perl*'", "-perm -4000", "-perm -2000", "/site-packages/pip*")
WHEELS: Final = ("--require-hashes", "--only-binary=:all:")


class Instruction(NamedTuple):
    word: str
    rest: str


def instructions(text: str) -> list[Instruction]:
    """The lines of a Dockerfile without comments, those that go on joined."""
    lines = "\n".join(line for line in text.splitlines() if not line.lstrip().startswith("#"))
    joined = re.sub(r"\\\n", " ", lines)
    found = [line.split(None, 1) for line in joined.splitlines() if line.strip()]
    return [Instruction(words[0].upper(), " ".join(words[1].split()) if len(words) > 1 else "") for words in found]


def faults(text: str) -> list[str]:
    """What is wrong with a Dockerfile, each in one sentence."""
    found = instructions(text)
    ends = [index for index, one in enumerate(found) if one.word == "FROM"]
    if not ends:
        return ["there is no stage"]
    before, last = found[: ends[-1]], found[ends[-1] :]
    return [*_of_stages(found), *_of_layers(before), *_of_last(last)]


def _of_stages(found: list[Instruction]) -> Iterator[str]:
    bases = [one.rest for one in found if one.word == "ARG" and one.rest.startswith("PYTHON=")]
    if len(bases) != 1 or not PINNED.match(bases[0]):
        yield "the image that it begins with is not pinned by a tag and a digest"
    known = {"${PYTHON}", "scratch"}
    for one in found:
        if one.word == "FROM":
            name, _, called = one.rest.partition(" AS ")
            if name.split()[-1] not in known:
                yield f"a stage begins with {name}"
            known.add(called)
        if one.word == "ADD":
            yield "ADD fetches and unpacks; COPY is what is meant"
        if one.word in {"ARG", "ENV"}:
            yield from (f"{name} does not belong into an image" for name in _named(one) if SECRET.search(name))


def _named(one: Instruction) -> list[str]:
    return re.findall(r"(\w+)(?==|$)", one.rest)


def _of_layers(before: list[Instruction]) -> Iterator[str]:
    installs = [one.rest for one in before if one.word == "RUN" and " install " in one.rest]
    if not installs:
        yield "no packages are installed"
    for command in installs:
        yield from (f"packages are installed without {flag}" for flag in WHEELS if flag not in command)
    runs = " ".join(one.rest for one in before if one.word == "RUN")
    yield from (f"{path} stays in the image" for path in SHELLS if path not in runs.split())
    yield from (f"{what} stays in the image" for what in FOUND if what not in runs)
    if "-name tests -prune -exec rm -rf" not in runs:
        yield "tests stay in the image"


def _of_last(last: list[Instruction]) -> Iterator[str]:
    words: dict[str, str] = {one.word: one.rest for one in last}
    if words["FROM"] != "scratch" or "RUN" in words:
        yield "the last stage is more than one copy, so what was removed is still in a layer"
    if not NUMBERS.match(words.get("USER", "")):
        yield "it runs as root, or as a name that Kubernetes and ECS can't check"
    if last and max((i for i, one in enumerate(last) if one.word == "COPY"), default=0) > _place(last, "USER"):
        yield "something is copied after USER"
    if _list(words.get("ENTRYPOINT", "")) != ENTRY:
        yield "its entry point is not chatterbox.container, as a list"
    if _list(words.get("CMD", "")) != [container.WEB]:
        yield f"it is not {container.WEB} when nothing is said"
    health = words.get("HEALTHCHECK", "")
    if _list(health.partition("CMD ")[2]) != [*ENTRY, container.HEALTHY] or "--timeout=" not in health:
        yield "nothing asks whether it is healthy"
    if words.get("STOPSIGNAL") != "SIGTERM" or words.get("EXPOSE") != str(container.PORT):
        yield f"its signal is not SIGTERM, or its port not {container.PORT}"
    label = words.get("LABEL", "")
    yield from (f"it has no label {name}" for name in LABELS if f"org.opencontainers.image.{name}=" not in label)


def _place(last: list[Instruction], word: str) -> int:
    return next((index for index, one in enumerate(last) if one.word == word), len(last))


def _list(text: str) -> list[str]:
    """What the exec form says; nothing for the shell form."""
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        return []
    return [str(word) for word in found] if isinstance(found, list) else []
