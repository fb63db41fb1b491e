"""It is true that terraform/ is valid, plans, and passes its tests, and that a mistake in it is found.

Left out where there is no terraform (conftest.py); `make test` says so.
"""

import functools
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from chatterbox import env
from chatterbox.container import TASKS, WORKERS
from scripts.infra import checks, costs, docs, schema, tools
from scripts.infra.attached import Attached, attached, copied
from scripts.stack.layout import ROOT
from scripts.tests.terraform_mistakes import MISTAKES, Mistake

pytestmark = [pytest.mark.wide, pytest.mark.timeout(300)]

VALUES = "-var-file=examples/production.tfvars"
DEPLOY = ROOT / "scripts" / "deploy"
CODE = ("accounts", "messaging", "events", "chatterbox")


@pytest.fixture(scope="module")
def terraform() -> Iterator[Attached]:
    with attached(tools.TERRAFORM) as found:
        yield found


@pytest.fixture(scope="module")
def tree(terraform, tmp_path_factory) -> Path:
    """The modules, ready to be validated; nobody changes it."""
    folder = copied(tools.TERRAFORM, tmp_path_factory.mktemp("terraform") / "whole")
    for root in (folder, folder / SERVICE):
        assert terraform.run(root, "init", "-input=false") == ""
    return folder


#: Checks whose mistakes are made together: each says all that it finds.
TOGETHER = ("test", "module")
SERVICE = "modules/service"


def plant(path: Path, before: str, after: str) -> None:
    """Once; how wide `terraform fmt` has made the blanks does not matter."""
    pattern = r" +".join(map(re.escape, re.split(" +", before)))
    changed, times = re.subn(pattern, after.replace("\\", r"\\"), path.read_text(), count=1)
    assert times, f"a mistake is planted in {path.name} where there is nothing any more: {before}"
    path.write_text(changed)


CHECKS: dict[str, Callable[[Attached, Path], str]] = {
    "validate": lambda terraform, folder: terraform.run(folder, "validate"),
    "plan": lambda terraform, folder: checks.planned(terraform, folder, "production"),
    "test": lambda terraform, folder: " ".join(
        terraform.run(folder, "test", VALUES, f"-filter=tests/{name}.tftest.hcl") for name in ("site", "edges")
    ),
    "module": lambda terraform, folder: terraform.run(folder / SERVICE, "test"),
}


@pytest.fixture(scope="module")
def said(terraform, tree, tmp_path_factory) -> Callable[[tuple[Mistake, ...]], str]:
    """What a check says of a tree in which these mistakes were made; all are of one check."""

    @functools.cache
    def said(mistakes: tuple[Mistake, ...]) -> str:
        folder = Path(shutil.copytree(tree, tmp_path_factory.mktemp("planted") / "copy", symlinks=True))
        for mistake in mistakes:
            path = folder / mistake.file
            plant(path, mistake.before, mistake.after)
        return " ".join(CHECKS[mistakes[0].check](terraform, folder).replace("│", " ").split())

    return said


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_found(said, name):
    mistake = MISTAKES[name]
    together = tuple(each for each in MISTAKES.values() if each.check == mistake.check)

    assert mistake.told in said(together if mistake.check in TOGETHER else (mistake,))


def test_without_one_all_is_well(terraform, tree):
    assert checks.formatting() == ""
    assert checks.validity(terraform, tree) == ""
    assert checks.planned(terraform, tree, "small") == ""
    assert terraform.run(tree, "test", VALUES) == ""
    assert terraform.run(tree / SERVICE, "test") == ""


#: What checkov finds, by what was planted: file, before, after, and its number.
UNSAFE = {
    "a database that is not encrypted": (
        "postgres.tf",
        "storage_encrypted     = true",
        "storage_encrypted     = false",
        "CKV_AWS_16",
    ),
    "a database that the world can reach": (
        "postgres.tf",
        "publicly_accessible    = false",
        "publicly_accessible    = true",
        "CKV_AWS_17",
    ),
    "tags that can come to mean another image": ("ecr.tf", '"IMMUTABLE"', '"MUTABLE"', "CKV_AWS_51"),
    "a key that stays the same for ever": (
        "keys.tf",
        "enable_key_rotation     = true",
        "enable_key_rotation     = false",
        "CKV_AWS_7",
    ),
    "headers that smuggle": (
        "load_balancer.tf",
        "drop_invalid_header_fields       = true",
        "drop_invalid_header_fields = false",
        "CKV_AWS_131",
    ),
}


@pytest.mark.long
def test_what_is_unsafe_is_found_and_nothing_else(tmp_path):
    folder = copied(tools.TERRAFORM, tmp_path / "unsafe")
    for file, before, after, _ in UNSAFE.values():
        plant(folder / file, before, after)

    found = {line.split()[0] for line in checks.rules(folder).splitlines()}

    assert found == {number for *_, number in UNSAFE.values()}


def test_an_unformatted_file_is_found(tmp_path):
    (tmp_path / "main.tf").write_text('variable "a" {\n type=string\n}\n')

    assert "type = string" in checks.formatting(tmp_path)


def test_tables_are_made_from_the_modules():
    assert docs.outdated() == []
    assert costs.outdated() == []


def test_every_variable_and_output_says_what_it_is():
    for path in schema.modules_in(tools.TERRAFORM):
        for kind, name, body in docs.BLOCK.findall(path.read_text()):
            assert "  description" in body, f"{path.name}: {name} has no description"
            assert kind == "output" or "  type" in body, f"{path.name}: {name} has no type"


def test_the_state_is_locked_and_kept():
    """No plan looks into a backend, so these are read as text."""
    backend = re.findall(r'backend "s3" \{\n(.*?)\n  \}', (tools.TERRAFORM / "versions.tf").read_text(), re.S)
    bucket = (tools.TERRAFORM / "state" / "main.tf").read_text()

    assert len(backend) == 1
    for line in ("use_lockfile = true", "encrypt      = true"):
        assert line in backend[0]
    for line in ("prevent_destroy = true", 'status = "Enabled"', "block_public_policy     = true"):
        assert line in bucket


def test_everything_that_checkov_is_to_leave_alone_has_a_reason():
    text = checks.BASELINE.read_text()
    excused = re.findall(r"^  - (CKV2?_AWS_\d+)(.*)$", text, re.M)

    assert len(excused) == text.count("CKV") - text.count("# as CKV")
    for number, reason in excused:
        assert len(reason) > 15, f"{number} has no reason"


def test_every_setting_that_a_container_gets_is_one_and_none_that_it_needs_is_missing():
    known = {setting.name: setting for setting in env.SETTINGS}
    text = "\n".join(path.read_text() for path in schema.modules_in(tools.TERRAFORM))
    given = set(re.findall(r"^ {4,6}([A-Z][A-Z0-9_]+) += ", text, re.M))
    given |= set(re.findall(r"\{ ([A-Z][A-Z0-9_]+) = local", text))
    containers_own = {"AWS_REGION", "CONTAINER_PORT", "DJANGO_SETTINGS_MODULE"}

    assert given - containers_own <= set(known)
    required = {
        name for name, setting in known.items() if setting.default is env.REQUIRED and setting.profiles & env.SERVICES
    }
    assert required | {"PUBLIC_URL"} <= given


def test_the_words_of_containers_are_words_of_the_image():
    text = (tools.TERRAFORM / "ecs.tf").read_text()
    words = set(re.findall(r'command = "(\w+)"', text))

    assert words == set(WORKERS)
    assert 'command     = ["migrate"]' in (tools.TERRAFORM / "modules/service/main.tf").read_text()
    assert "migrate" in TASKS


def test_a_deploy_may_do_what_it_does():
    calls = set(re.findall(r"client\.(\w+)\(", "".join(path.read_text() for path in DEPLOY.glob("*.py"))))
    named = {"".join(word.capitalize() for word in call.split("_")) for call in calls}
    rights = set(re.findall(r'"\w+:(\w+)"', (tools.TERRAFORM / "deploy.tf").read_text()))

    assert {"RunTask", "UpdateService", "PutObject"} <= named
    assert named - {"GetPaginator"} <= rights
    assert "ListBucket" in rights  # for the paginator of static.py


def test_metrics_that_are_watched_are_told_by_the_code():
    watched = {
        name for path in schema.modules_in(tools.TERRAFORM) for name in re.findall(r"chatterbox_\w+", path.read_text())
    }
    code = "\n".join(path.read_text() for folder in CODE for path in (ROOT / folder).rglob("*.py"))
    told = set(re.findall(r'"(chatterbox_\w+)"', code))
    told |= {f"chatterbox_events_{name}" for name in re.findall(r'_gauge\("(\w+)"', code)}

    assert watched
    assert {re.sub(r"_(p99|count)$", "", name) for name in watched} <= told
