"""It is true of a deployment to ECS that…"""

import http.server
import json
import re
import threading

import pytest
import yaml

from scripts import workflows
from scripts.deploy import __main__ as words
from scripts.deploy import road, smoke, static
from scripts.deploy.ecs import Cluster, is_of
from scripts.deploy.errors import DeployError
from scripts.deploy.site import SERVICES, site_of
from scripts.infra import tools
from scripts.tests.fake_aws import ARN, NETWORK, NEW, OLD, REPOSITORY, RUNS_ON, Aws, serving

OUTPUTS = {
    "site_url": "https://chat.example.org/",
    "region": "eu-central-1",
    "cluster_name": "chatterbox",
    "ecr_repository_url": REPOSITORY,
    "deploy_role_arn": "arn:aws:iam::123456789012:role/chatterbox-deploy",
    "static_bucket": "static-bucket",
    "service_names": {service: service for service in SERVICES},
    "migrate_families": {service: f"chatterbox-{service}-migrate" for service in SERVICES},
}
TEXT = json.dumps({name: {"value": value, "type": "string", "sensitive": False} for name, value in OUTPUTS.items()})
SITE = site_of(TEXT)
OLD_DEFINITION = f"{ARN}:task-definition/chatterbox-accounts:1"


@pytest.fixture(scope="module")
def amazon():
    """A server that speaks as AWS does, and the clients of it, which take long to make."""
    with pytest.MonkeyPatch.context() as patch, serving() as server:
        for name, value in {"ACCESS_KEY_ID": "a", "SECRET_ACCESS_KEY": "b", "EC2_METADATA_DISABLED": "true"}.items():
            patch.setenv(f"AWS_{name}", value)
        patch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        yield server, {service: words.client_of(service, SITE) for service in ("ecs", "ecr", "s3")}


@pytest.fixture
def aws(amazon, monkeypatch):
    server, clients = amazon
    server.aws = Aws()
    for service in SERVICES:
        server.aws.make(service)
    monkeypatch.setenv("TERRAFORM_OUTPUTS", TEXT)
    monkeypatch.setattr(words, "client_of", lambda service, site: clients[service])
    return server.aws


@pytest.fixture
def cluster(aws, amazon):
    return Cluster(amazon[1]["ecs"], "chatterbox", pause=0.001, grace=0.05)


@pytest.fixture
def brief(monkeypatch):
    monkeypatch.setattr(road, "TASKS", dict.fromkeys(road.TASKS, 0.2))
    monkeypatch.setattr(road, "STABLE", 0.2)


def deploy(cluster, look=lambda service, url: None, image=NEW):
    """What was said of a deployment of accounts."""
    said = []
    road.deploy(cluster, SITE, "accounts", image, said.append, look)
    return said


def test_it_migrates_moves_and_looks_in_this_order(cluster, aws):
    looked = []

    said = deploy(cluster, lambda service, url: looked.append((service, url, aws.image_of(aws.services["accounts"]))))

    assert [(task["command"], task["image"]) for task in aws.tasks.values()] == [
        (["migrate"], NEW),
        (["create_topics"], NEW),
    ]
    assert aws.asked.index("RunTask") < aws.asked.index("UpdateService")
    assert looked == [("accounts", "https://chat.example.org", NEW)]
    assert aws.image_of(aws.services["messaging"]) == OLD
    assert said[-1] == "accounts: chatterbox-accounts:2 is well"


def test_the_new_revision_is_the_newest_one_with_another_image_and_nothing_else(cluster, aws):
    """What Terraform has changed since goes along, and a collector beside ours keeps its image."""
    aws.families["chatterbox-accounts"].append({**aws.families["chatterbox-accounts"][0], "cpu": "1024"})

    deploy(cluster)

    newest = aws.families["chatterbox-accounts"][-1]
    assert newest["cpu"] == "1024"
    assert [one["image"] for one in newest["containerDefinitions"]] == ["public.ecr.aws/collector:1", NEW]


def test_tasks_run_where_the_service_lives(cluster, aws):
    deploy(cluster)

    assert {json.dumps(task["network"]["networkConfiguration"]) for task in aws.tasks.values()} == {json.dumps(NETWORK)}


@pytest.mark.parametrize("word", road.TASKS)
@pytest.mark.parametrize(("code", "said"), [(1, "ended with 1"), (None, "ended with no exit code")])
def test_a_migration_that_fails_moves_nothing(word, code, said, cluster, aws):
    aws.exits[word] = code

    with pytest.raises(DeployError, match=f"{word} of chatterbox-accounts-migrate:2 failed: migrate {said}"):
        deploy(cluster)

    assert aws.services["accounts"] == OLD_DEFINITION
    assert "UpdateService" not in aws.asked


def test_a_migration_that_never_ends_is_stopped(cluster, aws, brief):
    aws.exits["migrate"] = RUNS_ON

    with pytest.raises(DeployError, match="was not done after 0 s, and was stopped"):
        deploy(cluster)

    assert [task["stopped"] for task in aws.tasks.values()] == [True]
    assert aws.services["accounts"] == OLD_DEFINITION


def test_a_task_that_finds_no_place_is_named_with_the_reason(cluster, aws):
    aws.refused = "RESOURCE:MEMORY"

    with pytest.raises(DeployError, match="did not start: RESOURCE:MEMORY"):
        deploy(cluster)


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("FAILED", "did not become stable: tasks failed to start"),
        ("IN_PROGRESS", "was not stable after"),
        ("back", "ECS went back to what ran before"),
    ],
)
def test_a_service_that_does_not_become_stable_goes_back(outcome, said, cluster, aws, brief):
    aws.rollouts[NEW] = outcome

    with pytest.raises(DeployError, match=f"accounts is back at chatterbox-accounts:1. accounts .*{said}|{said}"):
        deploy(cluster)

    assert aws.services["accounts"] == OLD_DEFINITION


def test_a_site_that_does_not_do_what_it_has_to_goes_back(cluster, aws):
    def look(service, url):
        raise DeployError("/accounts/login/: answered 500")

    with pytest.raises(DeployError, match=r"is back at chatterbox-accounts:1\. /accounts/login/: answered 500"):
        deploy(cluster, look)

    assert aws.services["accounts"] == OLD_DEFINITION


def test_both_faults_are_named_when_there_is_no_way_back(cluster, aws, brief):
    aws.rollouts[NEW] = "FAILED"
    aws.rollouts[OLD] = "IN_PROGRESS"

    with pytest.raises(DeployError, match=r"could not go back: .* not stable .* wanted because: .* failed to start"):
        deploy(cluster)


@pytest.mark.parametrize("image", [f"{REPOSITORY}:latest", "example.org/other@sha256:" + "b" * 64, "", REPOSITORY])
def test_only_an_image_of_ours_by_digest_is_deployed(image, cluster, aws):
    with pytest.raises(DeployError, match="by digest"):
        deploy(cluster, image=image)
    assert aws.asked == []


def test_a_task_without_a_container_of_ours_is_refused(cluster, aws):
    aws.families["chatterbox-accounts-migrate"][0]["containerDefinitions"][0]["image"] = "example.org/chatterbox2:1"

    with pytest.raises(DeployError, match="No container of chatterbox-accounts-migrate"):
        deploy(cluster)


def test_a_service_that_is_not_there_is_named(cluster, aws):
    del aws.services["accounts"]

    with pytest.raises(DeployError, match="There is no service accounts in the cluster chatterbox"):
        deploy(cluster)


@pytest.mark.parametrize(
    ("image", "ours"),
    [(REPOSITORY, True), (f"{REPOSITORY}:1", True), (OLD, True), (f"{REPOSITORY}2:1", False), ("chatterbox", False)],
)
def test_a_repository_is_known_whatever_the_tag(image, ours):
    assert is_of(image, REPOSITORY) is ours


def test_all_that_may_take_its_time_fits_into_the_hour_of_a_workflow_with_the_way_back():
    """Time is left for what comes before: the checkout, the packages, who we are."""
    most = sum(road.TASKS.values()) + road.STABLE + road.LOOK + road.STABLE + 120
    jobs = yaml.safe_load((workflows.FOLDER / "deploy.yml").read_text())["jobs"]
    role = re.search(
        r'"\$\{var\.name\}-deploy"\n +max_session_duration = (\d+)', (tools.TERRAFORM / "deploy.tf").read_text()
    )

    assert role
    assert most < int(role[1])
    assert all(most < 60 * jobs[service]["timeout-minutes"] for service in SERVICES)


# A command of an operator's


@pytest.fixture
def behind(aws, cluster, monkeypatch):
    """accounts runs NEW, and the newest task for commands is that of an apply: with OLD, and with other settings."""
    (first,) = aws.families["chatterbox-accounts"]
    theirs, ours = first["containerDefinitions"]
    aws.families["chatterbox-accounts"].append({**first, "containerDefinitions": [theirs, {**ours, "image": NEW}]})
    aws.services["accounts"] = f"{ARN}:task-definition/chatterbox-accounts:2"
    aws.families["chatterbox-accounts-migrate"][0]["cpu"] = "1024"
    monkeypatch.setattr(words, "_cluster", lambda site: cluster)  # one that does not wait for seconds
    return aws


def test_a_command_is_of_the_image_that_runs_with_the_newest_settings(behind, capsys):
    assert words.main(["run", "accounts", "manage", "events", "resync", "users", "--since", "2h"]) == 0

    (task,) = behind.tasks.values()
    assert task["image"] == NEW
    assert task["command"] == ["manage", "events", "resync", "users", "--since", "2h"]
    assert task["network"]["networkConfiguration"] == NETWORK
    assert behind.families["chatterbox-accounts-migrate"][-1]["cpu"] == "1024"
    assert capsys.readouterr().out.splitlines() == [
        "accounts: manage events resync users --since 2h of chatterbox-accounts-migrate:2",
        "accounts: done; what it said is in the log, task 1",
    ]
    assert "UpdateService" not in behind.asked


def test_a_command_that_fails_says_so(behind, capsys):
    behind.exits["manage"] = 1

    assert words.main(["run", "accounts", "manage", "first_admin"]) == 1
    assert "manage first_admin of chatterbox-accounts-migrate:2 failed" in capsys.readouterr().err


def test_a_command_of_no_words_is_none(aws, capsys):
    """ECS would run what stands in the task definition: a migration."""
    with pytest.raises(SystemExit):
        words.main(["run", "accounts"])
    assert aws.asked == []


def test_what_an_apply_has_changed_is_deployed_with_the_image_that_runs(behind, monkeypatch):
    """The apply has made a revision of the service's own with the first image."""
    behind.families["chatterbox-accounts"].append({**behind.families["chatterbox-accounts"][0], "cpu": "2048"})
    monkeypatch.setattr(road.deploy, "__defaults__", (lambda service, url: None,))

    assert words.main(["service", "accounts", "--image", "current"]) == 0
    assert behind.image_of(behind.services["accounts"]) == NEW
    assert behind.definition(behind.services["accounts"])["cpu"] == "2048"
    assert {task["image"] for task in behind.tasks.values()} == {NEW}


# Its words


def test_an_image_that_was_pushed_is_not_built_again(aws, capsys):
    aws.pushed["abc"] = "sha256:" + "c" * 64

    assert words.main(["pushed", "abc"]) == 0
    assert capsys.readouterr().out.strip() == f"{REPOSITORY}@sha256:{'c' * 64}"
    assert words.main(["pushed", "abd"]) == 0
    assert capsys.readouterr().out == ""


def test_what_amazon_refuses_is_said_in_one_line(aws, capsys, monkeypatch):
    aws.services.clear()

    assert words.main(["service", "accounts", "--image", NEW]) == 1
    said = capsys.readouterr().err
    assert said.startswith("deploy: There is no service accounts")
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        ("", "is not what"),
        ("[]", "is not what"),
        ("{}", "has no site_url"),
        (TEXT.replace("static_bucket", "bucket"), "has no static_bucket"),
        (TEXT.replace('"messaging": "messaging"', '"x": "y"'), "has no service_names of messaging"),
    ],
)
def test_outputs_that_lack_something_are_refused(outputs, said, monkeypatch, capsys):
    monkeypatch.setenv("TERRAFORM_OUTPUTS", outputs)

    assert words.main(["smoke", "accounts"]) == 1
    assert said in capsys.readouterr().err


# Static files


def test_static_files_are_sent_once_and_say_how_long_they_are_kept(aws, tmp_path, capsys):
    for name in (
        "js/socket.3fa92b11c0de.js",
        "js/socket.js",
        "css/base.aaaaaaaaaaaa.css",
        "fonts/a.bbbbbbbbbbbb.woff2",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)

    assert words.main(["static", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "static files: 4 sent, 0 were there\n"
    hashed = aws.objects["/static-bucket/static/js/socket.3fa92b11c0de.js"]
    assert (hashed["type"], hashed["cache"]) == ("text/javascript; charset=utf-8", static.FOR_EVER)
    assert aws.objects["/static-bucket/static/js/socket.js"]["cache"] == static.FOR_A_MINUTE
    assert aws.objects["/static-bucket/static/fonts/a.bbbbbbbbbbbb.woff2"]["type"] == "font/woff2"

    assert words.main(["static", str(tmp_path)]) == 0
    assert capsys.readouterr().out == "static files: 1 sent, 3 were there\n"


def test_a_folder_without_static_files_is_refused(aws, tmp_path, capsys):
    assert words.main(["static", str(tmp_path)]) == 1
    assert "holds no static files" in capsys.readouterr().err


# The look from outside


@pytest.fixture
def site():
    """A site that answers what it is told: path to status, kind and body."""
    answers = {}

    class Site(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            status, kind, body = answers.get(self.path, (404, "text/plain", "nothing"))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    url = f"http://127.0.0.1:{server.server_port}"
    page = (200, "text/html", f'<link rel="stylesheet" href="{url}/static/base.1.css">')
    answers |= dict.fromkeys(everywhere(), (200, "application/json", '{"status": "ok"}'))
    answers |= {"/": page, "/accounts/login/": page, "/static/base.1.css": (200, "text/css", "")}
    answers["/accounts/.well-known/jwks.json"] = (200, "application/json", '{"keys": [{"kid": "1"}]}')
    yield url, answers
    server.shutdown()
    server.server_close()
    thread.join(5)


def everywhere():
    return [path for checks in smoke.CHECKS.values() for path in checks]


@pytest.mark.parametrize("service", SERVICES)
def test_a_site_that_does_what_it_has_to_is_well(service, site):
    smoke.look(service, site[0], within=0)


@pytest.mark.parametrize(
    ("service", "path", "answer", "said"),
    [
        ("accounts", "/accounts/health/live", (502, "text/html", ""), "answered 502"),
        ("accounts", "/accounts/health/ready", (200, "application/json", '{"status": "down"}'), "down"),
        ("accounts", "/accounts/health/ready", (200, "text/html", "<p>"), "not JSON"),
        ("accounts", "/accounts/.well-known/jwks.json", (200, "application/json", '{"keys": []}'), "no keys"),
        ("accounts", "/accounts/.well-known/jwks.json", (200, "application/json", "[]"), "no key set"),
        ("accounts", "/accounts/login/", (500, "text/html", ""), "answered 500"),
        ("messaging", "/", (200, "text/html", "<p>hello"), "names no style sheet"),
        ("messaging", "/static/base.1.css", (403, "text/html", ""), "answered 403"),
        ("messaging", "/static/base.1.css", (200, "text/html", ""), "base.1.css: text/html"),
        ("messaging", "/sw.js", (404, "text/html", ""), "answered 404"),
        ("messaging", "/api/v1/openapi.json", (503, "text/html", ""), "answered 503"),
    ],
)
def test_what_a_site_does_not_do_is_named(service, path, answer, said, site):
    url, answers = site
    answers[path] = answer

    with pytest.raises(DeployError, match=said):
        smoke.look(service, url, within=0)


def test_it_looks_again_until_it_is_well_or_time_is_over(site):
    url, answers = site
    good = answers.pop("/sw.js")
    threading.Timer(0.05, lambda: answers.update({"/sw.js": good})).start()

    smoke.look("messaging", url, within=5, pause=0.01)


def test_a_site_that_nobody_answers_for_is_named(site):
    with pytest.raises(DeployError, match="did not answer"):
        smoke.look("accounts", "http://127.0.0.1:9", within=0)
