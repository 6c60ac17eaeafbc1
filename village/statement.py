"""SQL written by hand where a deed is counted in statements: the same text for both databases.

Values stand in it as ?1, ?2 …, never written into the text.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.connection import get_connection

CONNECTION = "default"


def on_postgres(client: BaseDBAsyncClient | None = None) -> bool:
    client = client or get_connection(CONNECTION)
    return client.capabilities.dialect == "postgres"


class Statement:
    def __init__(self, text: str) -> None:
        self._sqlite = " ".join(text.split())
        self._postgres = self._sqlite.replace("?", "$")

    async def __call__(self, *values: Any) -> Sequence[Mapping[str, Any]]:
        """The rows it returns."""
        client = get_connection(CONNECTION)
        text = self._postgres if on_postgres(client) else self._sqlite
        return await client.execute_query_dict(text, list(values))


class Among(Statement):
    """The same with a list of ids, as many as there are: ?* stands in the text for all of them."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._known: dict[int, Statement] = {}

    async def among(self, ids: Collection[int], *values: Any) -> Sequence[Mapping[str, Any]]:
        count = len(ids)
        if count not in self._known:
            marks = (f"?{len(values) + number}" for number in range(1, count + 1))
            self._known[count] = Statement(self._sqlite.replace("?*", ", ".join(marks)))
        return await self._known[count](*values, *ids)
