"""A small AWS over HTTP, with as much of ECS, ECR and S3 as a deployment asks for, in their own protocols.

The client is the real SDK, which checks every question against Amazon's own model of the service.
"""

import dataclasses
import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

ARN = "arn:aws:ecs:eu-central-1:123456789012"
REPOSITORY = "123456789012.dkr.ecr.eu-central-1.amazonaws.com/chatterbox"
OLD, NEW = f"{REPOSITORY}@sha256:{'a' * 64}", f"{REPOSITORY}@sha256:{'b' * 64}"
NETWORK = {"awsvpcConfiguration": {"subnets": ["subnet-1"], "securityGroups": ["sg-1"], "assignPublicIp": "DISABLED"}}


@dataclasses.dataclass
class Aws:
    """What there is, and how it behaves: `exits` by word of a task, `rollouts` by image of a service."""

    families: dict[str, list[dict[str, Any]]] = dataclasses.field(default_factory=dict)
    services: dict[str, str] = dataclasses.field(default_factory=dict)
    tasks: dict[str, dict[str, Any]] = dataclasses.field(default_factory=dict)
    exits: dict[str, int | None] = dataclasses.field(default_factory=dict)
    rollouts: dict[str, str] = dataclasses.field(default_factory=dict)
    pushed: dict[str, str] = dataclasses.field(default_factory=dict)
    objects: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    asked: list[str] = dataclasses.field(default_factory=list)
    refused: str = ""
    before: dict[str, str] = dataclasses.field(default_factory=dict)

    def make(self, service: str) -> None:
        """A service that runs OLD beside a collector of somebody else's image, and its task that migrates."""
        ours = {"name": "web", "image": OLD, "essential": True}
        theirs = {"name": "collector", "image": "public.ecr.aws/collector:1", "essential": False}
        self.families[f"chatterbox-{service}"] = [{"containerDefinitions": [theirs, ours], "cpu": "512"}]
        self.families[f"chatterbox-{service}-migrate"] = [{"containerDefinitions": [{**ours, "name": "migrate"}]}]
        self.services[service] = f"{ARN}:task-definition/chatterbox-{service}:1"

    def definition(self, name: str) -> dict[str, Any]:
        family, _, revision = name.rpartition("/")[2].partition(":")
        number = int(revision or len(self.families[family]))
        return {
            **self.families[family][number - 1],
            "family": family,
            "revision": number,
            "status": "ACTIVE",
            "taskDefinitionArn": f"{ARN}:task-definition/{family}:{number}",
        }

    def image_of(self, name: str) -> str:
        ours = [one["image"] for one in self.definition(name)["containerDefinitions"] if "chatterbox" in one["image"]]
        return str(ours[0])

    # ECS

    def DescribeServices(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"services": [self._service(name) for name in said["services"] if name in self.services]}

    def _service(self, name: str) -> dict[str, Any]:
        running = self.services[name]
        outcome = self.rollouts.get(self.image_of(running), "COMPLETED")
        if outcome == "back":  # the circuit breaker has moved it
            running = self.before[name]
        deployment = {
            "id": "ecs-svc/1",
            "status": "PRIMARY",
            "taskDefinition": running,
            "rolloutState": "COMPLETED" if outcome == "back" else outcome,
            "rolloutStateReason": "tasks failed to start" if outcome == "FAILED" else "",
        }
        return {
            "serviceName": name,
            "status": "ACTIVE",
            "taskDefinition": running,
            "networkConfiguration": NETWORK,
            "deployments": [deployment],
        }

    def DescribeTaskDefinition(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"taskDefinition": self.definition(said["taskDefinition"])}

    def RegisterTaskDefinition(self, said: dict[str, Any]) -> dict[str, Any]:
        family = said.pop("family")
        self.families[family].append(said)
        return {"taskDefinition": self.definition(family)}

    def RunTask(self, said: dict[str, Any]) -> dict[str, Any]:
        if self.refused:
            return {"tasks": [], "failures": [{"reason": self.refused}]}
        (override,) = said["overrides"]["containerOverrides"]
        task = f"{ARN}:task/chatterbox/{len(self.tasks) + 1}"
        self.tasks[task] = {**override, "image": self.image_of(said["taskDefinition"]), "network": said}
        return {"tasks": [{"taskArn": task}], "failures": []}

    def DescribeTasks(self, said: dict[str, Any]) -> dict[str, Any]:
        return {"tasks": [self._task(arn) for arn in said["tasks"]], "failures": []}

    def _task(self, arn: str) -> dict[str, Any]:
        task = self.tasks[arn]
        word = task["command"][0]
        task["looks"] = task.get("looks", 0) + 1
        code = self.exits.get(word, 0)
        running = (word in self.exits and code == RUNS_ON) or task["looks"] == 1
        container = {"name": task["name"]} | ({} if running or code is None else {"exitCode": code})
        return {
            "taskArn": arn,
            "lastStatus": "RUNNING" if running else "STOPPED",
            "stoppedReason": "Essential container in task exited",
            "containers": [container],
        }

    def StopTask(self, said: dict[str, Any]) -> dict[str, Any]:
        self.tasks[said["task"]]["stopped"] = True
        return {"task": {"taskArn": said["task"]}}

    def UpdateService(self, said: dict[str, Any]) -> dict[str, Any]:
        name = said["service"]
        self.before[name] = self.services[name]
        self.services[name] = self.definition(said["taskDefinition"])["taskDefinitionArn"]
        return {"service": self._service(name)}

    # ECR

    def DescribeImages(self, said: dict[str, Any]) -> dict[str, Any]:
        tag = said["imageIds"][0]["imageTag"]
        if tag not in self.pushed:
            raise Fault("ImageNotFoundException", f"no image {tag}")
        return {"imageDetails": [{"imageDigest": self.pushed[tag]}]}


#: An exit code that no task has: it never ends.
RUNS_ON = -1


class Fault(Exception):
    pass


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        verb = self.headers["X-Amz-Target"].rpartition(".")[2]
        self.aws.asked.append(verb)
        try:
            self._send(200, json.dumps(getattr(self.aws, verb)(said)), "application/x-amz-json-1.1")
        except Fault as fault:
            code, message = fault.args
            self._send(400, json.dumps({"__type": code, "message": message}), "application/x-amz-json-1.1")

    def do_PUT(self) -> None:
        """Put an object into a bucket."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.aws.objects[unquote(urlsplit(self.path).path)] = {
            "type": self.headers["Content-Type"],
            "cache": self.headers["Cache-Control"],
            "length": str(len(body)),
        }
        self._send(200, "", "application/xml")

    def do_GET(self) -> None:
        """List a bucket, two objects a page."""
        parts = urlsplit(self.path)
        words = {name: values[0] for name, values in parse_qs(parts.query).items()}
        keys = sorted(key.partition("/static-bucket/")[2] for key in self.aws.objects)
        after = int(words.get("continuation-token", 0))
        more = after + 2 < len(keys)
        found = "".join(f"<Contents><Key>{escape(key)}</Key></Contents>" for key in keys[after : after + 2])
        token = f"<NextContinuationToken>{after + 2}</NextContinuationToken>" if more else ""
        truncated = str(more).lower()
        self._send(
            200,
            f"<ListBucketResult><IsTruncated>{truncated}</IsTruncated>{token}{found}</ListBucketResult>",
            "application/xml",
        )

    @property
    def aws(self) -> Aws:
        return self.server.aws  # type: ignore[attr-defined]

    def _send(self, status: int, body: str, kind: str) -> None:
        content = body.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: it is a test."""


@contextmanager
def serving() -> Iterator[http.server.ThreadingHTTPServer]:
    """A server whose `aws` is what it answers of."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
