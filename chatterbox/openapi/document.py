"""One service's OpenAPI document: made of the code once in a process, committed below docs/, and served."""

import json
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, reverse
from django.utils import translation
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from chatterbox import BASE_DIR

METHODS: Final = ("get", "post", "put", "patch", "delete")


class Document:
    """The document of `service`, whose addresses are named `SERVICE-openapi` and `SERVICE-api-docs`."""

    def __init__(self, service: str, make: Callable[[], dict[str, Any]]) -> None:
        self.service = service
        self.make = make
        self.file = BASE_DIR / "docs" / f"{service}-openapi.json"

    @cached_property
    def content(self) -> dict[str, Any]:
        with translation.override("en"):
            return self.make()

    @cached_property
    def text(self) -> str:
        return json.dumps(self.content, indent=1, ensure_ascii=False, default=str) + "\n"

    @property
    def for_programs(self) -> Callable[[HttpRequest], HttpResponse]:
        """The view that answers with the document itself."""

        @require_safe
        def openapi(request: HttpRequest) -> HttpResponse:
            headers = {"Cache-Control": "public, max-age=300"}
            return HttpResponse(self.text, content_type="application/json", headers=headers)

        return openapi

    @property
    def for_people(self) -> Callable[[HttpRequest], HttpResponse]:
        """The view of a page with every operation by subject."""

        @require_safe
        def docs(request: HttpRequest) -> HttpResponse:
            info = self.content["info"]
            context = {
                "info": info | {"description": _paragraphs(info["description"])},
                "subjects": self.subjects,
                "address": reverse(f"{self.service}-openapi"),
            }
            return render(request, "api_docs.html", context)

        return docs

    @cached_property
    def subjects(self) -> dict[str, list[dict[str, Any]]]:
        """The operations by their tag, as the page shows them."""
        subjects: dict[str, list[dict[str, Any]]] = {}
        for path, item in self.content["paths"].items():
            for method in METHODS:
                if method in item:
                    given = item[method] | {"description": _paragraphs(item[method].get("description", ""))}
                    operation = {"method": method.upper(), "path": path, "answers": sorted(given["responses"]), **given}
                    subjects.setdefault(given.get("tags", ["Other"])[0], []).append(operation)
        return subjects


def generated(patterns: Sequence[URLPattern | URLResolver]) -> dict[str, Any]:
    """What drf-spectacular says of the views behind some addresses, as plain JSON."""
    found = SchemaGenerator(patterns=patterns).get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    plain: dict[str, Any] = json.loads(json.dumps(found, default=str))
    return plain


def _paragraphs(words: str) -> str:
    """Markdown as plain text whose lines break where paragraphs end."""
    return "\n\n".join(" ".join(part.replace("`", "").split()) for part in words.split("\n\n"))
