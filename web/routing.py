"""Finds the route of an address among its likes: of same length and same first word.

The order of the list still decides; an address that no route has is told as before.
"""

from collections import defaultdict
from collections.abc import Sequence

from starlette.routing import BaseRoute, Match, Route
from starlette.types import Receive, Scope, Send

Shape = tuple[int, str]


class Likes(BaseRoute):
    """Stands for all of `routes`, whose patterns take no slash and begin with a fixed word."""

    def __init__(self, routes: Sequence[Route]) -> None:
        self.routes = routes
        self._alike: defaultdict[Shape, list[Route]] = defaultdict(list)
        for route in routes:
            if ":path}" in route.path or route.path.startswith("/{"):
                raise TypeError(f"{route.path} has no fixed shape")
            self._alike[_shape(route.path)].append(route)

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] != "http":
            return Match.NONE, {}
        partial: tuple[Match, Scope] = Match.NONE, {}
        for route in self._alike.get(_shape(scope["path"]), ()):
            match, found = route.matches(scope)
            if match is Match.FULL:
                return match, {**found, "route": route}
            if match is Match.PARTIAL and partial[0] is Match.NONE:
                partial = match, {**found, "route": route}
        return partial

    async def handle(self, scope: Scope, receive: Receive, send: Send) -> None:
        await scope["route"].handle(scope, receive, send)


def _shape(path: str) -> Shape:
    return path.count("/"), path[1:].partition("/")[0]
