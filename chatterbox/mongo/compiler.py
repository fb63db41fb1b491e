"""Upstream's compilers with a query whose sort finds its index."""

from typing import Any

from django_mongodb_backend import compiler as upstream
from django_mongodb_backend.compiler import SQLInsertCompiler
from django_mongodb_backend.query import MongoQuery

__all__ = ["SQLAggregateCompiler", "SQLCompiler", "SQLDeleteCompiler", "SQLInsertCompiler", "SQLUpdateCompiler"]


class Query(MongoQuery):
    def get_pipeline(self) -> list[dict[str, Any]]:
        """The aggregation. `{"$addFields": {"x": "$x"}}` changes nothing, but hides the index on x from `$sort`."""
        extra: dict[str, Any] = dict(self.extra_fields or {})  # type: ignore[has-type]
        self.extra_fields = {name: of for name, of in extra.items() if of != f"${name}"}
        return super().get_pipeline()  # type: ignore[no-any-return]


class SQLCompiler(upstream.SQLCompiler):
    query_class = Query


class SQLDeleteCompiler(upstream.SQLDeleteCompiler):
    query_class = Query


class SQLUpdateCompiler(upstream.SQLUpdateCompiler):
    query_class = Query


class SQLAggregateCompiler(upstream.SQLAggregateCompiler):
    query_class = Query
