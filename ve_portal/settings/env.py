"""Read the environment, and fail with a sentence when something is missing or ill-formed."""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

_MISSING = object()
_TRUE = {"1", "true", "yes", "on"}
_FALSE = {"0", "false", "no", "off", ""}


def text(name: str, default: Any = _MISSING) -> str:
    """Return the value of `name`, or of the file that `name_FILE` points to (Docker secrets)."""
    if path := os.environ.get(f"{name}_FILE"):
        return Path(path).read_text(encoding="utf-8").strip()
    value = os.environ.get(name, default)
    if value is _MISSING:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return str(value)


def flag(name: str, *, default: bool) -> bool:
    """Return a yes/no value."""
    value = text(name, "yes" if default else "no").lower()
    if value not in _TRUE | _FALSE:
        raise ImproperlyConfigured(f"{name} is “{value}”: write yes or no.")
    return value in _TRUE


def integer(name: str, default: int) -> int:
    """Return a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is “{value}”: write a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    """Return a list written with commas."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, Any]:
    """Return Django's database settings from a PostgreSQL address.

    `postgresql://user:password@host:5432/name?option=value`; a unix socket is given as
    `?host=/path`. Other engines are refused: the portal relies on PostgreSQL's constraints,
    triggers and row locks.
    """
    parts = urlsplit(text(name))
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must begin with postgresql:// (no other engine works).")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": options.pop("port", parts.port or ""),
        "CONN_MAX_AGE": integer("DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": options,
    }
