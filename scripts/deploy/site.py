"""Where the parts of a site are, from the outputs of Terraform."""

import dataclasses
import json
from typing import Any, Final

from scripts.deploy.errors import DeployError

SERVICES: Final = ("accounts", "messaging")


@dataclasses.dataclass(frozen=True)
class Site:
    """`services` and `migrations` by service: the name at ECS, and the family of the task that migrates."""

    url: str
    region: str
    cluster: str
    repository: str
    static_bucket: str
    services: dict[str, str]
    migrations: dict[str, str]


def site_of(outputs: str) -> Site:
    """Read `terraform output -json`. Raises DeployError that names what is missing."""
    try:
        found = json.loads(outputs)
    except ValueError:
        raise DeployError("TERRAFORM_OUTPUTS is not what `terraform output -json` prints.") from None
    if not isinstance(found, dict):
        raise DeployError("TERRAFORM_OUTPUTS is not what `terraform output -json` prints.")
    return Site(
        url=_text(found, "site_url").rstrip("/"),
        region=_text(found, "region"),
        cluster=_text(found, "cluster_name"),
        repository=_text(found, "ecr_repository_url"),
        static_bucket=_text(found, "static_bucket"),
        services=_by_service(found, "service_names"),
        migrations=_by_service(found, "migrate_families"),
    )


def _value(found: dict[str, Any], name: str) -> Any:
    output = found.get(name)
    if not isinstance(output, dict) or not output.get("value"):
        raise DeployError(f"TERRAFORM_OUTPUTS has no {name}: run `terraform apply`, then set the variable anew.")
    return output["value"]


def _text(found: dict[str, Any], name: str) -> str:
    return str(_value(found, name))


def _by_service(found: dict[str, Any], name: str) -> dict[str, str]:
    value = _value(found, name)
    missing = [service for service in SERVICES if not isinstance(value, dict) or not value.get(service)]
    if missing:
        raise DeployError(f"TERRAFORM_OUTPUTS has no {name} of {', '.join(missing)}.")
    return {service: str(value[service]) for service in SERVICES}
