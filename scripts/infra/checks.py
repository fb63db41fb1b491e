"""The checks of terraform/. Each answers with what is wrong; empty when nothing is."""

import json
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

from scripts.infra import costs, docs, tools
from scripts.infra.attached import Attached, attached, copied
from scripts.stack.layout import ROOT

EXAMPLES: Final = ("small", "production")
#: Root modules beside terraform/ itself.
ROOTS: Final = (".", "state")
BASELINE: Final = tools.TERRAFORM / "checkov.yaml"
CHECKOV_SECONDS: Final = 240


def formatting(folder: Path = tools.TERRAFORM) -> str:
    """What `terraform fmt` would write otherwise."""
    done = subprocess.run(
        [tools.terraform(), "fmt", "-check", "-diff", "-recursive", "-no-color", str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
    )
    return (done.stdout.strip() or done.stderr.strip()) if done.returncode else ""


def papers() -> str:
    """Tables that are made from the code and are not what it says."""
    stale = [*docs.outdated(), *costs.outdated()]
    return "\n".join(f"{path.relative_to(ROOT)} is out of date: make infra-docs" for path in stale)


def validity(terraform: Attached, folder: Path) -> str:
    return "\n".join(filter(None, (_validity(terraform, folder / root) for root in ROOTS)))


def _validity(terraform: Attached, folder: Path) -> str:
    return terraform.run(folder, "init", "-backend=false", "-input=false") or terraform.run(folder, "validate")


def plans(terraform: Attached, folder: Path) -> str:
    said = terraform.run(folder, "init", "-reconfigure", "-input=false")
    for example in EXAMPLES:
        said = said or planned(terraform, folder, example)
    return said


def planned(terraform: Attached, folder: Path, example: str) -> str:
    """What speaks against a plan of an example, in a folder that was initialised."""
    words = ("-input=false", "-refresh=false", "-lock=false", f"-var-file=examples/{example}.tfvars")
    return terraform.run(folder, "plan", *words)


def tests(terraform: Attached, folder: Path) -> str:
    said = terraform.run(folder, "init", "-reconfigure", "-input=false")
    said = said or terraform.run(folder, "test", "-var-file=examples/production.tfvars")
    service = folder / "modules" / "service"
    return said or terraform.run(service, "init", "-input=false") or terraform.run(service, "test")


def rules(folder: Path = tools.TERRAFORM) -> str:
    """What checkov finds beyond what checkov.yaml excuses, each with its reason."""
    command = [
        str(tools.CHECKOV.program("checkov")),
        "--config-file",
        str(BASELINE),
        "--directory",
        str(folder),
        "--output",
        "json",
    ]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=CHECKOV_SECONDS)
    except subprocess.TimeoutExpired:
        return f"checkov was not done after {CHECKOV_SECONDS} s"
    try:
        report = json.loads(done.stdout)
    except json.JSONDecodeError:
        return done.stderr.strip() or done.stdout.strip() or f"checkov ended with code {done.returncode}"
    if "results" not in report:
        return f"checkov looked at nothing below {folder}"
    failed = report["results"]["failed_checks"]
    return "\n".join(sorted(f"{each['check_id']} {each['resource']}: {each['check_name']}" for each in failed))


def together() -> list[tuple[str, Callable[[], str]]]:
    """Every check with its name, on the tree as it is."""
    return [
        ("terraform fmt", formatting),
        ("papers of terraform/", papers),
        ("terraform validate", lambda: with_provider(validity)),
        ("terraform plan", lambda: with_provider(plans)),
        ("terraform test", lambda: with_provider(tests)),
        ("checkov", rules),
    ]


def with_provider(check: Callable[[Attached, Path], str]) -> str:
    with tempfile.TemporaryDirectory() as place:
        folder = copied(tools.TERRAFORM, Path(place) / "terraform")
        try:
            with attached(folder) as terraform:
                return check(terraform, folder)
        except KeyError as error:
            return str(error.args[0])
