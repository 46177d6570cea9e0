import re

from mou.documents import PLACEHOLDERS
from mou.library import load_clauses
from mou.models import Clause


def test_load_clauses_twice_adds_nothing_and_keeps_changes(db):
    added = load_clauses()
    Clause.objects.filter(code="purpose").update(text_en="Changed by the office.")
    assert added == Clause.objects.count()
    assert Clause.objects.filter(is_required=True).count() >= 10
    assert load_clauses() == 0
    assert Clause.objects.get(code="purpose").text_en == "Changed by the office."


def test_each_clause_uses_known_placeholders_alike_in_both_languages(db):
    load_clauses()
    for clause in Clause.objects.all():
        english = re.findall(r"\{\{(.*?)\}\}", clause.text_en)
        italian = re.findall(r"\{\{(.*?)\}\}", clause.text_it)
        assert sorted(english) == sorted(italian), clause.code
        assert set(english) <= PLACEHOLDERS, clause.code
        assert clause.title_it != clause.title_en, clause.code
