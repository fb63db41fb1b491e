"""It is true of docs/deploy.md and docs/operate.md that what they name is there, and that they name what is there."""

import json
import re

import pytest

from scripts.deploy import __main__ as deploy
from scripts.infra import docs, tools
from scripts.stack.layout import ROOT

pytestmark = pytest.mark.portable

DEPLOY = (ROOT / "docs" / "deploy.md").read_text()
OPERATE = (ROOT / "docs" / "operate.md").read_text()
STEPS = dict(re.findall(r"^### (\d+\. [^\n]+)\n(.*?)(?=^### |^## |\Z)", DEPLOY, re.M | re.S))
TERRAFORM = {path.name: path.read_text() for path in tools.TERRAFORM.glob("*.tf")}
OUTPUTS = {name for kind, name, _ in docs.BLOCK.findall(TERRAFORM["outputs.tf"]) if kind == "output"}


def test_steps_go_from_one_on():
    assert [int(name.split(".")[0]) for name in STEPS] == list(range(1, len(STEPS) + 1))
    assert len(STEPS) >= 10


@pytest.mark.parametrize("name", STEPS)
def test_a_step_has_its_commands_and_what_one_sees(name):
    assert re.search(r"^```\n.+?^```$", STEPS[name], re.M | re.S)
    assert "Seen" in STEPS[name]


def test_outputs_of_terraform_that_are_asked_for_are_there():
    asked = set(re.findall(r"terraform output (?:-raw |-json )?([a-z]\w+)", DEPLOY + OPERATE))
    asked |= set(re.findall(r"\.(\w+)\.value", STEPS["9. The first administrator"]))

    assert {"ecr_repository_url", "log_groups"} <= asked
    assert asked <= OUTPUTS


def test_resources_that_are_aimed_at_are_there():
    whole = "".join(TERRAFORM.values())
    aimed = re.findall(r"-target=(\w+)\.(\w+)", DEPLOY)

    assert aimed
    assert [one for one in aimed if f'resource "{one[0]}" "{one[1]}"' not in whole] == []


def test_variables_that_are_to_be_set_are_there():
    said = STEPS["3. Say what you want"]
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", said))
    known = {name for kind, name, _ in docs.BLOCK.findall(TERRAFORM["variables.tf"]) if kind == "variable"}

    assert {"region", "domain", "image"} <= named <= known


def test_workflows_and_commands_that_are_named_are_there():
    text = DEPLOY + OPERATE
    for name in re.findall(r"gh workflow run ([\w.]+)|`(\w+\.yml)`", text):
        assert (ROOT / ".github" / "workflows" / "".join(name)).exists(), name
    for name in re.findall(r"python -m ([\w.]+)", text):
        assert any((ROOT / name.replace(".", "/")).with_suffix(end).exists() for end in (".py", "")), name
    for name in re.findall(r"`((?:docs|scripts|terraform|tests|chatterbox|bench|events)/[\w./-]+\.\w+)`", text):
        assert (ROOT / name).exists() or name == "terraform/site.tfvars", name  # step 3 makes that one
    for path in ("examples/small.tfvars", "state"):
        assert (tools.TERRAFORM / path).exists()


def test_words_of_the_deployment_are_those_of_the_command(capsys):
    with pytest.raises(SystemExit):
        deploy.main(["--help"])
    known = capsys.readouterr().out

    asked = set(re.findall(r"python -m scripts\.deploy ([a-z]+)", DEPLOY + OPERATE))
    assert {"run", "service", "smoke"} <= asked
    assert [word for word in asked if word not in known] == []


def alarms() -> set[str]:
    """Their names without what is only a number of a node."""
    canary = json.loads((tools.TERRAFORM / "canary_alarms.json").read_text())["alarms"]
    module = (tools.TERRAFORM / "modules" / "service" / "alarms.tf").read_text()
    text = TERRAFORM["alarms.tf"]
    found = set(re.findall(r'"\$\{service\}-([\w-]+)" =>', text))
    found |= set(re.findall(r'"((?:redis|kafka)-[a-z]+)-\$\{', text))
    found |= set(re.findall(r"^ {4,6}([a-z][\w-]*) += \{\n +about", text, re.M))
    found |= set(re.findall(r'"\$\{local.name\}-([\w]+)"', module))
    return found | {alarm["name"] for alarm in canary}


@pytest.mark.parametrize("name", sorted(alarms()))
def test_every_alarm_has_a_line_that_says_what_to_do(name):
    """One line may speak of several: `…-redis-memory`, `-cpu`."""
    table = OPERATE[OPERATE.index("## Alarms") : OPERATE.index("When something is lost")]
    first, _, last = name.partition("-")

    assert f"-{name}`" in table or (f"`…-{first}-" in table and f"`-{last}`" in table)


def test_no_line_speaks_of_an_alarm_that_is_gone():
    table = OPERATE[OPERATE.index("## Alarms") : OPERATE.index("When something is lost")]
    named = [
        name for cell in re.findall(r"^\| (`…[^|]+) \|", table, re.M) for name in re.findall(r"`…-([\w-]+)`", cell)
    ]

    assert len(named) > 15
    known = alarms() | {f"{service}-5xx" for service in ("accounts", "messaging")}
    assert [name for name in named if name not in known] == []
