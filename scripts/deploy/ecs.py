"""ECS, as far as a deployment needs it: task definitions of a new image, a task that ends, a service that moves."""

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Any, Final

from scripts.deploy.errors import DeployError

#: What ECS adds to a task definition, and does not take back.
ADDED: Final = (
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
)
STOPPED, PRIMARY = "STOPPED", "PRIMARY"
COMPLETED, FAILED = "COMPLETED", "FAILED"
#: Who started a task, as ECS shows it.
WE: Final = "deploy"


@dataclasses.dataclass(frozen=True)
class Now:
    """A service as it is: the task definition that it runs, and where its tasks live."""

    name: str
    task_definition: str
    network: dict[str, Any]


@dataclasses.dataclass(frozen=True)
class Revision:
    """A task definition, and the name of its first container of ours."""

    arn: str
    container: str

    def __str__(self) -> str:
        """`…:task-definition/chatterbox-accounts:12` → `chatterbox-accounts:12`."""
        return short(self.arn)


class Cluster:
    """`client` speaks ECS. Whatever has to be waited for is asked for every `pause` seconds, until its time is over.

    For `grace` seconds a deployment that was asked for may not be shown yet: ECS is consistent in the end only.
    """

    def __init__(self, client: Any, name: str, *, pause: float = 5.0, grace: float = 30.0) -> None:
        self.client = client
        self.name = name
        self.pause = pause
        self.grace = grace

    def service(self, name: str) -> Now:
        """Raises DeployError when there is no such service."""
        found = self._described(name)
        return Now(name, found["taskDefinition"], found["networkConfiguration"])

    def image_of(self, task_definition: str, repository: str) -> str:
        """The image of ours that a task definition runs. Raises DeployError when it has none."""
        return str(_ours(self._definition(task_definition), task_definition, repository)[0]["image"])

    def register(self, family: str, image: str, repository: str) -> Revision:
        """The newest task definition of a family with another image, as a new revision.

        Containers of other repositories stay as they are. Raises DeployError when none is ours.
        """
        definition = {name: value for name, value in self._definition(family).items() if name not in ADDED}
        ours = _ours(definition, family, repository)
        for one in ours:
            one["image"] = image
        made = self.client.register_task_definition(**definition)
        return Revision(made["taskDefinition"]["taskDefinitionArn"], ours[0]["name"])

    def run(self, what: Revision, words: Sequence[str], network: dict[str, Any], *, within: float) -> str:
        """Run words of the image to their end as a task; its id, which its log is called by.

        Raises DeployError when it does not start, end or succeed.
        """
        word = " ".join(words)
        started = self.client.run_task(
            cluster=self.name,
            taskDefinition=what.arn,
            overrides={"containerOverrides": [{"name": what.container, "command": list(words)}]},
            launchType="FARGATE",
            count=1,
            networkConfiguration=network,
            startedBy=WE,
        )
        if started.get("failures") or not started["tasks"]:
            reasons = ", ".join(failure.get("reason", "") for failure in started.get("failures", []))
            raise DeployError(f"{word} of {what} did not start: {reasons or 'ECS gave no reason'}.")
        task = started["tasks"][0]["taskArn"]
        try:
            done = self._until(lambda: self._ended(task), within)
        except TimeoutError:
            self.client.stop_task(cluster=self.name, task=task, reason="it took too long")
            raise DeployError(f"{word} of {what} was not done after {within:.0f} s, and was stopped.") from None
        _refuse_faults(f"{word} of {what}", task, done)
        return short(task)

    def move(self, service: str, task_definition: str) -> None:
        """Tell a service to run another task definition; `wait` says how that went."""
        self.client.update_service(cluster=self.name, service=service, taskDefinition=task_definition)

    def wait(self, service: str, task_definition: str, *, within: float) -> None:
        """Return when the service runs nothing but this. Raises DeployError when it gave up, or takes too long."""
        shown_by = time.monotonic() + self.grace
        try:
            fault = self._until(lambda: self._rollout(service, task_definition, shown_by), within)
        except TimeoutError:
            raise DeployError(f"{service} was not stable after {within:.0f} s.") from None
        if fault:
            raise DeployError(f"{service} did not become stable: {fault}.")

    def _ended(self, task: str) -> dict[str, Any] | None:
        answer = self.client.describe_tasks(cluster=self.name, tasks=[task])
        if not answer["tasks"]:
            return None
        found: dict[str, Any] = answer["tasks"][0]
        return found if found["lastStatus"] == STOPPED else None

    def _rollout(self, service: str, task_definition: str, shown_by: float) -> str | None:
        """None while it is under way, "" when it is done, else why ECS gave up."""
        deployments = self._described(service)["deployments"]
        ours = next((one for one in deployments if one["taskDefinition"] == task_definition), None)
        if ours is not None and ours.get("rolloutState") == FAILED:
            return str(ours.get("rolloutStateReason") or "ECS gave no reason")
        if ours is None or ours["status"] != PRIMARY:
            return None if time.monotonic() < shown_by else "ECS went back to what ran before"
        return "" if ours.get("rolloutState") == COMPLETED and len(deployments) == 1 else None

    def _definition(self, name: str) -> dict[str, Any]:
        """A task definition, or the newest one of a family."""
        found: dict[str, Any] = self.client.describe_task_definition(taskDefinition=name)["taskDefinition"]
        return found

    def _described(self, name: str) -> dict[str, Any]:
        answer = self.client.describe_services(cluster=self.name, services=[name])
        found = [one for one in answer["services"] if one["status"] == "ACTIVE"]
        if not found:
            raise DeployError(f"There is no service {name} in the cluster {self.name}.")
        service: dict[str, Any] = found[0]
        return service

    def _until(self, look: Callable[[], Any], within: float) -> Any:
        """The first answer that is not None. Raises TimeoutError."""
        deadline = time.monotonic() + within
        while (found := look()) is None:
            if time.monotonic() > deadline:
                raise TimeoutError
            time.sleep(self.pause)
        return found


def _ours(definition: dict[str, Any], name: str, repository: str) -> list[dict[str, Any]]:
    """Its containers whose image is of a repository. Raises DeployError when there are none."""
    found = [one for one in definition["containerDefinitions"] if is_of(one["image"], repository)]
    if not found:
        raise DeployError(f"No container of {short(name)} has an image of {repository}.")
    return found


def is_of(image: str, repository: str) -> bool:
    """Whether an image lies in a repository, whatever its tag or digest."""
    return image.partition("@")[0].rpartition(":")[0] == repository or image.partition("@")[0] == repository


def _refuse_faults(what: str, task: str, done: dict[str, Any]) -> None:
    """Raises DeployError for a task of which a container ended with a fault, or never began."""
    codes = {one["name"]: one.get("exitCode") for one in done["containers"]}
    faults = [
        f"{name} ended with {'no exit code' if code is None else code}" for name, code in codes.items() if code != 0
    ]
    if faults:
        reason = done.get("stoppedReason") or "ECS gave no reason"
        raise DeployError(
            f"{what} failed: {', '.join(faults)} ({reason}). What it said is in its log, task {short(task)}."
        )


def short(arn: str) -> str:
    return arn.rpartition("/")[2]
