"""A stand-in for Terraform's AWS provider: its real schema, and no AWS. It runs in the environment of `tools`.

    python -m scripts.infra.provider SCHEMA.json SOCKET

Terraform attaches to it (TF_REATTACH_PROVIDERS) and then validates, plans and tests as ever: every argument and
reference is checked against the schema, and what AWS would compute is unknown in a plan. Ends when its input does.
"""

import json
import sys
from concurrent import futures
from pathlib import Path
from typing import Any, Final

import grpc
import msgpack
from tf.gen import grpc_controller_pb2 as controller
from tf.gen import grpc_controller_pb2_grpc as controller_rpc
from tf.gen import grpc_stdio_pb2_grpc as stdio_rpc
from tf.gen import tfplugin_pb2 as pb
from tf.gen import tfplugin_pb2_grpc as rpc

UNKNOWN: Final = msgpack.ExtType(0, b"\0")
NESTING: Final = {"single": 1, "list": 2, "set": 3}
DUMMIES: Final[dict[str, Any]] = {"string": "stub", "number": 0, "bool": False}
DATA: Final = "data:"
Schema = dict[str, Any]


def attribute(name: str, given: Schema) -> Any:
    flags = {key: given.get(key, False) for key in ("required", "optional", "computed")}
    return pb.Schema.Attribute(name=name, type=json.dumps(given["type"]).encode(), **flags)


def block(schema: Schema) -> Any:
    made = pb.Schema.Block(attributes=[attribute(name, given) for name, given in schema["attrs"].items()])
    for name, (nesting, inner, least, most) in schema["blocks"].items():
        nested = pb.Schema.NestedBlock(type_name=name, nesting=NESTING[nesting], block=block(inner))
        if nesting != "single":
            nested.min_items, nested.max_items = least, most
        made.block_types.append(nested)
    return made


def decoded(value: Any) -> Any:
    if not value.msgpack:
        return None
    return msgpack.unpackb(value.msgpack, raw=False, ext_hook=msgpack.ExtType, strict_map_key=False)


def encoded(value: Any) -> Any:
    return pb.DynamicValue(msgpack=msgpack.packb(value))


def filled(schema: Schema, given: Schema, *, known: bool) -> Schema:
    """`given` with what AWS would compute: unknown in a plan, a dummy where data is read."""
    made = dict(given)
    for name, each in schema["attrs"].items():
        if made.get(name) is None or (known and made[name] == UNKNOWN):
            made[name] = (_dummy(each["type"]) if known else UNKNOWN) if each["computed"] else None
    for name, (_, inner, _, _) in schema["blocks"].items():
        value = made.get(name)
        if isinstance(value, list):
            made[name] = [filled(inner, item, known=known) if isinstance(item, dict) else item for item in value]
        elif isinstance(value, dict):
            made[name] = filled(inner, value, known=known)
    return made


def _dummy(kind: Any) -> Any:
    if isinstance(kind, str):
        return DUMMIES.get(kind)
    return {"map": {}, "list": [], "set": []}.get(kind[0])


#: Of the provider itself: what our modules set.
PROVIDER: Final[Schema] = {
    "attrs": {"region": {"type": "string", "optional": True}},
    "blocks": {
        "default_tags": ["list", {"attrs": {"tags": {"type": ["map", "string"], "optional": True}}, "blocks": {}}, 0, 1]
    },
}


class Provider(rpc.ProviderServicer):
    def __init__(self, schemas: dict[str, Schema]) -> None:
        self.resources = {name: each for name, each in schemas.items() if not name.startswith(DATA)}
        self.data = {name.removeprefix(DATA): each for name, each in schemas.items() if name.startswith(DATA)}
        # Asked for by every command, several times.
        self.schema = pb.GetProviderSchema.Response(
            provider=pb.Schema(block=block(PROVIDER)),
            resource_schemas={name: pb.Schema(block=block(each)) for name, each in self.resources.items()},
            data_source_schemas={name: pb.Schema(block=block(each)) for name, each in self.data.items()},
        )

    def GetMetadata(self, request: Any, context: Any) -> Any:
        made = pb.GetMetadata
        return made.Response(
            resources=[made.ResourceMetadata(type_name=name) for name in self.resources],
            data_sources=[made.DataSourceMetadata(type_name=name) for name in self.data],
        )

    def GetProviderSchema(self, request: Any, context: Any) -> Any:
        return self.schema

    def ValidateProviderConfig(self, request: Any, context: Any) -> Any:
        return pb.ValidateProviderConfig.Response()

    def ValidateResourceConfig(self, request: Any, context: Any) -> Any:
        return pb.ValidateResourceConfig.Response()

    def ValidateDataResourceConfig(self, request: Any, context: Any) -> Any:
        return pb.ValidateDataResourceConfig.Response()

    def ConfigureProvider(self, request: Any, context: Any) -> Any:
        return pb.ConfigureProvider.Response()

    def GetFunctions(self, request: Any, context: Any) -> Any:
        return pb.GetFunctions.Response()

    def StopProvider(self, request: Any, context: Any) -> Any:
        return pb.StopProvider.Response()

    def PlanResourceChange(self, request: Any, context: Any) -> Any:
        proposed = decoded(request.proposed_new_state)
        if proposed is None:
            return pb.PlanResourceChange.Response(planned_state=request.proposed_new_state)
        planned = filled(self.resources[request.type_name], proposed, known=False)
        return pb.PlanResourceChange.Response(planned_state=encoded(planned))

    def ReadDataSource(self, request: Any, context: Any) -> Any:
        read = filled(self.data[request.type_name], decoded(request.config), known=True)
        return pb.ReadDataSource.Response(state=encoded(read))


class Controller(controller_rpc.GRPCControllerServicer):
    def Shutdown(self, request: Any, context: Any) -> Any:
        return controller.Empty()


class Stdio(stdio_rpc.GRPCStdioServicer):
    def StreamStdio(self, request: Any, context: Any) -> Any:
        return iter([])


def main(schema: str, socket: str) -> None:
    server = grpc.server(futures.ThreadPoolExecutor(8))
    rpc.add_ProviderServicer_to_server(Provider(json.loads(Path(schema).read_text(encoding="utf-8"))), server)
    controller_rpc.add_GRPCControllerServicer_to_server(Controller(), server)
    stdio_rpc.add_GRPCStdioServicer_to_server(Stdio(), server)
    server.add_insecure_port(f"unix://{socket}")
    server.start()
    print("ready", flush=True)
    sys.stdin.read()
    server.stop(0)


if __name__ == "__main__":
    main(*sys.argv[1:])
