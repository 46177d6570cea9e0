"""The field of a time zone."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accounts.zones import UTC, zone_named, zones_by_country


class Suggestions(forms.TextInput):
    """A text input that suggests its field's choices while one types (a `datalist`)."""

    template_name = "accounts/widgets/suggestions.html"
    choices: Any = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "choices": self.choices}


class ZoneField(forms.ChoiceField):
    """A time zone, found by typing the name of a place or of a country."""

    widget = Suggestions
    default_error_messages = {
        "invalid_choice": _("“%(value)s” is not a time zone. Choose one from the list."),
    }

    def __init__(self, **options: Any) -> None:
        options.setdefault("label", _("Time zone"))
        options.setdefault(
            "help_text", _("Type a place or a country, and choose from the suggestions.")
        )
        super().__init__(choices=zone_choices, **options)

    def to_python(self, value: Any) -> str:
        """Accept the name of a place where it names one zone only."""
        words = super().to_python(value)
        return zone_named(words) or words


def zone_choices() -> list[tuple[str, str]]:
    """Return the zones with the names of their countries, in the reader's language."""
    return [(UTC, ""), *((zone, countries.name(code)) for zone, code in zones_by_country())]
