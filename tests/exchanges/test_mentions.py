"""Who is meant by a name after an @."""

from dataclasses import dataclass

import hypothesis.strategies as st
from hypothesis import given

from exchanges.mentions import mentioned_in


@dataclass(frozen=True)
class Person:
    """Somebody with a name."""

    name: str

    def get_full_name(self):
        return self.name


ANN, ANN_SMITH, OMAR = Person("Ann Lee"), Person("Ann Lee Smith"), Person("عمر Example")


def names(text, *people):
    return [person.name for person in mentioned_in(text, people)]


def test_full_name_after_an_at_is_meant_whatever_its_case_and_spaces():
    assert names("Look, @ann  LEE: is it so?", ANN, OMAR) == ["Ann Lee"]
    assert names("@عمر Example should know", ANN, OMAR) == ["عمر Example"]


def test_longer_name_is_meant_where_one_begins_the_other():
    assert names("@Ann Lee Smith knows", ANN, ANN_SMITH) == ["Ann Lee Smith"]
    assert names("@Ann Lee knows, @Ann Lee Smith too", ANN, ANN_SMITH) == [
        "Ann Lee",
        "Ann Lee Smith",
    ]


def test_part_of_a_name_an_address_and_no_at_mean_nobody():
    assert names("@Ann says; Ann Lee; write to x@Ann Lee; @Ann Leeds", ANN, Person("")) == []


def test_two_people_of_one_name_are_both_meant():
    assert names("@Ann Lee", ANN, Person("Ann Lee")) == ["Ann Lee", "Ann Lee"]


@given(text=st.text(), name=st.text(max_size=20))
def test_no_text_and_no_name_raise(text, name):
    person = Person(name)
    assert set(mentioned_in(text, [person, ANN])) <= {person, ANN}


@given(
    before=st.text(alphabet="ab .,\n"),
    name=st.from_regex(r"[A-Z][a-z]{1,8} [A-Z][a-z]{1,8}", fullmatch=True),
)
def test_name_after_an_at_is_always_found(before, name):
    person = Person(name)
    assert mentioned_in(f"{before} @{name}, look", [person]) == [person]
