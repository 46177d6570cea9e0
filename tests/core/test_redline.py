"""Word by word: nothing is lost, nothing invented, and no text makes it slow."""

from itertools import pairwise

import hypothesis.strategies as st
from hypothesis import assume, given

from core.redline import Segment, longest_rise, segments

texts = st.text(alphabet="ab \n.è", max_size=80) | st.text(max_size=40)


def words(*kinds_and_texts):
    return [Segment(kind, text) for kind, text in kinds_and_texts]


def side(found, kind):
    """Put one of the two texts together again."""
    return "".join(segment.text for segment in found if segment.kind in ("same", kind))


@given(before=texts, after=texts)
def test_segments_put_together_give_both_texts(before, after):
    found = segments(before, after)
    assert side(found, "removed") == before
    assert side(found, "added") == after


@given(before=texts, after=texts)
def test_segments_are_never_empty_and_never_two_of_a_kind_in_a_row(before, after):
    found = segments(before, after)
    assert all(segment.text for segment in found)
    assert all(first.kind != second.kind for first, second in pairwise(found))


@given(text=texts)
def test_equal_texts_are_one_segment(text):
    assert segments(text, text) == ([Segment("same", text)] if text else [])


@given(before=texts, after=texts)
def test_texts_without_a_common_word_are_one_replacement(before, after):
    assume(before.strip() and after.strip())
    assume(not set(before.split()) & set(after.split()))
    kinds = [segment.kind for segment in segments(before.strip(), after.strip())]
    assert kinds == ["removed", "added"]


def test_changed_word_stands_between_what_stayed():
    assert segments("They meet on Monday.", "They meet on Friday.") == words(
        ("same", "They meet on "), ("removed", "Monday."), ("added", "Friday.")
    )


def test_added_paragraph_leaves_the_rest_alone():
    assert segments("One.\n\nThree.", "One.\n\nTwo.\n\nThree.") == words(
        ("same", "One.\n\n"), ("added", "Two.\n\n"), ("same", "Three.")
    )


def test_neighbouring_changes_read_as_one():
    assert segments("a small green cat", "a big red cat") == words(
        ("same", "a "), ("removed", "small green"), ("added", "big red"), ("same", " cat")
    )


def test_changes_far_apart_stay_apart():
    kinds = [s.kind for s in segments("May we write in June?", "Will we write in July?")]
    assert kinds == ["removed", "added", "same", "removed", "added"]


def test_long_text_with_a_changed_word_finds_just_that_word():
    before = [f"word{number % 7000}" for number in range(20_000)]
    after = [*before[:9_000], "another", *before[9_001:]]
    found = segments(" ".join(before), " ".join(after))
    assert [segment.kind for segment in found] == ["same", "removed", "added", "same"]
    assert (found[1].text, found[2].text) == (before[9_000], "another")


def test_long_texts_made_to_be_slow_are_compared_all_the_same():
    """A few words over and over, the reverse order, and nested pairs: 20,000 words each."""
    few = ["a b a b b a"[number % 11] for number in range(20_000)]
    many = [f"w{number}" for number in range(20_000)]
    nested = [f"w{number}" for number in range(10_000)]
    for old, new in (
        (few, [*few[3:], "c", *few[:5]]),
        (many, many[::-1]),
        (nested + nested[::-1], nested[::-1] + nested),
    ):
        before, after = " ".join(old), " ".join(new)
        found = segments(before, after)
        assert side(found, "removed") == before
        assert side(found, "added") == after


@given(numbers=st.lists(st.integers(), unique=True, max_size=30))
def test_longest_rise_rises_and_none_is_longer(numbers):
    found = [numbers[position] for position in longest_rise(numbers)]
    assert found == sorted(found)
    lengths = []
    for position, number in enumerate(numbers):
        shorter = [lengths[k] for k in range(position) if numbers[k] < number]
        lengths.append(1 + max(shorter, default=0))
    assert len(found) == max(lengths, default=0)
