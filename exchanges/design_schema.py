"""Whether a document is a design: what does not fit, in sentences, each with its place."""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import jsonschema
from django.utils.translation import gettext as _

SCHEMA = Path(__file__).resolve().parent / "data" / "design.schema.json"
SHOWN = 60
"""How many characters of a wrong value a sentence repeats."""


@lru_cache(maxsize=1)
def _validator() -> jsonschema.Draft202012Validator:
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    return jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())


def validate(document: Any) -> list[str]:
    """Return what does not fit the format, as sentences with their places; none if all fits."""
    errors = sorted(_validator().iter_errors(document), key=_place_in_order)
    sentences = [_sentence(error) for error in errors]
    if not errors and _is_reversed(document.get("dates", {})):
        sentences.append(_("%(place)s: the last day comes before the first.") % {"place": "dates"})
    return list(dict.fromkeys(sentences))


def _is_reversed(dates: Mapping[str, str]) -> bool:
    first, last = dates.get("starts_on"), dates.get("ends_on")
    return first is not None and last is not None and last < first


def _place_in_order(error: jsonschema.ValidationError) -> list[tuple[str, int]]:
    return [("", part) if isinstance(part, int) else (part, 0) for part in error.absolute_path]


def _sentence(error: jsonschema.ValidationError) -> str:
    says = _WORDS.get(str(error.validator), _wrong_form)
    return _("%(place)s: %(problem)s") % {
        "place": _place(error.absolute_path),
        "problem": says(error),
    }


def _place(path: Iterable[str | int]) -> str:
    """Return where it is, as a person reads it: rows are counted from 1."""
    parts = [f"{part + 1}" if isinstance(part, int) else part for part in path]
    return " / ".join(parts) or _("the document")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _wrong_type(error: jsonschema.ValidationError) -> str:
    names = {
        "object": _("an object"),
        "array": _("a list"),
        "string": _("a text"),
        "integer": _("a whole number"),
        "boolean": _("true or false"),
    }
    return _("%(value)s is not %(type)s.") % {
        "value": _shown(error.instance),
        "type": names[str(error.validator_value)],
    }


def _lacks(error: jsonschema.ValidationError) -> str:
    wanted: Any = error.validator_value
    there: Any = error.instance
    missing = [name for name in wanted if name not in there]
    return _("%(names)s must be there.") % {"names": ", ".join(missing)}


def _unknown_name(error: jsonschema.ValidationError) -> str:
    known = error.schema["properties"] if isinstance(error.schema, dict) else {}
    there: Any = error.instance
    extra = sorted(str(name) for name in there if name not in known)
    return _("the format has no %(names)s here; it has: %(known)s.") % {
        "names": ", ".join(_shown(name) for name in extra),
        "known": ", ".join(known),
    }


def _wrong_choice(error: jsonschema.ValidationError) -> str:
    wanted = error.validator_value
    choices = wanted if isinstance(wanted, list) else [wanted]
    return _("%(value)s is not one of: %(choices)s.") % {
        "value": _shown(error.instance),
        "choices": ", ".join(str(choice) for choice in choices),
    }


def _wrong_form(error: jsonschema.ValidationError) -> str:
    examples = error.schema.get("examples", []) if isinstance(error.schema, dict) else []
    value = {"value": _shown(error.instance), "example": ", ".join(examples)}
    if examples:
        return _("%(value)s is not right here; an example: %(example)s.") % value
    return _("%(value)s is not right here.") % value


def _beyond(words: Callable[[], str]) -> Callable[[jsonschema.ValidationError], str]:
    """Return a sentence with the value and the limit that it passes."""
    return lambda error: (
        words()
        % {
            "value": _shown(error.instance),
            "limit": error.validator_value,
        }
    )


_WORDS: Mapping[str, Callable[[jsonschema.ValidationError], str]] = {
    "type": _wrong_type,
    "required": _lacks,
    "additionalProperties": _unknown_name,
    "enum": _wrong_choice,
    "const": _wrong_choice,
    "minimum": _beyond(lambda: _("%(value)s is less than %(limit)s.")),
    "maximum": _beyond(lambda: _("%(value)s is more than %(limit)s.")),
    "minLength": _beyond(lambda: _("an empty text says nothing: leave it out.")),
    "maxLength": _beyond(lambda: _("the text is longer than %(limit)s characters.")),
    "maxItems": _beyond(lambda: _("the list is longer than %(limit)s rows.")),
}
