"""Parts of pages that a reader should never see as the framework writes them."""

from django import forms
from django.template import Context, Template
from django.utils import translation

from core.components import Fact


def test_select_without_a_named_empty_choice_says_choose():
    class Level(forms.Form):
        level = forms.TypedChoiceField(choices=[("", "---------"), ("b", "Basic")])

    html = str(Level()["level"])
    assert ">Choose</option>" in html
    assert ">Basic</option>" in html
    assert "---" not in html


def test_facts_short_keep_values_beside_their_names():
    page = Template("{% load ui %}{% facts items short=True %}")
    html = page.render(Context({"items": [Fact("Course", "Cultural anthropology")]}))
    assert 'class="facts facts-short"' in html


def test_moment_dated_names_the_year_and_no_weekday():
    page = Template('{% load ui %}{% when moment "dated" %}')
    moment = forms.DateTimeField().clean("2026-11-10 14:00")
    with translation.override("en"):
        html = page.render(Context({"moment": moment}))
    assert ">10 Nov 2026, 14:00<" in html
