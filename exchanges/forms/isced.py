"""A form field for a field of study: words or a code in, a code of ISCED-F 2013 out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from exchanges import isced

MOST_OFFERED = 12
LONGEST = 200


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed; `is_searching`: only the matching fields are asked for, not yet a save."""

    text: str
    is_searching: bool = False

    def __str__(self) -> str:
        return self.text


class IscedInput(forms.TextInput):
    """A text input that proposes fields while one types, and a button that finds them.

    Where the words fit several fields, the page comes back with these as choices; a choice counts
    as long as the words are still those that it was offered for.
    """

    template_name = "exchanges/widgets/isced.html"

    def value_from_datadict(self, data: Mapping[str, Any], _files: Any, name: str) -> Typed:
        text = data.get(name) or ""
        choice = data.get(f"{name}_choice") or ""
        is_searching = bool(data.get(f"{name}_find"))
        if choice and not is_searching and text == data.get(f"{name}_for"):
            text = choice
        return Typed(text[: LONGEST + 1], is_searching)

    def value_omitted_from_data(self, data: Mapping[str, Any], _files: Any, name: str) -> bool:
        return name not in data

    def format_value(self, value: Any) -> str:
        text = str(value or "")
        return isced.titled(text)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        found = _offered(value)
        context["widget"]["found"] = found[:MOST_OFFERED]
        context["widget"]["more"] = max(len(found) - MOST_OFFERED, 0)
        context["fields"] = isced.choices()
        return context


class IscedField(forms.CharField):
    """A narrow or detailed field of ISCED-F 2013, as its code; empty where nothing was typed.

    It takes a code, a code with its label, a whole label, or words that fit one field alone.
    """

    widget = IscedInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Field of study"))
        kwargs.setdefault(
            "help_text",
            _("Type a word, such as “political”, and choose a field of ISCED-F 2013."),
        )
        super().__init__(max_length=LONGEST, **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(str(value or ""))
        if isinstance(value, Typed) and value.is_searching:
            raise ValidationError(_found_in_words(text), code="searching")
        if not text:
            return ""
        return _code_of(text)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return _understood(str(data or "")) != str(initial or "")


def _offered(value: Any) -> list[isced.Field]:
    """Return the fields to choose from: all that fit what is searched, or what is ambiguous."""
    if not isinstance(value, Typed) or not value.text.strip():
        return []
    first = value.text.split()[0]
    if first in isced.fields() and not _understood(value.text):
        return [isced.fields()[code] for code in isced.under(first) if code != first]
    found = isced.search(value.text)
    is_plain = bool(_understood(value.text)) or len(found) == 1
    return found if value.is_searching or not is_plain else []


def _understood(text: str) -> str:
    """Return the code that the text names by itself, or an empty text."""
    words = text.split()
    if words and words[0] in isced.fields() and not isced.fields()[words[0]].is_wide:
        return words[0]
    field = isced.named(text) if words else None
    return field.code if field else ""


def _code_of(text: str) -> str:
    code = _understood(text)
    if code:
        return code
    first = text.split(maxsplit=1)[0]
    if first in isced.fields():
        raise ValidationError(
            gettext("%(field)s is too wide. Choose a field within it.")
            % {"field": isced.titled(first)}
        )
    found = isced.search(text)
    if len(found) != 1:
        raise ValidationError(_found_in_words(text))
    return found[0].code


def _found_in_words(text: str) -> str:
    if not text:
        return gettext("Type a word of the field first.")
    number = len(isced.search(text))
    if not number:
        return gettext("No field holds these words. Try another word, or a shorter one.")
    if number > MOST_OFFERED:
        return gettext("Many fields hold these words. Choose one, or type one word more.")
    return gettext("Choose the field that fits.")
