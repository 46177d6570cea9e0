"""The living page of the design language: every component in every state (development only)."""

from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.http import require_safe

from ve_portal import design_samples
from ve_portal.contrast import Measure, measure, read_tokens

SIZES = (14, 16, 18, 22, 28, 36)
SPACES = (1, 2, 3, 4, 5, 6, 8, 10, 12, 16)
SHAPES = (
    *("done", "tick", "waiting", "stopped", "info", "neutral", "current"),
    *("attention", "forward", "back", "up", "down"),
)
# Right to left can be looked at before the portal is translated into Arabic.
LANGUAGES = ("en", "it", "ar")


@require_safe
def design_page(request: HttpRequest) -> HttpResponse:
    """Show the design language; `?lang=ar` shows the page from right to left.

    Raises `Http404` outside development.
    """
    if not settings.DEVELOPMENT:
        raise Http404
    language = request.GET.get("lang", "")
    with translation.override(language if language in LANGUAGES else translation.get_language()):
        return render(request, "design/index.html", design_context())


def design_context() -> dict[str, object]:
    """Give the samples, the measured colours and the forms (empty, filled in badly, filter)."""
    samples = {
        name.lower(): value for name, value in vars(design_samples).items() if name.isupper()
    }
    return {
        **samples,
        "schemes": {
            scheme: {"colours": tokens, "measures": worst_first(measure(tokens))}
            for scheme, tokens in read_tokens(style_sheet()).items()
        },
        "sizes": SIZES,
        "spaces": SPACES,
        "shapes": SHAPES,
        "languages": LANGUAGES,
        "empty_form": design_samples.SampleForm(auto_id="empty_%s"),
        "wrong_form": design_samples.SampleForm(
            {"title": "Food cultures", "contact": "anna@", "ways": ["pairs"]}
        ),
        "filter_form": design_samples.SampleFilterForm(auto_id="filter_%s"),
    }


def style_sheet() -> str:
    """Read the portal's style sheet. Raises `FileNotFoundError` when it is not among the files."""
    found = finders.find("css/portal.css")
    if not isinstance(found, str):
        raise FileNotFoundError("css/portal.css")
    return Path(found).read_text(encoding="utf-8")


def worst_first(measures: list[Measure]) -> list[Measure]:
    """Put the pairs that come closest to their minimum first."""
    return sorted(measures, key=lambda item: item.ratio / item.pair.minimum)
