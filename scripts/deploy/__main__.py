"""The words of `python -m scripts.deploy`; see the package."""

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from scripts.deploy import road, static
from scripts.deploy.ecs import Cluster
from scripts.deploy.errors import DeployError
from scripts.deploy.site import SERVICES, Site, site_of

#: In place of an image: the one that the service runs.
CURRENT: Final = "current"


def main(words: Sequence[str] | None = None) -> int:
    given = _parser().parse_args(words)
    try:
        _do(given, site_of(os.environ.get("TERRAFORM_OUTPUTS", "")))
    except (DeployError, ClientError, BotoCoreError, OSError) as fault:
        print(f"deploy: {fault}", file=sys.stderr, flush=True)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m scripts.deploy", description="From an image to a running site.")
    verbs = parser.add_subparsers(dest="verb", required=True)
    pushed = verbs.add_parser("pushed", help="print the image of a revision by digest, nothing when there is none")
    pushed.add_argument("revision")
    files = verbs.add_parser("static", help="send static files to their bucket")
    files.add_argument("folder", type=Path)
    service = verbs.add_parser("service", help="migrate, update, wait, look; back when it is not well")
    service.add_argument("name", choices=SERVICES)
    service.add_argument(
        "--image", required=True, help=f"REPOSITORY@sha256:…, or `{CURRENT}` for the one that runs: after an apply"
    )
    once = verbs.add_parser("run", help="run a command of the image that a service runs now, to its end")
    once.add_argument("name", choices=SERVICES)
    once.add_argument("word", help="such as manage, check, create_topics")
    once.add_argument("more", nargs=argparse.REMAINDER, help="such as first_admin")
    look = verbs.add_parser("smoke", help="look at a service from outside")
    look.add_argument("name", choices=SERVICES)
    return parser


def _do(given: argparse.Namespace, site: Site) -> None:
    if given.verb == "pushed":
        if found := pushed_image(client_of("ecr", site), site, given.revision):
            print(found)
    elif given.verb == "static":
        sent, there = static.upload(client_of("s3", site), site.static_bucket, given.folder)
        _say(f"static files: {sent} sent, {there} were there")
    elif given.verb == "smoke":
        road.look_at(given.name, site.url)
        _say(f"{given.name}: well at {site.url}")
    elif given.verb == "run":
        road.command(_cluster(site), site, given.name, [given.word, *given.more], _say)
    else:
        cluster = _cluster(site)
        image = road.current_image(cluster, site, given.name) if given.image == CURRENT else given.image
        road.deploy(cluster, site, given.name, image, _say)


def _cluster(site: Site) -> Cluster:
    return Cluster(client_of("ecs", site), site.cluster)


def client_of(service: str, site: Site) -> Any:
    """A client of AWS that never waits without end. AWS_ENDPOINT_URL leads it somewhere else, for tests."""
    patience = Config(connect_timeout=5, read_timeout=30, retries={"mode": "standard", "max_attempts": 5})
    return boto3.client(service, region_name=site.region, config=patience)


def pushed_image(client: Any, site: Site, revision: str) -> str:
    """The image that was pushed for a revision, by digest; "" when there is none."""
    try:
        answer = client.describe_images(
            repositoryName=site.repository.partition("/")[2], imageIds=[{"imageTag": revision}]
        )
    except ClientError as error:
        if error.response["Error"]["Code"] == "ImageNotFoundException":
            return ""
        raise
    return f"{site.repository}@{answer['imageDetails'][0]['imageDigest']}"


def _say(words: str) -> None:
    print(words, flush=True)


if __name__ == "__main__":
    sys.exit(main())
