"""What each operation takes, answers and refuses, said beside it. `chatterbox/openapi` makes the document of this.

    @described("A party", {200: {"party": PartyShape}})
    def get(self, request, party): ...

Answers are types as msgspec knows them; a dict is an object of such types, and several in a tuple are alternatives.
The method's docstring is the description, the view's `Input` the body. What every operation refuses in the same way
(signed out, too fast, a dependency gone, an unknown id, a body that is no JSON) need not be said.
"""

import dataclasses
import inspect
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from rest_framework import serializers

from events import errors
from events.errors import ChatterboxError
from events.openapi import REFERENCE, reference

SAFE: Final = frozenset({"GET", "HEAD"})
BODILESS: Final = frozenset({"GET", "HEAD", "DELETE"})
LIMITS: Final = ("X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")


class Query(NamedTuple):
    """A query parameter; `kind` is its JSON Schema."""

    name: str
    kind: dict[str, Any]
    meaning: str
    required: bool = False


class Binary(NamedTuple):
    """An answer that is a file."""

    media_type: str


class Refusal(msgspec.Struct):
    """Every refusal has this shape: `code` is for machines, `message` for people, `retry_after` in seconds."""

    code: str
    message: str
    fields: dict[str, list[str]] | msgspec.UnsetType = msgspec.UNSET
    retry_after: float | msgspec.UnsetType = msgspec.UNSET


@dataclasses.dataclass(frozen=True)
class Description:
    summary: str
    answers: Mapping[int, Any]
    query: tuple[Query, ...] = ()
    body: type[serializers.Serializer[Any]] | None = None
    refuses: tuple[type[ChatterboxError], ...] = ()


NUMBER: Final = {"type": "integer", "minimum": 0, "maximum": 2**53 - 1}
TEXT: Final = {"type": "string"}
CURSOR: Final = Query("cursor", TEXT, "`next` of the page before.")


def limit(most: int = 100, default: int = 50) -> Query:
    return Query(
        "limit",
        {"type": "integer", "minimum": 1, "maximum": most, "default": default},
        f"1 to {most}; without it {default}.",
    )


#: The query parameters of a list that comes in pages.
PAGED: Final = (CURSOR, limit())


def listed(shape: Any, **more: Any) -> dict[int, Any]:
    """A page of a list answers so; `more` are fields beside it."""
    return {200: {"items": list[shape], "next": str | None, **more}}


def made(answer: Any) -> dict[int, Any]:
    """What makes something answers so: 201, and 200 when it was there already."""
    return {201: answer, 200: answer}


DONE: Final[dict[int, Any]] = {204: None}

Method = TypeVar("Method", bound=Callable[..., Any])
_described: dict[Any, Description] = {}


def described(
    summary: str,
    answers: Mapping[int, Any],
    *,
    query: tuple[Query, ...] = (),
    body: type[serializers.Serializer[Any]] | None = None,
    refuses: tuple[type[ChatterboxError], ...] = (),
) -> Callable[[Method], Method]:
    """Describe a view's method. `answers`: shape by status, None for nothing; `body`, where it is not `Input`."""

    def note(method: Method) -> Method:
        _described[method] = Description(summary, answers, query, body, refuses)
        return method

    return note


class NotDescribed(LookupError):
    """An operation has no `@described`."""


class DescribedSchema(AutoSchema):
    """Makes the operation of a view's method out of its description. Raises NotDescribed."""

    def get_operation_id(self) -> str:
        words = re.findall("[A-Z][a-z]*", type(self.view).__name__.removesuffix("Api"))
        return "_".join([self.method, *words]).lower()

    def get_summary(self) -> str:
        return self._description.summary

    def get_description(self) -> str:  # type: ignore[override]
        return inspect.getdoc(self._view_method) or ""

    def get_tags(self) -> list[str]:
        return [type(self.view).__module__.rpartition(".")[2].replace("_", " ").capitalize()]

    def get_auth(self) -> list[dict[str, Any]]:
        known: list[dict[str, Any]] = [{"bearer": []}, {"cookie": []}]
        return known if self.view.permission_classes else [*known, {}]

    def get_request_serializer(self) -> Any:
        if self._description.body or self.method in BODILESS:
            return self._description.body
        return getattr(self.view, "Input", None)

    def get_serializer_name(self, serializer: Any, direction: Any) -> str:
        return type(serializer).__qualname__.replace("Api.", "")

    @property
    def _view_method(self) -> Any:
        return getattr(type(self.view), self.method.lower())

    @property
    def _description(self) -> Description:
        found = _described.get(self._view_method)
        if found is None:
            raise NotDescribed(f"{self.method} {self.path}: put @described(…) above it, see messaging/api/describe.py")
        return found

    def _get_parameters(self) -> list[dict[str, Any]]:
        # Malformed is 404 as well, so a path takes any string.
        inside = [
            {"in": "path", "name": name, "required": True, "schema": TEXT} for name in re.findall(r"{(\w+)}", self.path)
        ]
        behind = [
            {"in": "query", "name": one.name, "schema": one.kind, "description": one.meaning}
            | ({"required": True} if one.required else {})
            for one in self._description.query
        ]
        return inside + behind

    def _get_response_bodies(self, direction: Any = "response") -> dict[str, Any]:
        answers = {str(status): self._answer(status, kind) for status, kind in self._description.answers.items()}
        if self.method in SAFE and not any(isinstance(kind, Binary) for kind in self._description.answers.values()):
            answers["304"] = {"description": "Nothing has changed since the answer whose ETag `If-None-Match` names."}
        for status, codes in self._refusals().items():
            answers[str(status)] = self._refusal(status, codes)
        return dict(sorted(answers.items()))

    def _answer(self, status: int, kind: Any) -> dict[str, Any]:
        words = "There already, or as it was." if status == 200 and 201 in self._description.answers else None
        answer: dict[str, Any] = {"description": words or HTTPStatus(status).phrase}
        names = list(LIMITS)
        if isinstance(kind, Binary):
            answer["content"] = {kind.media_type: {"schema": {"type": "string", "format": "binary"}}}
        elif kind is not None:
            answer["content"] = {"application/json": {"schema": self._shape(kind)}}
            names += ["ETag"] if self.method in SAFE else []
        return answer | {"headers": {name: reference("headers", name) for name in names}}

    def _refusals(self) -> dict[int, set[str]]:
        kinds: set[type[ChatterboxError]] = {
            *self._description.refuses,
            errors.NotSignedIn,
            errors.TokenExpired,
            errors.RateLimited,
            errors.Unavailable,
        }
        if "{" in self.path:
            kinds.add(errors.NotFound)
        if self.method not in SAFE:
            kinds.add(errors.CsrfFailed)
        if self._description.query:
            kinds.add(errors.Invalid)
        if CURSOR in self._description.query:
            kinds.add(errors.BadCursor)
        if self.get_request_serializer() is not None:
            kinds |= {errors.Invalid, errors.TooLarge, errors.UnsupportedMediaType}
        codes: dict[int, set[str]] = {}
        for kind in kinds:
            codes.setdefault(int(kind.status), set()).add(kind.code)
        return codes

    def _refusal(self, status: int, codes: set[str]) -> dict[str, Any]:
        """A refusal is kept among the components, because many operations refuse in the same words."""
        known = {"properties": {"code": {"enum": sorted(codes)}}}
        answer: dict[str, Any] = {
            "description": ", ".join(f"`{code}`" for code in sorted(codes)),
            "content": {"application/json": {"schema": {"allOf": [self._shape(Refusal), known]}}},
        }
        names = ["Retry-After"] if status in (429, 503) else []
        names += LIMITS if status == 429 else []
        if names:
            answer["headers"] = {name: reference("headers", name) for name in names}
        name = "_or_".join(sorted(codes))
        self._keep("responses", name, answer)
        return reference("responses", name)

    def _keep(self, kind: str, name: str, component: dict[str, Any]) -> None:
        kept = ResolvedComponent(name=name, type=kind, schema=component, object=name)  # type: ignore[no-untyped-call]
        self.registry.register_on_missing(kept)

    def _shape(self, kind: Any) -> dict[str, Any]:
        """The JSON Schema of an answer; what has a name goes to the document's components."""
        if isinstance(kind, tuple):
            return {"anyOf": [self._shape(one) for one in kind]}
        if isinstance(kind, dict):
            properties = {name: self._shape(one) for name, one in kind.items()}
            return {"type": "object", "properties": properties, "required": list(properties)}
        (schema,), named = msgspec.json.schema_components([kind], ref_template=REFERENCE)
        for name, component in named.items():
            self._keep("schemas", name, component)
        return schema
