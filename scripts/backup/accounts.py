"""MongoDB, by its driver: a snapshot of all collections, as documents one after another, beside what indexes they have.

mongodump would be one program more, takes no snapshot, and is no part of MongoDB's own packages.
"""

import gzip
import json
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, Final

from bson import json_util
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import PyMongoError

from scripts.backup.errors import BackupError
from scripts.backup.manifest import Urls

FOLDER: Final = "accounts"
INDEXES: Final = "indexes.json"
#: Documents of one insertion.
BATCH: Final = 1_000
SERVER_SECONDS: Final = 10
#: Collections are filled under such a name, and then take the place of the old ones.
COMING: Final = "restoring__"
#: Names that belong to MongoDB.
THEIRS: Final = "system."

Client = MongoClient[RawBSONDocument]


def save(urls: Urls, folder: Path) -> dict[str, Any]:
    (folder / FOLDER).mkdir(mode=0o700)
    try:
        with _client(urls) as client, client.start_session(snapshot=True) as session:
            database = client[urls.mongodb_name]
            names = _ours(database)
            counts = {name: _save(database[name], session, folder) for name in names}
            indexes = {name: _indexes(database[name]) for name in names}
            server = client.server_info()["version"]
    except PyMongoError as error:
        raise _refusal(error) from None
    (folder / FOLDER / INDEXES).write_text(json_util.dumps(indexes, indent=2), encoding="utf-8")
    return {"server": server, "documents": counts}


def restore(urls: Urls, folder: Path) -> None:
    """Fill new collections beside the old ones, and then let them take their places. Others are dropped."""
    indexes: dict[str, list[dict[str, Any]]] = json_util.loads((folder / FOLDER / INDEXES).read_text(encoding="utf-8"))
    try:
        with _client(urls) as client:
            database = client[urls.mongodb_name]
            for name in _ours(database):
                if name.startswith(COMING):  # of a restore that did not come to its end
                    database.drop_collection(name)
            for name in indexes:
                _fill(database, name, folder, indexes[name])
            for name in indexes:
                database[COMING + name].rename(name, dropTarget=True)
            for name in set(_ours(database)) - indexes.keys():
                database.drop_collection(name)
    except PyMongoError as error:
        raise _refusal(error) from None


def _client(urls: Urls) -> Client:
    return MongoClient(
        urls.mongodb,
        document_class=RawBSONDocument,
        serverSelectionTimeoutMS=1000 * SERVER_SECONDS,
        w="majority",
    )


def _ours(database: Database[RawBSONDocument]) -> list[str]:
    return sorted(name for name in database.list_collection_names() if not name.startswith(THEIRS))


def _save(collection: Collection[RawBSONDocument], session: ClientSession, folder: Path) -> int:
    count = 0
    with gzip.open(folder / FOLDER / f"{collection.name}.bson.gz", "wb") as file:
        for document in collection.find({}, session=session):
            file.write(document.raw)
            count += 1
    return count


def _indexes(collection: Collection[RawBSONDocument]) -> list[dict[str, Any]]:
    return [json.loads(json_util.dumps(dict(index))) for index in collection.list_indexes() if index["name"] != "_id_"]


def _fill(database: Database[RawBSONDocument], name: str, folder: Path, indexes: list[dict[str, Any]]) -> None:
    database.create_collection(COMING + name)
    if indexes:
        database.command("createIndexes", COMING + name, indexes=indexes)
    batch: list[RawBSONDocument] = []
    with gzip.open(folder / FOLDER / f"{name}.bson.gz", "rb") as file:
        for document in _documents(file):
            batch.append(document)
            if len(batch) == BATCH:
                database[COMING + name].insert_many(batch)
                batch = []
    if batch:
        database[COMING + name].insert_many(batch)


def _documents(file: "gzip.GzipFile | IO[bytes]") -> Iterator[RawBSONDocument]:
    """BSON says at its beginning how long it is (bsonspec.org)."""
    while head := file.read(4):
        yield RawBSONDocument(head + file.read(struct.unpack("<i", head)[0] - 4))


def _refusal(error: PyMongoError) -> BackupError:
    return BackupError(f"MongoDB does not answer as it should: {str(error).splitlines()[0][:300]}")
