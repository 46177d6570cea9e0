"""The page components: words beside colours, escaped text, right values."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from core.components import (
    Fact,
    Finding,
    HistoryEntry,
    Link,
    Section,
    Site,
    Step,
    Tile,
    Turn,
)
from core.markup import badge, shape
from core.paging import Page
from core.templatetags.ui import message_tone, word_list, zone_name

NASTY = '<script>alert("x")</script>'
MOMENT = datetime(2027, 4, 13, 12, 0, tzinfo=UTC)
STEPS = [
    Step("Train", "done", "Basic"),
    Step("Design", "current", "confirm the syllabus", is_mine=True),
    Step("Run", "todo"),
]


def show(source, path="/", **values):
    request = RequestFactory().get(path)
    template = Template("{% load ui %}" + source)
    return template.render(Context({"request": request, **values}))


def words(html):
    """Give the text without what only sets it: line ends, and the marks around isolated names."""
    return " ".join(html.translate({0x2068: None, 0x2069: None}).split())


@pytest.mark.parametrize("tone", ["done", "waiting", "stopped", "info", "neutral"])
def test_badge_any_tone_has_word_and_shape(tone):
    html = badge("Approved", tone)
    assert "Approved" in html
    assert f"shapes.svg#{tone}" in html or "#" + tone in html
    assert 'aria-hidden="true"' in html


def test_badge_unknown_tone_is_refused():
    with pytest.raises(ValueError, match="purple"):
        badge("Approved", "purple")


def test_shape_directed_is_mirrored_by_its_class():
    assert "shape-forward" in shape("forward")
    assert "shape-done" not in shape("done")


@pytest.mark.parametrize(
    ("source", "values"),
    [
        ("{% badge x %}", {"x": NASTY}),
        ("{% notice 'info' x %}{{ x }}{% endnotice %}", {"x": NASTY}),
        ("{% path x %}", {"x": [Step(NASTY, "current", NASTY)]}),
        ("{% path x compact=True %}", {"x": [Step(NASTY, "current", NASTY)]}),
        ("{% clock_strip moment x %}", {"moment": MOMENT, "x": [Site(NASTY, "Africa/Cairo")]}),
        ("{% findings x %}", {"x": [Finding("unmet", NASTY, NASTY, NASTY, NASTY, "/a")]}),
        ("{% findings x %}", {"x": [Finding("met", NASTY, NASTY)]}),
        ("{% turns x %}", {"x": [Turn(NASTY, NASTY, "/a")]}),
        ("{% timeline x %}", {"x": [HistoryEntry(NASTY, NASTY, MOMENT, NASTY)]}),
        ("{% facts x %}", {"x": [Fact(NASTY, NASTY)]}),
        ("{% tiles x %}", {"x": [Tile(NASTY, NASTY, NASTY)]}),
        ("{% tabs x %}", {"x": [Link(NASTY, NASTY)]}),
        ("{% sections x %}", {"x": [Section(NASTY, NASTY, word=NASTY)]}),
        ("{% breadcrumb x x x %}", {"x": NASTY}),
        ("{% empty x x x x %}", {"x": NASTY}),
        ("{% pager page x %}", {"page": Page([], NASTY, NASTY), "x": NASTY}),
        ("{% column x x x %}", {"x": NASTY}),
        ("{% submit_row x x %}", {"x": NASTY}),
        ("{% progress x 1 2 poll=x note=x %}", {"x": NASTY}),
        ("{% action_form x x seen=x next=x confirm=x %}", {"x": NASTY}),
    ],
)
def test_component_hostile_text_is_escaped(source, values):
    html = show(source, **values)
    assert "<script" not in html
    assert "script" in html


def test_when_moment_is_shown_in_the_readers_zone():
    with timezone.override("Africa/Casablanca"):
        html = show("{% when moment %}", moment=MOMENT)
    assert 'datetime="2027-04-13T12:00+00:00"' in html
    assert "Tue 13 April 2027, 12:00" in html
    assert html.count("Africa/Casablanca") == 2


def test_when_reader_in_italian_gets_italian_words():
    with translation.override("it"), timezone.override("Europe/Rome"):
        assert "mar 13 aprile 2027, 14:00" in show("{% when moment %}", moment=MOMENT)


@pytest.mark.parametrize("tag", ["when", "day", "waited"])
def test_time_tags_nothing_known_show_nothing(tag):
    assert show("{% " + tag + " moment %}", moment=None) == ""


def test_day_moment_near_midnight_takes_the_readers_date():
    late = datetime(2027, 4, 13, 22, 30, tzinfo=UTC)
    with timezone.override("Europe/Rome"):
        assert 'datetime="2027-04-14"' in show("{% day late %}", late=late)
    assert 'datetime="2027-04-13"' in show("{% day late %}", late=date(2027, 4, 13))


def test_path_current_step_is_named_for_screen_readers():
    html = show("{% path steps %}", steps=STEPS)
    assert html.count('aria-current="step"') == 1
    for word in ("(done)", "(current step)", "(to do)", "Your turn:"):
        assert word in html


def test_path_compact_tells_every_step_and_shows_the_current_one():
    html = words(show("{% path steps compact=True %}", steps=STEPS))
    for text in ("Train: done", "Design: current step", "Run: to do", "<strong>Design</strong>"):
        assert text in html
    assert "your turn" in html


def test_path_compact_all_done_says_so():
    assert "All steps done" in show("{% path s compact=True %}", s=[Step("Train", "done")])


def test_clock_strip_reader_comes_first_and_odd_hours_are_words():
    sites = [Site("Nomi", "Asia/Tokyo"), Site("Siena", "Europe/Rome", is_mine=True)]
    late = datetime(2027, 6, 1, 20, 0, tzinfo=UTC)
    html = words(show("{% clock_strip moment sites %}", moment=late, sites=sites))
    assert html.index("Siena (you)") < html.index("Nomi")
    assert "late evening" in html
    assert "at night" in html
    assert "Wed 2 June" in html


def test_clock_strip_coming_change_says_what_it_will_be():
    sites = [Site("Siena", "Europe/Rome", is_mine=True), Site("Giza", "Africa/Cairo")]
    html = words(show("{% clock_strip moment sites %}", moment=MOMENT, sites=sites))
    assert "Clocks change in Giza on 30 April." in html
    assert "From then on 14:00 in Siena is 15:00 in Giza." in html


def test_findings_unmet_come_first_and_met_are_folded():
    items = [Finding("met", "Countries"), Finding("attention", "Hours"), Finding("unmet", "Weeks")]
    html = words(show("{% findings items %}", items=items))
    assert "2 points to look at" in html
    assert html.index("Weeks") < html.index("Hours") < html.index("<details") < html.index("Countr")


def test_findings_that_other_sections_mend_are_folded_behind_those_of_this_one():
    items = [Finding("unmet", "Weeks", is_elsewhere=True), Finding("attention", "Hours")]
    html = words(show("{% findings items %}", items=items))
    assert "2 points to look at" in html
    assert html.index("Hours") < html.index("1 in another section") < html.index("Weeks")
    assert "<details" not in html[: html.index("Hours")]


def test_findings_all_met_say_so():
    assert "Every criterion is met" in show("{% findings f %}", f=[Finding("met", "Weeks")])


def test_tabs_current_page_is_marked_once():
    html = show("{% tabs t %}", t=[Link("A", "/a", is_current=True), Link("B", "/b", count=3)])
    assert html.count('aria-current="page"') == 1
    assert ">3<" in html


def test_breadcrumb_labels_and_addresses_the_last_has_no_link():
    html = show("{% breadcrumb 'Exchanges' '/exchanges/' 'Food' %}")
    assert '<a href="/exchanges/">Exchanges</a>' in html
    assert '<span aria-current="page" dir="auto">Food</span>' in html


def test_breadcrumb_links_are_taken_as_they_are():
    html = show("{% breadcrumb a b %}", a=Link("Home", "/"), b=Link("Here"))
    assert '<a href="/">Home</a>' in html
    assert "Here</span>" in html


def test_pager_filters_are_kept():
    html = show("{% pager page %}", "/?state=draft&cursor=old", page=Page([], "", "new"))
    assert 'href="?state=draft&amp;cursor=new"' in html
    assert 'rel="prev"' not in html


def test_pager_single_page_shows_nothing():
    assert show("{% pager page %}", page=Page([], "", "")).strip() == ""


@pytest.mark.parametrize(
    ("order", "target", "sort"),
    [("title", "-title", "ascending"), ("-title", "title", "descending"), ("state", "title", "")],
)
def test_column_click_turns_the_order_round(order, target, sort):
    html = show("{% column 'Title' 'title' order %}", "/?cursor=x", order=order)
    assert f'href="?order={target}"' in html
    assert ("aria-sort" in html) == bool(sort)
    assert sort in html


def test_action_form_seen_and_csrf_are_sent():
    html = show("{% action_form '/approve/' 'Approve' seen=0 %}", csrf_token="abc")
    assert '<input type="hidden" name="seen" value="0">' in html
    assert 'name="csrfmiddlewaretoken"' in html
    assert "<dialog" not in html


def test_action_form_confirm_asks_in_a_dialog_that_needs_no_script():
    html = show("{% action_form '/x/' 'Withdraw' confirm='Sure?' %}", csrf_token="abc")
    assert "<dialog" in html
    assert html.count("popovertarget=") == 2
    assert "Sure?" in html


@pytest.mark.parametrize("allowed", [True, False])
def test_action_form_permission_decides_whether_it_shows(allowed):
    asked = []

    def has_perm(name, on):
        asked.append((name, on))
        return allowed

    html = show(
        "{% action_form '/x/' 'Approve' permission='a.approve' on=thing %}",
        user=SimpleNamespace(has_perm=has_perm),
        thing="thing",
        csrf_token="abc",
    )
    assert ("Approve" in html) == allowed
    assert asked == [("a.approve", "thing")]


def test_action_form_nobody_logged_in_shows_nothing_that_needs_permission():
    assert "Approve" not in show("{% action_form '/x/' 'Approve' permission='a.approve' %}")


def test_action_form_misspelt_option_is_refused():
    with pytest.raises(TypeError, match="permision"):
        show("{% action_form '/x/' 'Approve' permision='a.approve' %}")


@pytest.mark.parametrize(
    ("level", "tone"),
    [
        (messages.SUCCESS, "done"),
        (messages.ERROR, "stopped"),
        (messages.WARNING, "waiting"),
        (messages.INFO, "info"),
        (messages.DEBUG, "neutral"),
    ],
)
def test_message_tone_of_each_level(level, tone):
    assert message_tone(Message(level, "Saved.")) == tone


def test_words_and_zones_are_written_for_people():
    assert word_list(["Giza", "Siena", "Nomi"]) == "Giza, Siena and Nomi"
    assert zone_name("America/New_York") == "America/New York"
