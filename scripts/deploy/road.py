"""The road of one service: register, migrate, move, wait, look; and back, when it is not well there. And its commands.

The code before and the migrated database fit together, because migrations never take away what the version before
needs; so going back is a move to the task definition that ran before, and nothing else.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from scripts.deploy import smoke
from scripts.deploy.ecs import Cluster, short
from scripts.deploy.errors import DeployError
from scripts.deploy.site import Site

#: What is done before, with the new image: the tables, and topics that it may have more of; and the seconds of each.
#: With those below, and STABLE once more for the way back, they fit into the hour for which a workflow may act.
TASKS: Final[Mapping[str, float]] = {"migrate": 900.0, "create_topics": 180.0}
STABLE: Final = 900.0
LOOK: Final = 120.0
#: Seconds that a command of an operator's may take.
COMMAND: Final = 3600.0

Say = Callable[[str], None]
Look = Callable[[str, str], None]


def look_at(service: str, url: str) -> None:
    smoke.look(service, url, within=LOOK)


def deploy(cluster: Cluster, site: Site, service: str, image: str, say: Say, look: Look = look_at) -> None:
    """Bring a service to an image. Raises DeployError; what ran before runs again then, unless that fails as well."""
    if "@sha256:" not in image or not image.startswith(f"{site.repository}@"):
        raise DeployError(f"{image} is no image of {site.repository} by digest.")
    before = cluster.service(site.services[service])
    migration = cluster.register(site.migrations[service], image, site.repository)
    after = cluster.register(family_of(before.task_definition), image, site.repository)
    for word, within in TASKS.items():
        say(f"{service}: {word} of {migration}")
        cluster.run(migration, [word], before.network, within=within)
    say(f"{service}: from {short(before.task_definition)} to {after}")
    try:
        cluster.move(before.name, after.arn)
        cluster.wait(before.name, after.arn, within=STABLE)
        look(service, site.url)
    except Exception as fault:
        say(f"{service}: {fault} Going back to {short(before.task_definition)}.")
        back(cluster, before.name, before.task_definition, fault)
        raise DeployError(f"{service} is back at {short(before.task_definition)}. {fault}") from fault
    say(f"{service}: {after} is well")


def back(cluster: Cluster, name: str, task_definition: str, fault: Exception) -> None:
    """Run again what ran before. Raises DeployError that names both faults when that fails too."""
    try:
        cluster.move(name, task_definition)
        cluster.wait(name, task_definition, within=STABLE)
    except Exception as second:
        raise DeployError(f"{name} could not go back: {second} That was wanted because: {fault}") from second


def command(cluster: Cluster, site: Site, service: str, words: Sequence[str], say: Say) -> None:
    """Run words of the image that a service runs now, beside it. Raises DeployError.

    The newest task definition has the settings, and whichever image an apply or a deployment that failed gave it.
    """
    now = cluster.service(site.services[service])
    image = cluster.image_of(now.task_definition, site.repository)
    what = cluster.register(site.migrations[service], image, site.repository)
    say(f"{service}: {' '.join(words)} of {what}")
    task = cluster.run(what, words, now.network, within=COMMAND)
    say(f"{service}: done; what it said is in the log, task {task}")


def current_image(cluster: Cluster, site: Site, service: str) -> str:
    """What a service runs now: to deploy again, with settings that an apply has changed. Raises DeployError."""
    return cluster.image_of(cluster.service(site.services[service]).task_definition, site.repository)


def family_of(task_definition: str) -> str:
    """`arn:…:task-definition/chatterbox-accounts:12` → `chatterbox-accounts`."""
    return short(task_definition).rpartition(":")[0]
