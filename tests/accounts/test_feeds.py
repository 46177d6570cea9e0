"""The secret addresses of calendar feeds."""

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Feed
from accounts.workflow import feed as workflow
from core.models import AuditEvent
from core.seals import token_hash
from tests.cast import Cast, make_user
from tests.rivals import at_once
from tests.training.make import make_edition

RIVALS = 2


def test_feed_renewed_returns_a_token_of_which_only_the_hash_is_kept(cast: Cast):
    token = workflow.renew(cast.student, by=cast.student)
    assert len(token) >= 43
    feed = Feed.objects.with_token(token).get()
    assert (feed.owner, feed.target_type, feed.target_id) == (cast.student, "", None)
    assert feed.token_hash == token_hash(token)
    stored = str(list(Feed.objects.values())) + str(list(AuditEvent.objects.values()))
    assert token not in stored


def test_feed_renewed_again_has_another_token_and_the_old_one_opens_nothing(cast: Cast):
    old = workflow.renew(cast.student, by=cast.student)
    new = workflow.renew(cast.student, by=cast.student)
    assert old != new
    assert not Feed.objects.with_token(old).exists()
    assert Feed.objects.with_token(new).count() == Feed.objects.count() == 1


def test_feed_of_one_thing_stands_beside_that_of_all_meetings(cast: Cast):
    edition = make_edition()
    of_all = workflow.renew(cast.student, by=cast.student)
    of_one = workflow.renew(cast.student, edition, by=cast.student)
    feed = Feed.objects.with_token(of_one).get()
    assert (feed.target_type, feed.target_id) == ("training.edition", edition.pk)
    assert Feed.objects.with_token(of_all).exists()


def test_feed_revoked_opens_nothing_and_revoking_again_changes_nothing(cast: Cast):
    edition = make_edition()
    kept = workflow.renew(cast.student, by=cast.student)
    gone = workflow.renew(cast.student, edition, by=cast.student)
    assert workflow.revoke(cast.student, edition, by=cast.student)
    assert not workflow.revoke(cast.student, edition, by=cast.student)
    assert not Feed.objects.with_token(gone).exists()
    assert Feed.objects.with_token(kept).exists()


def test_feed_changes_are_audited_once_each_and_without_the_token(cast: Cast):
    edition = make_edition()
    workflow.renew(cast.student, edition, by=cast.student)
    workflow.revoke(cast.student, edition, by=cast.student)
    workflow.revoke(cast.student, edition, by=cast.student)
    data = {"target_type": "training.edition", "target_id": str(edition.pk)}
    events = AuditEvent.objects.filter(verb__startswith="accounts.feed.").order_by("pk")
    assert [(event.verb, event.target_id, event.data) for event in events] == [
        ("accounts.feed.renew", cast.student.pk, data),
        ("accounts.feed.revoke", cast.student.pk, data),
    ]


def test_feed_of_a_closed_account_does_not_work(cast: Cast):
    token = workflow.renew(cast.student, by=cast.student)
    assert Feed.objects.working().with_token(token).exists()
    cast.student.is_active = False
    cast.student.save()
    assert not Feed.objects.working().with_token(token).exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_new", [True, False])
def test_feed_renewed_by_two_at_once_is_one_feed_and_one_token_works(is_new: bool):
    person = make_user("hasty")
    if not is_new:
        workflow.renew(person, by=person)
    tokens = at_once([lambda: workflow.renew(person, by=person)] * RIVALS)
    assert Feed.objects.count() == 1
    assert [Feed.objects.with_token(token).exists() for token in tokens].count(True) == 1


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("feed_target_is_whole", {"target_type": "training.edition"}),
        ("feed_is_one_for_each_target", {}),
    ],
)
def test_feed_that_makes_no_sense_is_refused_by_the_database(cast: Cast, name, values):
    workflow.renew(cast.student, by=cast.student)
    stored = Feed.objects.values("owner_id", "renewed_at").get()
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Feed.objects.create(token_hash="0" * 64, **stored, **values)
