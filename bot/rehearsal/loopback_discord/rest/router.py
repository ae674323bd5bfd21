"""Finds the route for a path without trying them one after the other."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct, field

from bot.rehearsal.loopback_discord.rest.call import Route


class _Node(Struct):
    fixed: dict[str, _Node] = field(default_factory=dict[str, "_Node"])
    variable: _Node | None = None
    routes: dict[str, tuple[Route, tuple[str, ...]]] = field(
        default_factory=dict[str, tuple[Route, tuple[str, ...]]]
    )


class Router:
    """A tree of path segments; a fixed segment wins over a variable one."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._root = _Node()
        for route in routes:
            node, names = self._root, list[str]()
            for segment in route.template.strip("/").split("/"):
                if segment.startswith("{"):
                    names.append(segment.strip("{}"))
                    node.variable = node.variable or _Node()
                    node = node.variable
                else:
                    node = node.fixed.setdefault(segment, _Node())
            node.routes[route.method] = route, tuple(names)

    def find(self, method: str, path: str) -> tuple[Route, dict[str, str]] | None:
        """The route with the values of its variables; None where there is none.

        Raises LookupError where the path is known and the method is not.
        """
        segments = path.strip("/").split("/")
        node, values = self._walk(self._root, segments, 0, [])
        if node is None or not node.routes:
            return None
        if method not in node.routes:
            raise LookupError(method)
        route, names = node.routes[method]
        return route, dict(zip(names, values, strict=True))

    def _walk(
        self, node: _Node, segments: list[str], index: int, values: list[str]
    ) -> tuple[_Node | None, list[str]]:
        if index == len(segments):
            return (node if node.routes else None), values
        segment = segments[index]
        if segment in node.fixed:
            found, taken = self._walk(node.fixed[segment], segments, index + 1, values)
            if found is not None:
                return found, taken
        if node.variable is not None and segment:
            return self._walk(node.variable, segments, index + 1, [*values, segment])
        return None, values
