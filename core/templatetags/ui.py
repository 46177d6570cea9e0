"""The page components: `{% load ui %}`. docs/design.md shows each with an example."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Literal, TypedDict, Unpack
from zlib import crc32

from django import template
from django.contrib.messages.storage.base import Message
from django.forms import BaseForm
from django.template import Context
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import get_text_list
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from core.clock import SiteTime, change_notices, site_times
from core.components import (
    Fact,
    Finding,
    HistoryEntry,
    Link,
    Section,
    Site,
    Step,
    Text,
    Tile,
    Turn,
)
from core.markup import badge, checked_tone, path_line, shape
from core.paging import Page

register = template.Library()
register.simple_tag(shape)
register.simple_tag(badge)

MESSAGE_TONES = {"success": "done", "warning": "waiting", "error": "stopped", "info": "info"}
STEP_MARKS = {"done": "tick", "stopped": "bar"}
FINDING_TONES = {"met": "done", "attention": "waiting", "unmet": "stopped"}
DAY_FORMATS = {"full": "D j F Y", "short": "j M Y", "weekday": "D j F"}
MOMENT_FORMATS = {
    "full": "D j F Y, H:i",
    "dated": "j M Y, H:i",
    "short": "j M, H:i",
    "time": "H:i",
}

DayStyle = Literal["full", "short", "weekday"]
MomentStyle = Literal["full", "dated", "short", "time"]


class ActionOptions(TypedDict, total=False):
    """What `action_form` takes beside the address and the label."""

    tone: Literal["primary", "secondary", "danger", "link"]
    seen: object
    confirm: Text
    permission: str
    on: object
    next: str


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, tone: str = "info", title: Text = "") -> SafeString:
    """Set a remark apart: `{% notice "waiting" title %} … {% endnotice %}`."""
    heading = format_html('<p class="notice-title">{}</p>', title) if title else ""
    return format_html(
        '<div class="notice tone-{}">{}<div>{}{}</div></div>',
        checked_tone(tone),
        shape("attention" if tone == "waiting" else tone),
        heading,
        content,
    )


@register.filter
def message_tone(message: Message) -> str:
    """Give the tone of a Django message."""
    return MESSAGE_TONES.get(message.level_tag, "neutral")


@register.filter
def zone_name(zone: object) -> str:
    """Write an IANA zone for people: `America/New_York` as `America/New York`."""
    return str(zone).replace("_", " ")


@register.filter
def word_list(words: Iterable[Text]) -> str:
    """Join words as a sentence does: `Giza, Marrakesh and Siena`."""
    return get_text_list([str(word) for word in words], _("and"))


@register.simple_tag
def when(moment: datetime | None, style: MomentStyle = "full") -> SafeString:
    """Show a moment in the reader's zone and name the zone; nothing for None."""
    if moment is None:
        return SafeString("")
    local = timezone.localtime(moment)
    zone = zone_name(local.tzinfo)
    return format_html(
        '<time datetime="{}" title="{}">{}<span class="visually-hidden"> ({})</span></time>',
        local.isoformat(timespec="minutes"),
        zone,
        date_format(local, MOMENT_FORMATS[style]),
        zone,
    )


@register.simple_tag
def day(value: date | None, style: DayStyle = "full") -> SafeString:
    """Show a date; an aware moment shows its date in the reader's zone; nothing for None."""
    if value is None:
        return SafeString("")
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), date_format(local, DAY_FORMATS[style])
    )


@register.simple_tag
def waited(since: datetime | None) -> SafeString:
    """Say how long something has waited, in its largest unit; nothing for None."""
    if since is None:
        return SafeString("")
    local = timezone.localtime(since)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, MOMENT_FORMATS["full"]),
        timesince(since, depth=1),
    )


@register.simple_tag
def path(steps: Iterable[Step], *, compact: bool = False) -> SafeString:
    """Show the steps of an exchange: large, or in one line for lists."""
    words = {
        "done": _("done"),
        "current": _("current step"),
        "todo": _("to do"),
        "stopped": _("stopped"),
    }
    known = list(steps)
    if compact:
        return path_line(known, words)
    rows = [
        {
            "step": step,
            "word": words[step.status],
            "mark": shape(STEP_MARKS[step.status]) if step.status in STEP_MARKS else number,
        }
        for number, step in enumerate(known, start=1)
    ]
    return render_to_string("components/path.html", {"rows": rows})


@register.inclusion_tag("components/clock_strip.html")
def clock_strip(moment: datetime, sites: Iterable[Site]) -> dict[str, object]:
    """Show a moment at every site, and the clock changes of the next four weeks."""
    known = list(sites)
    times = site_times(moment, known)
    changes = [
        {
            "day": notice.day,
            "places": word_list(map(isolated, notice.places)),
            "readings": word_list(map(reading, notice.shifted)),
        }
        for notice in change_notices(moment, known)
    ]
    return {"times": times, "anchor": times[0], "changes": changes}


@register.filter
def isolated(text: Text) -> str:
    """Keep a name's direction from disturbing the sentence around it, where no `<bdi>` can go."""
    return f"\u2068{text}\u2069"


def reading(item: SiteTime) -> str:
    """Write what a site's clock reads, as part of a sentence."""
    return _("%(time)s in %(place)s") % {
        "time": date_format(item.local.at, "H:i"),
        "place": isolated(item.site.label),
    }


@register.inclusion_tag("components/findings.html")
def findings(items: Iterable[Finding]) -> dict[str, object]:
    """Show a check's findings: what to mend first; what is mended elsewhere, and met, is folded."""
    known = list(items)
    order = {"unmet": 0, "attention": 1}
    unsettled = sorted(
        (item for item in known if item.status != "met"), key=lambda item: order[item.status]
    )
    return {
        "met": [item for item in known if item.status == "met"],
        "open": unsettled,
        "here": _toned(item for item in unsettled if not item.is_elsewhere),
        "elsewhere": _toned(item for item in unsettled if item.is_elsewhere),
    }


def _toned(items: Iterable[Finding]) -> list[dict[str, object]]:
    return [{"finding": item, "tone": FINDING_TONES[item.status]} for item in items]


@register.inclusion_tag("components/turns.html")
def turns(items: Iterable[Turn]) -> dict[str, object]:
    """Show what waits for the reader, in the order given (oldest first), one action per row."""
    return {"turns": items}


@register.inclusion_tag("components/timeline.html")
def timeline(entries: Iterable[HistoryEntry]) -> dict[str, object]:
    """Show what happened, by whom and when."""
    return {"entries": entries}


@register.inclusion_tag("components/facts.html")
def facts(
    items: Iterable[Fact], *, line: bool = False, narrow: bool = False, short: bool = False
) -> dict[str, object]:
    """Show names with their values: a list, or `line=True` for the key facts under a title.

    In little room the value stands under its name; with `short=True`, beside it.
    """
    return {"facts": items, "line": line, "narrow": narrow, "short": short}


@register.inclusion_tag("components/tiles.html")
def tiles(items: Iterable[Tile]) -> dict[str, object]:
    """Show numbers that lead to what they count."""
    return {"tiles": items}


@register.inclusion_tag("components/tabs.html")
def tabs(items: Iterable[Link], label: Text = "") -> dict[str, object]:
    """Show the pages of one thing as links; `label` names the navigation for screen readers."""
    return {"tabs": items, "label": label or _("Pages")}


@register.inclusion_tag("components/sections.html")
def sections(items: Iterable[Section], label: Text = "") -> dict[str, object]:
    """Show the sections of a long form, each with how complete it is."""
    return {"sections": items, "label": label or _("Sections")}


@register.inclusion_tag("components/breadcrumb.html")
def breadcrumb(*links: Link | Text) -> dict[str, object]:
    """Show the way to this page: `{% breadcrumb "Exchanges" exchanges_url title %}`.

    Takes labels and addresses in turn (the last label has none), or `Link` objects.
    """
    if links and all(isinstance(link, Link) for link in links):
        return {"links": links}
    labels, urls = links[0::2], links[1::2]
    padded = [*urls, *[""] * (len(labels) - len(urls))]
    return {
        "links": [
            Link(label=str(label), url=str(url)) for label, url in zip(labels, padded, strict=True)
        ]
    }


@register.inclusion_tag("components/empty.html")
def empty(title: Text, text: Text = "", url: str = "", label: Text = "") -> dict[str, object]:
    """Say that there is nothing yet, why, and what to do about it."""
    return {"title": title, "text": text, "url": url, "label": label}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page, note: Text = "") -> dict[str, object]:
    """Link to the previous and the next page of a list, keeping its filters and order."""
    return {"query": context["request"].GET, "page": page, "note": note}


@register.inclusion_tag("components/column.html", takes_context=True)
def column(context: Context, label: Text, key: str, order: str = "") -> dict[str, object]:
    """Head a sortable column: a link that sorts by `key`, and turns round when it already does."""
    current = order.removeprefix("-") == key
    ascending = current and not order.startswith("-")
    return {
        "query": context["request"].GET,
        "label": label,
        "target": f"-{key}" if ascending else key,
        "direction": ("ascending" if ascending else "descending") if current else "",
    }


@register.inclusion_tag("components/filters.html", takes_context=True)
def filters(context: Context, form: BaseForm, *, clear: str = "?") -> dict[str, object]:
    """Show a filter form above a list, sent by GET."""
    return {"form": form, "clear": clear, "is_filtered": bool(context["request"].GET)}


@register.inclusion_tag("components/submit_row.html")
def submit_row(
    label: Text, cancel: str = "", *, tone: str = "primary", name: str = ""
) -> dict[str, object]:
    """End a form: one button, and a link that leaves without saving."""
    return {"label": label, "cancel": cancel, "tone": tone, "name": name}


@register.inclusion_tag("components/error_summary.html")
def error_summary(form: BaseForm) -> dict[str, object]:
    """List a form's errors with links to their fields; crispy does this by itself."""
    return {"form": form}


@register.inclusion_tag("components/progress.html")
def progress(
    label: Text, done: int, total: int, *, poll: str = "", note: Text = ""
) -> dict[str, object]:
    """Show how far a job is; `poll` is the address that answers with this same fragment."""
    return {"label": label, "done": done, "total": total, "poll": poll, "note": note}


@register.inclusion_tag("components/action_form.html", takes_context=True)
def action_form(
    context: Context, url: str, label: Text, **options: Unpack[ActionOptions]
) -> Mapping[str, object]:
    """Show a button that POSTs; with `confirm`, it asks first.

    `seen` is the version that the reader saw. With `permission` (and `on`), the button shows only
    to those whom the same permission lets through. Raises `TypeError` for an unknown option.
    """
    unknown = set(options) - set(ActionOptions.__annotations__)
    if unknown:
        raise TypeError(f"action_form does not know {', '.join(sorted(unknown))}.")
    permission = options.get("permission")
    user = context.get("user")
    allowed = not permission or bool(user and user.has_perm(permission, options.get("on")))
    key = crc32(f"{url} {label} {options.get('seen')}".encode())
    return {
        "csrf_token": context.get("csrf_token"),
        "allowed": allowed,
        "url": url,
        "label": label,
        "dialog_id": f"confirm-{key:x}",
        **options,
        "tone": options.get("tone", "secondary"),
    }
