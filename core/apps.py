"""The kernel as a Django app."""

from django.apps import AppConfig
from django.core.checks import register

from core import checks


class CoreConfig(AppConfig):
    """Registers the kernel's system checks."""

    name = "core"

    def ready(self) -> None:
        register(checks.zone_rules_are_current)
