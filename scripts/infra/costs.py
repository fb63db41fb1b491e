"""What each example costs a month, computed from its variables and the prices in terraform/prices.json.

    python -m scripts.infra costs

Tasks are counted at their least number: what autoscaling adds for some hours is on top.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from scripts.infra import docs, tools

HOURS: Final = 730
EXAMPLES: Final = ("small", "production")
README: Final = tools.TERRAFORM / "README.md"
PRICES: Final = tools.TERRAFORM / "prices.json"
NAMED: Final = re.compile(r"(?m)(^\s*|[{,]\s*)(\w+)\s*=\s*")
#: What modules/service adds to each service, of alarms; and what the root module has of secrets in Secrets Manager.
KEYS, DASHBOARDS = 1, 1


class Line(NamedTuple):
    """`what` costs `dollars` a month; `number` says of how much."""

    what: str
    number: str
    dollars: float


def outdated() -> list[Path]:
    return [README] if _made() != README.read_text(encoding="utf-8") else []


def write() -> None:
    README.write_text(_made(), encoding="utf-8")


def _made() -> str:
    return docs.between(README.read_text(encoding="utf-8"), "costs", table())


def table() -> str:
    """One table with a column for each example."""
    prices = json.loads(PRICES.read_text(encoding="utf-8"))
    columns = {name: list(lines_of(variables_of(name), prices, prices["use"][name])) for name in EXAMPLES}
    rows = ["| a month, in US dollars | " + " | ".join(EXAMPLES) + " |", "|---|" + "---|" * len(EXAMPLES)]
    for parts in zip(*columns.values(), strict=True):
        rows.append(
            f"| {parts[0].what} | " + " | ".join(f"{part.number}: {part.dollars:,.0f}" for part in parts) + " |"
        )
    sums = (sum(line.dollars for line in lines) for lines in columns.values())
    rows.append("| **together** | " + " | ".join(f"**{dollars:,.0f}**" for dollars in sums) + " |")
    return "\n".join([*rows, "", f"Prices: {prices['about']}", ""])


def variables_of(example: str) -> dict[str, Any]:
    """Variables of a .tfvars file of ours: strings, numbers, booleans, lists and objects, no expressions."""
    text = (tools.TERRAFORM / "examples" / f"{example}.tfvars").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    named = NAMED.sub(lambda match: f'{match[1]}"{match[2]}": ', "\n".join(lines))
    ended = re.sub(r"(?m)([^{,\[\s])[ \t]*$", r"\1,", named)
    return dict(json.loads(re.sub(r",(\s*[}\]])", r"\1", "{" + ended + "}")))


def lines_of(given: dict[str, Any], prices: dict[str, Any], use: dict[str, float]) -> Iterator[Line]:
    """Each line of the sum. Raises KeyError for a type of instance that has no price."""
    yield from _tasks(given, prices)
    yield from _network(given, prices, use)
    yield from _data(given, prices, use)
    yield from _rest(given, prices, use)


def _tasks(given: dict[str, Any], prices: dict[str, Any]) -> Iterator[Line]:
    for name in ("accounts", "messaging"):
        task = given[name]
        hourly = task["cpu"] / 1024 * prices["fargate_vcpu_hour"] + task["memory"] / 1024 * prices["fargate_gb_hour"]
        size = f"{task['min']} x {task['cpu'] / 1024:g} vCPU, {task['memory'] / 1024:g} GB"
        yield Line(f"tasks of {name}", size, task["min"] * hourly * HOURS)


def _network(given: dict[str, Any], prices: dict[str, Any], use: dict[str, float]) -> Iterator[Line]:
    balancer = (prices["alb_hour"] + use["alb_lcu"] * prices["alb_lcu_hour"]) * HOURS
    yield Line("load balancer", f"{use['alb_lcu']:g} LCU", balancer)
    gateways = given["nat_gateways"]
    nat = gateways * prices["nat_hour"] * HOURS + use["nat_gb"] * prices["nat_gb"]
    yield Line("NAT", f"{gateways}, {use['nat_gb']:g} GB", nat)
    endpoints = 3 * len(given.get("interface_endpoints", []))
    yield Line("interface endpoints", f"{endpoints}", endpoints * prices["endpoint_hour"] * HOURS)
    addresses = 3 + gateways
    yield Line("public addresses", f"{addresses}", addresses * prices["ipv4_hour"] * HOURS)
    out = (
        use["out_gb"] * prices["out_gb"]
        + max(0.0, use["files_gb"] - prices["cloudfront_free_gb"]) * prices["cloudfront_gb"]
    )
    yield Line("bytes to people", f"{use['out_gb']:g} GB pages and sockets, {use['files_gb']:g} GB files", out)


def _data(given: dict[str, Any], prices: dict[str, Any], use: dict[str, float]) -> Iterator[Line]:
    database, kafka, redis = given["postgres"], given["kafka"], given["redis"]
    copies = 2 if database.get("multi_az", True) else 1
    dollars = copies * (prices["rds_hour"][database["instance_class"]] * HOURS + database["storage"] * prices["rds_gb"])
    yield Line("PostgreSQL", f"{copies} x {database['instance_class']}, {database['storage']} GB", dollars)
    brokers = 3 * (prices["msk_hour"][kafka["instance_type"]] * HOURS + kafka["storage"] * prices["msk_gb"])
    yield Line("Kafka", f"3 x {kafka['instance_type']}, {kafka['storage']} GB", brokers)
    nodes = 1 + redis.get("replicas", 1)
    yield Line("Redis", f"{nodes} x {redis['node_type']}", nodes * prices["redis_hour"][redis["node_type"]] * HOURS)
    atlas = str(use["atlas"])
    yield Line("MongoDB (Atlas)", atlas, prices["atlas_hour"][atlas] * HOURS)
    yield Line("S3 and ECR", f"{use['s3_gb']:g} GB", use["s3_gb"] * prices["s3_gb"])


def _rest(given: dict[str, Any], prices: dict[str, Any], use: dict[str, float]) -> Iterator[Line]:
    yield Line("logs", f"{use['log_gb']:g} GB", use["log_gb"] * prices["log_gb"])
    watching = use["metrics"] * prices["metric"] + use["alarms"] * prices["alarm"] + DASHBOARDS * prices["dashboard"]
    yield Line("metrics and alarms", f"{use['metrics']:g} and {use['alarms']:g}", watching)
    wall = prices["waf_acl"] + 2 * prices["waf_rule"] + use["requests_million"] * prices["waf_million"]
    yield Line("firewall", f"{use['requests_million']:g} million requests", wall)
    secrets = use["secrets"] * prices["secret"] + KEYS * prices["kms_key"] + prices["zone"]
    yield Line("secrets, key, DNS zone", f"{use['secrets']:g} secrets", secrets)
    yield Line("mails", f"{use['mails_thousand']:g} thousand", use["mails_thousand"] * prices["mails_thousand"])
