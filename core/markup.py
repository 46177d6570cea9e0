"""Markup written in Python, without a template: what a long list shows on every row."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import get_args

from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from core.components import Step, Text, Tone

TONES = get_args(Tone)
STEP_SHAPES = {"done": "done", "current": "current", "todo": "neutral", "stopped": "stopped"}
# Shapes that point along the line of writing, and turn with it.
DIRECTED_SHAPES = {"forward", "back"}


def checked_tone(tone: str) -> str:
    """Give the tone back, or raise `ValueError`: a misspelt tone would lose its shape."""
    if tone not in TONES:
        raise ValueError(f"Unknown tone {tone!r}: use one of {', '.join(TONES)}.")
    return tone


def shape(name: str) -> SafeString:
    """Draw one inline shape, hidden from screen readers: words always stand beside it."""
    return _drawn(name, static("img/shapes.svg"))


@lru_cache(maxsize=64)
def _drawn(name: str, sheet: str) -> SafeString:
    """Write the shape's markup once: a long list shows hundreds of them."""
    extra = f" shape-{name}" if name in DIRECTED_SHAPES else ""
    return format_html(
        '<svg class="shape{}" width="16" height="16" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        sheet,
        name,
    )


def badge(label: Text, tone: str = "neutral") -> SafeString:
    """Show a state as word, shape and colour."""
    return format_html(
        '<span class="badge tone-{}">{}{}</span>', checked_tone(tone), shape(tone), label
    )


def path_line(steps: Sequence[Step], words: Mapping[str, str]) -> SafeString:
    """Write the path in one line; without a template, for a list shows it on every row."""
    stations = tuple((step.status, str(step.label), words[step.status]) for step in steps)
    return format_html(
        '<div class="path-line"><ol class="path-dots">{}</ol>'
        '<span class="path-now">{}</span></div>',
        _dots(stations, static("img/shapes.svg")),
        _path_now(steps),
    )


@lru_cache(maxsize=512)
def _dots(stations: tuple[tuple[str, str, str], ...], sheet: str) -> SafeString:
    """Write the stations (status, label, word) once: the rows of a list share a few patterns."""
    return format_html_join(
        "",
        '<li class="path-dot is-{}"{}>{}<span class="visually-hidden">{}: {}</span></li>',
        (
            (
                status,
                SafeString(' aria-current="step"') if status == "current" else "",
                _drawn(STEP_SHAPES[status], sheet),
                label,
                word,
            )
            for status, label, word in stations
        ),
    )


def _path_now(steps: Sequence[Step]) -> str:
    """Say where the path stands: its current or stopped step, or that all is done."""
    now = next((step for step in steps if step.status in {"current", "stopped"}), None)
    if now is None:
        return _("All steps done") if all(step.status == "done" for step in steps) else ""
    mine = format_html(' · <span class="path-mine">{}</span>', _("your turn"))
    return format_html(
        "<strong>{}</strong>{}{}",
        now.label,
        mine if now.is_mine else "",
        format_html(" · {}", now.detail) if now.detail else "",
    )
