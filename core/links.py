"""Addresses that people give for others to open. Pure: nothing here ever fetches one."""

from collections.abc import Iterable
from urllib.parse import urlsplit


class BadLinkError(ValueError):
    """The address is not one that shows where it leads."""


def host_of(url: str) -> str:
    """Return the host that a browser would open, in lower case.

    Raises BadLinkError for an address that is not https, that holds a name or password before the
    host (`https://zoom.us@elsewhere.example`), or that browsers and Python read differently (a
    backslash, a space, a control character).
    """
    if any(char.isspace() or char == "\\" or not char.isprintable() for char in url):
        raise BadLinkError(url)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").rstrip(".")
        port_is_sane = parts.port is None or parts.port > 0
    except ValueError as error:
        raise BadLinkError(url) from error
    if parts.scheme != "https" or "@" in parts.netloc or not host or not port_is_sane:
        raise BadLinkError(url)
    return host.lower()


def leads_to(url: str, hosts: Iterable[str]) -> bool:
    """Tell whether an address leads to one of these hosts or to a subdomain; none means any.

    Raises BadLinkError as `host_of` does.
    """
    host = host_of(url)
    wanted = [each.strip().removeprefix("*").strip(".").lower() for each in hosts]
    return not wanted or any(host == each or host.endswith(f".{each}") for each in wanted)
