from datetime import timedelta

from django.utils import timezone

from mou import workflow
from mou.enums import AgreementState
from mou.models import Agreement
from tests.cast import Cast
from tests.mou.make import agreement_in, make_agreement, make_italian_agreement, sign


def test_visible_to_each_of_the_cast(cast: Cast):
    siena_marrakesh = make_agreement(cast)
    italian = make_italian_agreement(cast)
    both = {siena_marrakesh, italian}
    expected = {
        "office": both,
        "second_office": both,
        "observer": both,
        "lead_teacher": {siena_marrakesh},
        "partner_teacher": {siena_marrakesh},
    }
    for part, user in cast.people().items():
        assert set(Agreement.objects.visible_to(user)) == expected.get(part, set()), part


def test_visible_to_a_reader_who_is_also_the_office_shows_a_row_once(cast: Cast):
    agreement = make_agreement(cast)
    agreement.readers.add(cast.office)
    assert Agreement.objects.visible_to(cast.office).count() == 1


def test_covering_asks_all_institutions_and_the_day(cast: Cast):
    today = timezone.localdate()
    agreement = agreement_in(AgreementState.IN_FORCE, cast)
    pair = [cast.siena.pk, cast.marrakesh.pk]

    def covers(ids, day=today) -> bool:
        return Agreement.objects.covering(ids, day).filter(pk=agreement.pk).exists()

    assert covers(pair)
    assert covers(pair[:1])
    assert not covers([*pair, cast.cairo.pk])
    assert not covers([])
    assert not covers(pair, today - timedelta(days=1))
    assert not covers(pair, agreement.ends_on + timedelta(days=1))
    workflow.end(agreement, by=cast.office)
    assert not covers(pair)


def test_for_list_counts_signatures_of_the_current_wording(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    assert Agreement.objects.for_list().get().signed == 0
    sign(agreement, cast.siena, cast.office)
    assert Agreement.objects.for_list().get().signed == 1


def test_matching_finds_titles_and_parties(cast: Cast):
    make_agreement(cast)
    for words, count in (("migration", 1), ("CADI", 1), ("Cairo", 0)):
        assert Agreement.objects.matching(words).count() == count, words
