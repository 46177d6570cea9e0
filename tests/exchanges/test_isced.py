"""Fields of study: the list, the search, and the form field."""

import pytest
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from exchanges import isced
from exchanges.forms.isced import MOST_OFFERED, IscedField
from tests.architecture.hostile import VALUES


class OneField(forms.Form):
    """A form with nothing else."""

    field = IscedField(required=False)


def typed(text, **more):
    """Return the form as somebody posts it."""
    return OneField({"field": text, **{f"field_{name}": value for name, value in more.items()}})


def test_every_field_has_a_label_in_both_languages():
    assert len(isced.fields()) == 220
    for field in isced.fields().values():
        assert field.label_en.strip(), field.code
        assert field.label_it.strip(), field.code
        assert not field.parent or field.code.startswith(field.parent)


def test_wide_fields_are_not_offered():
    offered = {field.code for field in isced.choices()}
    assert "03" not in offered
    assert {"031", "0312"} <= offered
    assert [field.code for field in isced.search("nursing")] == ["0913"]


def test_search_names_the_plain_fields_before_the_residual_ones():
    assert [field.code for field in isced.search("biolog")] == ["0511", "0519", "0510", "051"]


def test_search_takes_both_languages_and_no_accents():
    assert [field.code for field in isced.search("scienze POLITICHE")] == ["0312"]
    assert isced.search("attivita manifatturiere trasformazione")[0].code in {"0720", "0729"}
    with translation.override("it"):
        assert isced.label("0312") == "Scienze politiche ed educazione civica"
        assert [field.code for field in isced.search("political civics")] == ["0312"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0312", "0312"),
        ("0312 Political sciences and civics", "0312"),
        ("political", "0312"),
        ("scienze politiche", "0312"),
        ("031", "031"),
        ("law", "0421"),
        ("Diritto", "0421"),
        ("", ""),
    ],
)
def test_field_understands_codes_labels_and_words_that_fit_one(text, code):
    form = typed(text)
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"field": code}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("9876", "No field holds these words"),
        ("astrology", "No field holds these words"),
        ("03", "is too wide"),
        ("03 Social sciences, journalism and information", "is too wide"),
        ("science", "hold these words"),
        ("sociol cultural psychology", "No field holds these words"),
    ],
)
def test_field_that_is_not_understood_is_refused_and_what_was_typed_stays(text, sentence):
    form = typed(text)
    assert sentence in form.errors["field"][0]
    assert f'value="{text}' in str(form["field"])


def test_words_of_several_fields_come_back_as_choices_and_the_choice_counts():
    page = str(typed("biolog")["field"])
    assert "0511 Biology" in page
    assert 'name="field_choice"' in page
    chosen = typed("biolog", **{"for": "biolog", "choice": "0511"})
    assert chosen.is_valid()
    assert chosen.cleaned_data == {"field": "0511"}


def test_choice_offered_for_other_words_does_not_count():
    form = typed("psychology", **{"for": "biolog", "choice": "0511"})
    assert form.is_valid()
    assert form.cleaned_data == {"field": "0313"}


def test_search_button_shows_what_fits_and_never_saves():
    form = typed("political", find="1")
    assert not form.is_valid()
    assert "0312 Political sciences and civics" in str(form["field"])


def test_field_offers_at_most_a_screenful():
    page = str(typed("e", find="1")["field"])
    assert page.count('type="radio"') == MOST_OFFERED


@pytest.mark.parametrize("value", [value for value in VALUES if isinstance(value, str)])
def test_hostile_value_is_refused_in_words(value):
    form = typed(value, **{"for": value, "choice": value})
    form.is_valid()
    assert str(form["field"])


CODES = sorted(field.code for field in isced.choices())


@given(st.sampled_from(CODES), st.sampled_from(["en", "it"]))
def test_what_the_page_shows_is_understood_again(code, language):
    with translation.override(language):
        form = typed(isced.titled(code))
        assert form.is_valid()
        assert form.cleaned_data == {"field": code}


def test_wide_field_offers_what_lies_within_it():
    page = str(typed("03")["field"])
    assert "031 Social and behavioural sciences" in page
    assert 'value="1031"' not in page
