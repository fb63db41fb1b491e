"""Terraform with the stand-in for its provider attached."""

import contextlib
import json
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from scripts.infra import tools
from scripts.stack.layout import ROOT

SECONDS: Final = 240
#: A plan wants a backend, and the real one is AWS.
LOCAL_BACKEND: Final = 'terraform {\n  backend "local" {}\n}\n'
PROVIDER: Final = "registry.terraform.io/hashicorp/aws"


class Attached:
    """`run` is terraform in a folder whose modules use no types but those that the provider was started with."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = environment

    def run(self, folder: Path, *words: str) -> str:
        """What terraform said when it failed; empty when it went well."""
        command = [tools.terraform(), f"-chdir={folder}", words[0], "-no-color", *words[1:]]
        try:
            done = subprocess.run(
                command,
                env=dict(self._environment),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f"terraform {' '.join(words)} was not done after {SECONDS} s"
        if not done.returncode:
            return ""
        # A plan that fails says at length before what it would have made.
        said = done.stdout[max(0, done.stdout.find("\nError: ")) :].strip()
        return said or f"exit code {done.returncode}"


@contextlib.contextmanager
def attached(folder: Path) -> Iterator[Attached]:
    """The stand-in, with the schemas that the modules below `folder` need. Raises Missing, KeyError."""
    terraform, schema = tools.terraform(), tools.schema_of(folder)
    with tempfile.TemporaryDirectory() as place:
        socket = Path(place) / "provider"
        command = [str(tools.PROVIDER.program("python")), "-m", "scripts.infra.provider", str(schema), str(socket)]
        with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
            try:
                if process.stdout is None or process.stdout.readline().strip() != "ready":
                    raise tools.Missing("the stand-in for the provider did not start")
                yield Attached(_environment(terraform, process.pid, socket))
            finally:
                if process.stdin:
                    process.stdin.close()
                process.wait(timeout=20)


def _environment(terraform: str, pid: int, socket: Path) -> dict[str, str]:
    address = {"Network": "unix", "String": str(socket)}
    attach = {PROVIDER: {"Protocol": "grpc", "ProtocolVersion": 6, "Pid": pid, "Test": True, "Addr": address}}
    # Nothing of this machine's or person's: no credentials, no variables, no mirrors.
    kept = {name: value for name, value in os.environ.items() if not re.match(r"TF_|AWS_", name)}
    return {**kept, "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1", "TF_REATTACH_PROVIDERS": json.dumps(attach)}


def copied(source: Path, target: Path) -> Path:
    """A copy of a tree of modules, with a backend that needs no AWS."""
    ignored: Sequence[str] = (".terraform*", "*.tfstate*")
    shutil.copytree(source, target, ignore=shutil.ignore_patterns(*ignored))
    for folder in {path.parent for path in target.rglob("*.tf") if 'backend "s3"' in path.read_text(encoding="utf-8")}:
        (folder / "backend_override.tf").write_text(LOCAL_BACKEND, encoding="utf-8")
    return target
