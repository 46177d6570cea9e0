"""All addresses of the portal, from its resolver."""

from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


def addresses() -> Iterator[tuple[str, str]]:
    """Yield the full name and the route of each address; the name may be empty."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: Any, namespace: str, route: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        below = f"{route}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            space = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from _walk(pattern.url_patterns, space, below)
        elif isinstance(pattern, URLPattern):
            yield (f"{namespace}{pattern.name}" if pattern.name else "", below)
