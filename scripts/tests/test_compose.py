"""It is true of the whole of Chatterbox with Docker that…"""

import json
import re
import stat

import pytest
import yaml

from chatterbox import container, env, first_secrets, roll_secret_key
from scripts import compose
from scripts.backup.manifest import Urls
from scripts.stack.layout import ROOT
from scripts.stack.mongo import TRANSACTION_SECONDS

TEXT = compose.FILE.read_text()
SERVICES = compose.services_of(TEXT)


def test_nothing_is_wrong_with_it():
    assert compose.faults(SERVICES) == []


@pytest.mark.parametrize("profile", container.PROFILES)
def test_every_process_of_ours_starts_with_what_it_is_given(profile, tmp_path):
    """Its variables as compose fills them, with the secrets that its first service makes."""
    for name in ("secrets", "database"):
        (tmp_path / name).mkdir()
    assert first_secrets.main([str(tmp_path / "secrets"), str(tmp_path / "database")]) == 0
    ours = [service for service in SERVICES.values() if compose.profile_of(service) == profile]
    assert len(ours) >= 5

    for service in ours:
        given = {name: compose.filled(value) for name, value in service["environment"].items()}
        given = {name: value.replace("/srv/", f"{tmp_path}/") for name, value in given.items()}
        values = env.read(profile, given)
        assert values["PUBLIC_URL"] == "http://localhost:8080"
        assert "accounts-web" in values["ALLOWED_HOSTS"]


def test_a_site_of_ones_own_is_what_variables_say():
    given = {"PUBLIC_URL": "https://chat.example.org", "PUBLIC_HOST": "chat.example.org"}
    environment = SERVICES["messaging-web"]["environment"]

    assert compose.filled(environment["PUBLIC_URL"], given) == "https://chat.example.org"
    assert compose.filled(environment["ALLOWED_HOSTS"], given) == "chat.example.org,accounts-web"


def test_its_proxy_has_the_rules_of_the_stack(tmp_path):
    made = tmp_path / "nginx.conf"
    compose.main(made)

    assert compose.CONFIGURATION.read_text() == made.read_text(), "python -m scripts.compose"
    assert "location /accounts/ { proxy_pass http://accounts; }" in made.read_text()
    assert "server accounts-web:8000 resolve" in made.read_text()
    assert yaml.safe_load(TEXT)["configs"]["nginx"]["file"] == "./deploy/nginx.conf"


def test_what_a_killed_process_has_locked_in_mongodb_is_free_as_soon_as_in_the_stack():
    limit = f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"

    assert limit in yaml.safe_load(TEXT)["services"]["mongo"]["command"]
    assert limit in (ROOT / "docs" / "deploy.md").read_text()
    assert TRANSACTION_SECONDS <= 10


def test_no_words_of_people_get_into_the_log_of_postgresql_here_nor_in_production():
    terraform = (ROOT / "terraform" / "postgres.tf").read_text()

    for name, value in {"log_min_error_statement": "panic", "log_error_verbosity": "terse"}.items():
        assert f"{name}={value}" in SERVICES["postgres"]["command"]
        assert re.search(rf'{name} += "{value}"', terraform)


def test_production_has_the_same_paths():
    terraform = (ROOT / "terraform" / "ecs.tf").read_text()

    assert re.findall(r"path_patterns += (.*)", terraform) == ['["/accounts", "/accounts/*"]']


def test_everybody_waits_for_what_has_to_be_done_before():
    for name, service in SERVICES.items():
        profile, words = compose.profile_of(service), service.get("command") or []
        if words and words[0] in {container.WEB, *container.WORKERS}:
            needs = service["depends_on"]
            assert needs[f"{profile}-migrate"] == {"condition": "service_completed_successfully"}, name
            assert needs["topics"] == {"condition": "service_completed_successfully"}, name


def test_servers_are_reached_by_nobody_outside():
    networks = yaml.safe_load(TEXT)["networks"]
    assert networks["inside"] == {"internal": True}

    for name in ("postgres", "mongo", "redis", "kafka"):
        assert SERVICES[name]["networks"] == ["inside"]
        assert "ports" not in SERVICES[name]


def test_a_backup_reaches_both_databases_and_nothing_else(tmp_path):
    backup = SERVICES["backup"]
    for name in ("secrets", "database"):
        (tmp_path / name).mkdir()
    first_secrets.make(tmp_path / "secrets", tmp_path / "database")
    given = {name: str(value).replace("/srv/", f"{tmp_path}/") for name, value in backup["environment"].items()}

    urls = Urls.read(given)

    assert urls.postgres == (tmp_path / "secrets" / "postgres_url").read_text()
    assert urls.mongodb == SERVICES["accounts-web"]["environment"]["MONGODB_URL"]
    assert backup["networks"] == ["inside"]
    assert backup["profiles"] == ["tools"]
    assert [volume["target"] for volume in backup["volumes"] if not volume.get("read_only")] == ["/srv/backups"]


def test_folders_of_volumes_are_in_the_image_with_their_owner():
    """A new volume takes the owner of the folder that it is mounted at."""
    made = re.search(r"chown 10001:10001 (.*?) \\", (ROOT / "Dockerfile").read_text())
    written = {
        volume["target"]
        for service in SERVICES.values()
        if compose.is_ours(service)
        for volume in service.get("volumes", [])
        if volume["type"] == "volume"
    }

    assert made
    assert written <= set(made[1].split())


def test_the_servers_for_tests_are_the_same_with_ports_of_this_machine_alone():
    class Loader(yaml.SafeLoader):
        pass

    Loader.add_constructor("!reset", lambda loader, node: None)
    text = (ROOT / "deploy" / "compose.tests.yaml").read_text()
    found = yaml.load(text, Loader)["services"]  # noqa: S506 - a safe loader with one tag more

    assert set(found) == {"postgres", "mongo", "redis", "kafka"}
    for service in found.values():
        assert "image" not in service
        assert all(port.startswith("127.0.0.1:") for port in service["ports"])


def test_secrets_are_made_once_and_only_for_us(tmp_path):
    secrets, database = tmp_path / "secrets", tmp_path / "database"
    for folder in (secrets, database):
        folder.mkdir()
    first_secrets.make(secrets, database)
    made = {path: path.read_text() for folder in (secrets, database) for path in folder.iterdir()}
    first_secrets.make(secrets, database)

    assert {path: path.read_text() for folder in (secrets, database) for path in folder.iterdir()} == made
    assert {stat.S_IMODE(path.stat().st_mode) for path in secrets.iterdir()} == {0o600}
    assert len({made[secrets / f"secret_key_{profile}"] for profile in container.PROFILES}) == 2
    assert made[database / "password"] in made[secrets / "postgres_url"]
    assert json.loads(made[secrets / "jwt_public_keys.json"])["keys"]
    assert "PRIVATE" not in made[secrets / "jwt_public_keys.json"]


def secret_keys(folder, profile):
    """SECRET_KEY and its fallbacks, as a service of compose.yaml reads them."""
    given = {name: compose.filled(value) for name, value in SERVICES[f"{profile}-web"]["environment"].items()}
    values = env.read(profile, {name: value.replace("/srv/", f"{folder}/") for name, value in given.items()})
    return values["SECRET_KEY"], values["SECRET_KEY_FALLBACKS"]


@pytest.mark.parametrize("profile", container.PROFILES)
def test_a_secret_key_is_changed_and_those_before_are_kept(profile, tmp_path, capsys):
    for name in ("secrets", "database"):
        (tmp_path / name).mkdir()
    folder = tmp_path / "secrets"
    first_secrets.make(folder, tmp_path / "database")
    first, none = secret_keys(tmp_path, profile)
    assert roll_secret_key.main([str(folder), profile]) == 0
    second, before = secret_keys(tmp_path, profile)
    roll_secret_key.roll(folder, profile)
    first_secrets.make(folder, tmp_path / "database")  # the next start of the stack
    third, all_before = secret_keys(tmp_path, profile)

    assert (none, before, all_before) == ([], [first], [second, first])
    assert len({first, second, third}) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert first not in capsys.readouterr().out


@pytest.mark.parametrize("words", [[], ["/srv/secrets"], ["/srv/secrets", "chat"], ["/nowhere/at-all", "accounts"]])
def test_a_secret_key_that_is_nowhere_is_not_changed(words, capsys):
    assert roll_secret_key.main(words) == 1
    assert capsys.readouterr().err.startswith("chatterbox: ")


@pytest.mark.parametrize("words", [[], ["one"], ["/nowhere/at-all", "/nowhere/else"]])
def test_folders_that_are_missing_are_named_in_one_sentence(words, capsys):
    assert first_secrets.main(words) == 1
    said = capsys.readouterr().err
    assert said.startswith("chatterbox: ")
    assert said.count("\n") == 1


REDIS = SERVICES["redis"]["image"]
#: A mistake planted into compose.yaml (what is replaced, and by what), and what the check says of it.
PLANTED = {
    "a worker that is not started": ("command: [send_mails]", "command: [run_jobs]", "nothing is its send_mails"),
    "a role that does not exist": ("command: [relay_events]", "command: [relay_event]", "is nothing that"),
    "a variable that nothing reads": ("  TRUSTED_PROXIES:", "  TRUSTED_PROXY:", "TRUSTED_PROXY is no setting"),
    "a required setting left out": ("    MONGODB_URL: mongodb://mongo:27017/?replicaSet=rs0\n", "", "MONGODB_URL is"),
    "a key that can't be changed": (
        "    SECRET_KEY_FALLBACKS_FILE: /srv/secrets/secret_key_fallbacks_messaging\n",
        "",
        "messaging-web: SECRET_KEY_FALLBACKS is missing",
    ),
    "a secret in the file": ("GITHUB_CLIENT_SECRET:-", "GITHUB_CLIENT_SECRET:-hunter2", "has its value in the file"),
    "a server that floats": (REDIS, "redis:latest", "not pinned"),
    "a server that is root": ('user: "101:101"', 'user: "0:0"', "proxy: it runs as root"),
    "a root that can be written": ("  read_only: true\n  cap_drop", "  cap_drop", "can be written"),
    "new privileges": ('  security_opt: ["no-new-privileges:true"]\n', "", "may gain privileges"),
    "a port open to everybody": ('"127.0.0.1:8025:8025"', '"8025:8025"', "is open to everybody"),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_named(name):
    right, planted, said = PLANTED[name]
    assert right in TEXT

    found = compose.faults(compose.services_of(TEXT.replace(right, planted)))

    assert any(said in fault for fault in found), found
