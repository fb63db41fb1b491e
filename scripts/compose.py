"""What compose.yaml is held to, and its proxy, which `python -m scripts.compose` writes to deploy/nginx.conf.

Which paths belong to which service is said once, in `scripts.stack.nginx`, which settings there are in
`chatterbox.env`, and what a container can be in `chatterbox.container`. The checks compare the file with those, so
`make lint` says when a new worker, a new required setting or another path has not reached it.
"""

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from chatterbox import container, env
from scripts.stack.layout import ROOT
from scripts.stack.nginx import Front

FILE: Final = ROOT / "compose.yaml"
CONFIGURATION: Final = ROOT / "deploy" / "nginx.conf"
#: Docker's name server, which knows where a container is after it was made anew.
RESOLVER: Final = "127.0.0.11"
FRONT: Final = Front(
    head="# Written by `python -m scripts.compose`; the rules are those of scripts/stack/nginx.py.\n",
    scratch="/tmp/",  # noqa: S108 - the one folder of a read-only container that can be written, and its own
    front="8080",
    static_front="8081",
    accounts=("accounts-web:8000",),
    messaging=("messaging-web:8000",),
    static="/srv/static",
    media="/srv/media",
    # What everybody may fetch; which origin the pages have is not known when this is written.
    origin='"*"',
    resolver=RESOLVER,
    behind_tls=True,
)

Service = Mapping[str, Any]
#: Variables that are no settings: they say how a process starts.
BEFORE_PROFILES: Final = {"DJANGO_SETTINGS_MODULE"}
#: Settings that have a default and yet want a place: without one a key can't be changed.
PLACES: Final = {"SECRET_KEY_FALLBACKS"}
#: Programs of ours besides the image's entry point, which need no profile.
PROGRAMS: Final = ("chatterbox.first_secrets", "chatterbox.collect", "scripts.backup")
#: The one server whose start script writes beside its program.
WRITES: Final = {"kafka"}
PINNED: Final = re.compile(r"^[a-z0-9./-]+:[\w.-]+@sha256:[0-9a-f]{64}$")
VARIABLE: Final = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")
MODULE: Final = "chatterbox.settings."


def main(path: Path = CONFIGURATION) -> int:
    path.write_text(FRONT.configuration(), encoding="utf-8")
    return 0


def services_of(text: str) -> dict[str, Service]:
    """The services of a compose file by name, with what they merge. Raises yaml.YAMLError."""
    found: dict[str, Service] = yaml.safe_load(text)["services"]
    return found


def faults(services: Mapping[str, Service]) -> list[str]:
    """What is wrong with the services of compose.yaml, each with the name of the service."""
    found = [f"{name}: {fault}" for name, service in services.items() for fault in _faults_of(name, service)]
    for profile in container.PROFILES:
        wanted = [container.WEB, *(role for role, has in container.WORKERS.items() if profile in has)]
        there = {role for service in services.values() if profile_of(service) == profile for role in _words(service)}
        found += [f"{profile}: nothing is its {role}" for role in [*wanted, "migrate"] if role not in there]
    return found


def is_ours(service: Service) -> bool:
    return "build" in service


def profile_of(service: Service) -> str:
    """The profile that a service of ours runs with; "" for those that need none and for servers."""
    module = str(_environment(service).get("DJANGO_SETTINGS_MODULE", ""))
    return module.removeprefix(MODULE) if module.startswith(MODULE) else ""


def filled(value: Any, given: Mapping[str, str] | None = None) -> str:
    """A value as compose reads it where only `given` is set."""
    return VARIABLE.sub(lambda found: (given or {}).get(found[1]) or found[2] or "", str(value))


def _faults_of(name: str, service: Service) -> Iterator[str]:
    yield from _hardening(name, service)
    if is_ours(service):
        yield from _role(service)
        yield from _variables(service)
    elif not PINNED.match(str(service.get("image", ""))):
        yield f"the image {service.get('image')} is not pinned by a tag and a digest"


def _hardening(name: str, service: Service) -> Iterator[str]:
    if not service.get("read_only") and name not in WRITES:
        yield "its root can be written"
    if service.get("cap_drop") != ["ALL"] or service.get("cap_add") or service.get("privileged"):
        yield "it keeps capabilities"
    if "no-new-privileges:true" not in service.get("security_opt", []):
        yield "it may gain privileges"
    user = str(service.get("user", ""))
    if user.partition(":")[0] in {"root", "0"} or not (user or is_ours(service)):
        yield "it runs as root"
    if not (service.get("mem_limit") and service.get("pids_limit")):
        yield "its memory or its processes have no limit"
    if any("docker.sock" in str(volume) for volume in service.get("volumes", [])):
        yield "it rules the machine by Docker's socket"
    for port in service.get("ports", []):
        if not str(port).startswith(("127.0.0.1:", "${BIND:-127.0.0.1}:")):
            yield f"its port {port} is open to everybody"


def _role(service: Service) -> Iterator[str]:
    words, program = _words(service), [str(word) for word in service.get("entrypoint", [])]
    if any(module in program for module in PROGRAMS):
        return
    profile = profile_of(service)
    if profile not in container.PROFILES:
        yield f"its profile is {profile or 'missing'}"
    elif container.MANAGE in program:
        return
    elif len(words) != 1 or words[0] not in container.known(profile):
        yield f"its command {' '.join(words)!r} is nothing that {profile} has"


def _variables(service: Service) -> Iterator[str]:
    profile = profile_of(service)
    given = set(_environment(service)) - BEFORE_PROFILES
    if not profile:
        return
    rows = [row for row in env.SETTINGS if profile in row.profiles]
    files = {f"{row.name}_FILE" for row in rows if row.file}
    for name in sorted(given - {row.name for row in rows} - files):
        yield f"{name} is no setting of {profile}"
    for row in rows:
        if (row.default is env.REQUIRED or row.name in PLACES) and not {row.name, f"{row.name}_FILE"} & given:
            yield f"{row.name} is missing"
    for name, value in _environment(service).items():
        if re.search(r"SECRET|PASSWORD|PRIVATE", name) and not name.endswith("_FILE") and filled(value):
            yield f"{name} has its value in the file"


def _environment(service: Service) -> dict[str, Any]:
    found = service.get("environment", {})
    return dict(found)


def _words(service: Service) -> list[str]:
    return [str(word) for word in service.get("command") or []]


if __name__ == "__main__":
    sys.exit(main())
