"""MongoDB as a replica set of one node, because transactions want a replica set."""

import shutil
from typing import Any, Final

from pymongo import MongoClient
from pymongo.errors import OperationFailure, PyMongoError

from scripts.stack import install
from scripts.stack.layout import HOST, Layout
from scripts.stack.part import Part

REPLICA_SET: Final = "rs0"
NOT_YET_INITIALIZED: Final = 94
#: Seconds after which MongoDB ends a transaction: whoever is killed in one leaves it open, and what it wrote locked.
#: MongoDB's own minute is too long for that: events would stand still. Production has the same (docs/deploy.md).
TRANSACTION_SECONDS: Final = 10


def mongo_url(layout: Layout, port: int | None = None) -> str:
    """At another port than its own, the set's own word on where its members are is not asked for."""
    direct = "" if port in (None, layout.mongo_port) else "&directConnection=true"
    return f"mongodb://{HOST}:{port or layout.mongo_port}/?replicaSet={REPLICA_SET}{direct}"


class Mongo(Part):
    name = "mongo"

    def __init__(self, layout: Layout) -> None:
        super().__init__(layout)
        self.port = layout.mongo_port

    def prepare(self) -> None:
        self.layout.folder("mongo")

    def command(self) -> list[str]:
        folder = str(self.layout.folder("mongo"))
        flags = ["--replSet", REPLICA_SET, "--wiredTigerCacheSizeGB", "0.25", "--bind_ip", HOST, "--nounixsocket"]
        flags += ["--setParameter", f"transactionLifetimeLimitSeconds={TRANSACTION_SECONDS}"]
        return [str(install.mongod()), *flags, "--dbpath", folder, "--port", str(self.port), "--quiet"]

    def wipe(self) -> None:
        shutil.rmtree(self.layout.folder("mongo"), ignore_errors=True)

    def answers(self) -> bool:
        """Whether it is primary; the first answer of a new folder also makes the replica set."""
        waits: dict[str, Any] = {"serverSelectionTimeoutMS": 1000, "connectTimeoutMS": 1000, "socketTimeoutMS": 2000}
        try:
            with MongoClient[dict[str, Any]](HOST, self.port, directConnection=True, **waits) as client:
                self._ensure_replica_set(client)
                return bool(client.admin.command("hello")["isWritablePrimary"])
        except PyMongoError:
            return False

    def _ensure_replica_set(self, client: MongoClient[dict[str, Any]]) -> None:
        member = {"_id": 0, "host": f"{HOST}:{self.port}"}
        try:
            config = client.admin.command("replSetGetConfig")["config"]
        except OperationFailure as failure:
            if failure.code != NOT_YET_INITIALIZED:
                raise
            client.admin.command("replSetInitiate", {"_id": REPLICA_SET, "members": [member]})
            return
        if config["members"][0]["host"] != member["host"]:  # the folder was made under another STACK_PORT
            config["members"][0]["host"] = member["host"]
            config["version"] += 1
            client.admin.command("replSetReconfig", config, force=True)
