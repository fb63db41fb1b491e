"""The schema of Terraform's AWS provider, read out of a package that was generated from it.

`cdktf-cdktf-provider-aws` has a JavaScript class for each resource. Its text says which attributes there are, of what
type, which can be reset (those are optional), which have no setter (those are computed), and which blocks there are.
Real resources compute nearly every optional attribute that one leaves out, so optional is optional and computed here.

A schema here: {"attrs": {name: {"type", "required", "optional", "computed"}}, "blocks": {name: [nesting, schema, at
least, at most]}}, in the provider protocol's types: "string", ["list", "string"], ["list", ["object", {…}]], …
"""

import io
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Any, Final

SIMPLE: Final[dict[str, Any]] = {
    "string": "string",
    "number": "number",
    "boolean": "bool",
    "stringMap": ["map", "string"],
    "stringList": ["list", "string"],
    "numberList": ["list", "number"],
    "booleanMap": ["map", "bool"],
    "numberMap": ["map", "number"],
    "anyMap": ["map", "dynamic"],
    "booleanList": ["list", "bool"],
}
#: What the getters of computed attributes give.
GETTERS: Final[dict[str, Any]] = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": ["map", "dynamic"],
}
ATTRIBUTE: Final = re.compile(
    r'\n\s+(\w+): \{\n\s+value: .*?,\n\s+isBlock: (true|false),\n\s+type: "(\w+)",\n\s+storageClassType: "(\w+)",', re.S
)
GETTER: Final = re.compile(
    r"\n    get \w+\(\) \{\n        return (?:cdktf\.Fn\.tolist\()?this\.(get\w+Attribute)\('(\w+)'\)"
)
FILE: Final = re.compile(r"package/lib/([^/]+)/(.+\.js)$")
NAME: Final = re.compile(r'\.tfResourceType = "(\w+)"')
USED: Final = re.compile(r'^\s*(resource|data) "(aws_\w+)"', re.M)
OPTIONAL: Final = {"required": False, "optional": True, "computed": True}
COMPUTED: Final = {"required": False, "optional": False, "computed": True}
DATA: Final = "data:"

Schema = dict[str, Any]

#: The package leaves a firewall's statements open, because they may hold statements. Those that our modules use.
STATEMENTS: Final[Schema] = {
    "rate_based_statement": {
        "limit": {"type": "number", "required": True, "optional": False, "computed": False},
        "aggregate_key_type": {"type": "string", **OPTIONAL},
        "evaluation_window_sec": {"type": "number", **OPTIONAL},
    },
    "managed_rule_group_statement": {
        "name": {"type": "string", "required": True, "optional": False, "computed": False},
        "vendor_name": {"type": "string", "required": True, "optional": False, "computed": False},
        "version": {"type": "string", **OPTIONAL},
    },
}
#: A rule of a managed group that is to do something else than its maker says.
OVERRIDE: Final[Schema] = {
    "attrs": {"name": {"type": "string", "required": True, "optional": False, "computed": False}},
    "blocks": {
        "action_to_use": [
            "list",
            {"attrs": {}, "blocks": {"count": ["list", {"attrs": {}, "blocks": {}}, 0, 1]}},
            1,
            1,
        ]
    },
}


def used_in(folder: Path) -> set[str]:
    """Types that the modules below a folder use: aws_vpc, data:aws_route53_zone."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in modules_in(folder))
    return {(DATA if kind == "data" else "") + name for kind, name in USED.findall(text)}


def modules_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.tf") if ".terraform" not in path.parts)


def read(wheel: Path, wanted: set[str]) -> dict[str, Schema]:
    """Schemas of the wanted types. Raises KeyError, with those that the provider does not have."""
    found = {name: _Type(text).schema for name, text in _sources(wheel, wanted).items()}
    if missing := sorted(wanted - set(found)):
        raise KeyError(f"the provider has no {', '.join(missing)}")
    if firewall := found.get("aws_wafv2_web_acl"):
        _state(firewall["blocks"]["rule"][1])
    return found


def _state(rule: Schema) -> None:
    blocks: Schema = {name: ["list", {"attrs": attrs, "blocks": {}}, 0, 1] for name, attrs in STATEMENTS.items()}
    blocks["managed_rule_group_statement"][1]["blocks"]["rule_action_override"] = ["list", OVERRIDE, 0, 100]
    rule["attrs"].pop("statement", None)
    rule["blocks"]["statement"] = ["list", {"attrs": {}, "blocks": blocks}, 1, 1]


def _sources(wheel: Path, wanted: set[str]) -> dict[str, str]:
    """Generated text of each wanted type; of some it lies in several files, the main one last."""
    with zipfile.ZipFile(wheel) as outer:
        inner = next(name for name in outer.namelist() if name.endswith(".jsii.tgz"))
        content = io.BytesIO(outer.read(inner))
    # A folder is called as its type is: aws_lb lies in lib/lb, data sources in lib/data-aws-…
    folders: dict[str, list[tuple[bool, str, str]]] = {}
    with tarfile.open(fileobj=content) as archive:
        for member in archive:
            match = FILE.match(member.name)
            file = archive.extractfile(member) if match else None
            if match and file:
                text = file.read().decode().split("//# sourceMappingURL")[0]
                folders.setdefault(match[1], []).append((match[2] == "index.js", match[2], text))
    found = {}
    for folder, parts in folders.items():
        text = "\n".join(part for _, _, part in sorted(parts))
        named = NAME.search(text)
        key = (DATA if folder.startswith("data-aws-") else "") + named[1] if named else ""
        if key in wanted:
            found[key] = text
    return found


class _Type:
    """One resource or data source; `schema` is what its text says."""

    def __init__(self, text: str) -> None:
        parts = re.split(r"\nclass (\w+) extends [\w.]+ \{\n", text)
        self.classes = {
            name: body.split(f"\nexports.{name} =")[0] for name, body in zip(parts[1::2], parts[2::2], strict=True)
        }
        functions = re.finditer(r"\nfunction (\w+)ToHclTerraform\(struct\) \{(.*?)\n\}\n", text, re.S)
        self.functions = {match[1].lower(): match[2] for match in functions}
        top = re.search(r"\n(\w+)\.tfResourceType", text)
        name = top[1] if top else ""
        listed = re.search(r"synthesizeHclAttributes\(\) \{(.*?)remove undefined", self.classes[name], re.S)
        self.schema = self._body(name, listed[1] if listed else "", top=True)
        self.schema["attrs"].setdefault("id", {"type": "string", **OPTIONAL})

    def _body(self, name: str, listed: str | None, *, top: bool = False) -> Schema:
        text = self.classes.get(name, "")
        resets = {each.lower() for each in re.findall(r"\n    reset(\w+)\(", text)}
        schema: Schema = {"attrs": {}, "blocks": {}}
        for attribute, is_block, kind, holder in ATTRIBUTE.findall(listed or ""):
            key = attribute.replace("_", "").lower()
            required = not ({key, key + "attribute", key + "input"} & resets) and not (top and attribute == "id")
            if holder in SIMPLE and is_block == "false":
                schema["attrs"][attribute] = {"type": _typed(kind, SIMPLE[holder]), **_flags(required)}
            else:
                self._nested(schema, text, attribute, is_block == "true", kind, holder, required)
        self._computed(schema, text)
        return schema

    def _nested(
        self, schema: Schema, text: str, name: str, is_block: bool, kind: str, holder: str, required: bool
    ) -> None:
        base = re.sub(r"(List|Map)$", "", holder)
        inner = self._body(base + "OutputReference", self.functions.get(base.lower()))
        if name == "timeouts":
            schema["blocks"][name] = ["single", inner, 0, 0]
        elif not is_block:
            nesting = kind if kind in ("list", "set", "map") else "list"
            schema["attrs"][name] = {"type": [nesting, _object(inner)], **_flags(required)}
        else:
            nesting = "single" if kind == "struct" else kind if kind in ("list", "set") else "list"
            schema["blocks"][name] = [nesting, inner, int(required), int(f"new {base}OutputReference(this" in text)]

    def _computed(self, schema: Schema, text: str) -> None:
        """What has a getter and no setter."""
        attributes, blocks = schema["attrs"], schema["blocks"]
        for getter, name in GETTER.findall(text):
            if name not in attributes and name not in blocks and getter in GETTERS:
                attributes[name] = {"type": GETTERS[getter], **COMPUTED}
        for holder, name in re.findall(r'new (\w+List)\(this, "(\w+)"', text):
            if name not in attributes and name not in blocks:
                inner = self._body(re.sub(r"List$", "", holder) + "OutputReference", None)
                attributes[name] = {"type": ["list", _object(inner)], **COMPUTED}
        for name in re.findall(r'new cdktf\.StringMap\(this, "(\w+)"', text):
            attributes.setdefault(name, {"type": ["map", "string"], **COMPUTED})


def _typed(kind: str, simple: Any) -> Any:
    return [kind, simple[1]] if isinstance(simple, list) and kind in ("set", "list") else simple


def _flags(required: bool) -> dict[str, bool]:
    return {"required": required, "optional": not required, "computed": not required}


def _object(schema: Schema) -> list[Any]:
    return ["object", {name: each["type"] for name, each in schema["attrs"].items()}]
