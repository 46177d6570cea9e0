from datetime import timedelta

import pytest
from django.db import InternalError, connection, transaction
from django.utils import timezone

from accounts.enums import AffiliationKind, Evidence
from accounts.models import Affiliation, Invitation, User
from core.errors import ConflictError, RefusedError
from core.models import AuditEvent, Message
from core.seals import unseal
from tests.cast import Cast
from tests.training.make import make_edition
from training import workflow
from training.enums import PLACE, PlaceState
from training.models import Place


def make_guest(address: str) -> User:
    return User.objects.create_user(address, given_name="Guest")


VERBS = {"complete": workflow.complete, "withdraw": workflow.withdraw, "rejoin": workflow.rejoin}


def place_in(state: PlaceState, cast: Cast) -> Place:
    place = workflow.enrol(make_edition(), by=cast.lead_teacher)
    if state == PlaceState.WITHDRAWN:
        return workflow.withdraw(place, by=cast.lead_teacher)
    if state == PlaceState.COMPLETED:
        return workflow.complete(place, by=cast.office)
    return place


@pytest.mark.parametrize("state", PlaceState)
@pytest.mark.parametrize("verb", PLACE)
def test_place_for_each_verb_and_state_follows_the_table(cast: Cast, verb: str, state: PlaceState):
    place = place_in(state, cast)
    if state in PLACE[verb].sources:
        assert VERBS[verb](place, by=cast.office).state == PLACE[verb].target
        assert AuditEvent.objects.filter(verb=f"training.place.{verb}").exists()
    else:
        with pytest.raises(RefusedError):
            VERBS[verb](place, by=cast.office)
        assert Place.objects.get(pk=place.pk).state == state


def test_place_when_sql_skips_a_step_is_refused(cast: Cast):
    place = place_in(PlaceState.WITHDRAWN, cast)
    with pytest.raises(InternalError, match="Invalid transition"), transaction.atomic():
        Place.objects.filter(pk=place.pk).update(state=PlaceState.COMPLETED)


def test_enrol_when_open_confirms_place_by_mail(cast: Cast):
    edition = make_edition()
    place = workflow.enrol(edition, by=cast.lead_teacher)
    message = Message.objects.get(kind="training.place_confirmed")
    assert place.state == PlaceState.ENROLLED
    assert (message.recipient, message.target_id) == (cast.lead_teacher, place.pk)
    assert edition.course.title in message.subject


def test_enrol_when_full_is_refused_with_reason(cast: Cast):
    edition = make_edition(seats=1)
    workflow.enrol(edition, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="No place is left"):
        workflow.enrol(edition, by=cast.partner_teacher)
    assert edition.places.count() == 1


def test_enrol_without_limit_always_has_a_place(cast: Cast):
    edition = make_edition(seats=None)
    for user in (cast.lead_teacher, cast.partner_teacher, cast.other_teacher):
        workflow.enrol(edition, by=user)
    assert edition.places.count() == 3


def test_enrol_when_closed_is_refused(cast: Cast):
    yesterday = timezone.localdate() - timedelta(days=1)
    with pytest.raises(RefusedError, match="closed"):
        workflow.enrol(make_edition(enrol_by=yesterday), by=cast.lead_teacher)


def test_enrol_without_deadline_closes_after_first_day(cast: Cast):
    today = timezone.localdate()
    first = make_edition(enrol_by=None, starts_on=today)
    workflow.enrol(first, by=cast.lead_teacher)
    later = make_edition(first.course, enrol_by=None)
    with pytest.raises(RefusedError, match="closed"):
        workflow.enrol(later, by=cast.lead_teacher)


def test_enrol_twice_is_refused(cast: Cast):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="already have a place"):
        workflow.enrol(edition, by=cast.lead_teacher)


def test_enrol_after_withdrawing_takes_old_place_up(cast: Cast):
    place = place_in(PlaceState.WITHDRAWN, cast)
    again = workflow.enrol(place.edition, by=cast.lead_teacher)
    assert (again.pk, again.state) == (place.pk, PlaceState.ENROLLED)


def test_withdraw_frees_the_seat(cast: Cast):
    edition = make_edition(seats=1)
    place = workflow.enrol(edition, by=cast.lead_teacher)
    workflow.withdraw(place, by=cast.lead_teacher)
    workflow.enrol(edition, by=cast.partner_teacher)
    with pytest.raises(RefusedError, match="No place is left"):
        workflow.rejoin(place, by=cast.lead_teacher)


def test_withdraw_after_somebody_changed_the_place_conflicts(cast: Cast):
    place = place_in(PlaceState.ENROLLED, cast)
    with pytest.raises(ConflictError):
        workflow.withdraw(place, seen=place.version + 1, by=cast.lead_teacher)


def test_complete_tells_the_teacher(cast: Cast):
    place = place_in(PlaceState.COMPLETED, cast)
    assert Message.objects.get(kind="training.completed").recipient == place.teacher


def test_complete_before_the_first_day_is_refused(cast: Cast):
    tomorrow = timezone.localdate() + timedelta(days=1)
    place = workflow.enrol(make_edition(starts_on=tomorrow), by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="not begun"):
        workflow.complete(place, by=cast.office)
    assert not Message.objects.filter(kind="training.completed").exists()


def test_complete_several_when_one_is_refused_completes_none(cast: Cast):
    edition = make_edition()
    first = workflow.enrol(edition, by=cast.lead_teacher)
    second = workflow.enrol(edition, by=cast.partner_teacher)
    workflow.withdraw(second, by=cast.partner_teacher)
    with pytest.raises(RefusedError):
        workflow.complete_several(edition, [first, second], by=cast.office)
    assert Place.objects.get(pk=first.pk).state == PlaceState.ENROLLED


def test_complete_several_of_another_edition_is_refused(cast: Cast):
    place = workflow.enrol(make_edition(), by=cast.lead_teacher)
    other = make_edition(place.edition.course, language="it")
    with pytest.raises(RefusedError, match="another edition"):
        workflow.complete_several(other, [place], by=cast.office)


def test_save_edition_with_fewer_seats_than_taken_is_refused(cast: Cast):
    edition = make_edition()
    workflow.enrol(edition, by=cast.lead_teacher)
    workflow.enrol(edition, by=cast.partner_teacher)
    with pytest.raises(RefusedError, match="2 places are taken"):
        workflow.save_edition(edition, {"seats": 1}, by=cast.office)
    assert workflow.save_edition(edition, {"seats": 2}, by=cast.office).seats == 2


def test_save_course_twice_is_refused_with_a_sentence(cast: Cast):
    values = {"title": "A course", "level": "basic", "provider": "Somebody"}
    workflow.save_course(None, values, by=cast.office)
    with pytest.raises(RefusedError):
        workflow.save_course(None, values, by=cast.office)


def link_token(message: Message) -> str:
    return unseal(message.text).split("/training/invitations/")[1].split("/")[0]


def test_invite_partner_seals_the_secret_link(cast: Cast):
    edition = make_edition()
    partner = workflow.invite_partner(edition, "new@uca.ma", cast.marrakesh, by=cast.lead_teacher)
    message = Message.objects.get(kind="training.partner_invited")
    assert message.is_confidential
    assert message.address == "new@uca.ma"
    assert message.expires_at == partner.invitation.expires_at
    assert "/invitations/" not in message.text + message.html
    assert link_token(message) not in str(list(Message.objects.values()))


def test_invite_partner_to_edition_in_italian_writes_in_italian_language(cast: Cast):
    workflow.invite_partner(
        make_edition(language="it"), "new@uca.ma", cast.marrakesh, by=cast.lead_teacher
    )
    assert Message.objects.get(kind="training.partner_invited").language == "it"


def test_invite_partner_twice_is_refused_until_withdrawn(cast: Cast):
    edition = make_edition()
    arguments = (edition, "new@uca.ma", cast.marrakesh)
    first = workflow.invite_partner(*arguments, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="already"):
        workflow.invite_partner(edition, "NEW@uca.ma", cast.marrakesh, by=cast.lead_teacher)
    workflow.revoke_partner_invitation(first, by=cast.lead_teacher)
    workflow.invite_partner(*arguments, by=cast.lead_teacher)


def test_invite_partner_at_own_address_is_refused(cast: Cast):
    with pytest.raises(RefusedError, match="your own address"):
        workflow.invite_partner(
            make_edition(), cast.lead_teacher.email, cast.marrakesh, by=cast.lead_teacher
        )


def test_invite_partner_more_than_twenty_times_a_day_is_refused(cast: Cast):
    edition = make_edition()
    for number in range(workflow.INVITATIONS_A_DAY):
        workflow.invite_partner(
            edition, f"new{number}@uca.ma", cast.marrakesh, by=cast.lead_teacher
        )
    with pytest.raises(RefusedError, match="tomorrow"):
        workflow.invite_partner(edition, "last@uca.ma", cast.marrakesh, by=cast.lead_teacher)


@pytest.mark.parametrize("fields", [{"seats": 0}, {"enrol_by": timezone.localdate().replace(2020)}])
def test_invite_partner_to_full_or_closed_edition_is_refused(cast: Cast, fields: dict):
    with pytest.raises(RefusedError):
        workflow.invite_partner(
            make_edition(**fields), "new@uca.ma", cast.marrakesh, by=cast.lead_teacher
        )
    assert not Invitation.objects.exists()


def test_accept_invitation_takes_place_confirms_teacher_and_tells_inviter(cast: Cast):
    edition = make_edition()
    guest = make_guest("guest@uca.ma")
    partner = workflow.invite_partner(edition, "guest@uca.ma", cast.marrakesh, by=cast.lead_teacher)
    place = workflow.accept_partner_invitation(partner, by=guest)
    affiliation = Affiliation.objects.get(user=guest)
    assert (place.teacher, place.state) == (guest, PlaceState.ENROLLED)
    assert affiliation.institution == cast.marrakesh
    assert affiliation.evidence == Evidence.INVITATION
    assert Message.objects.get(kind="training.partner_accepted").recipient == cast.lead_teacher


def test_accept_invitation_to_a_university_with_an_office_confirms_nobody(cast: Cast):
    """Else anybody could make a stranger a teacher of the home university."""
    guest = make_guest("guest@mail.example")
    partner = workflow.invite_partner(
        make_edition(), guest.email, cast.siena, by=cast.partner_teacher
    )
    place = workflow.accept_partner_invitation(partner, by=guest)
    assert place.state == PlaceState.ENROLLED
    affiliation = guest.affiliations.of_kind(AffiliationKind.TEACHER).get()
    assert (affiliation.institution, affiliation.evidence) == (cast.siena, Evidence.NONE)


def test_accept_invitation_when_already_enrolled_keeps_the_place(cast: Cast):
    edition = make_edition()
    place = workflow.enrol(edition, by=cast.partner_teacher)
    partner = workflow.invite_partner(
        edition, cast.partner_teacher.email, cast.marrakesh, by=cast.lead_teacher
    )
    assert workflow.accept_partner_invitation(partner, by=cast.partner_teacher).pk == place.pk


def test_accept_invitation_twice_is_refused(cast: Cast):
    partner = workflow.invite_partner(
        make_edition(), cast.partner_teacher.email, cast.marrakesh, by=cast.lead_teacher
    )
    workflow.accept_partner_invitation(partner, by=cast.partner_teacher)
    with pytest.raises(RefusedError, match="used"):
        workflow.accept_partner_invitation(partner, by=cast.partner_teacher)


def test_accept_invitation_with_another_address_is_refused(cast: Cast):
    partner = workflow.invite_partner(
        make_edition(), "new@uca.ma", cast.marrakesh, by=cast.lead_teacher
    )
    with pytest.raises(RefusedError, match="another address"):
        workflow.accept_partner_invitation(partner, by=cast.other_teacher)


def test_accept_invitation_when_full_is_refused_and_leaves_it_open(cast: Cast):
    edition = make_edition(seats=1)
    partner = workflow.invite_partner(
        edition, cast.partner_teacher.email, cast.marrakesh, by=cast.lead_teacher
    )
    workflow.enrol(edition, by=cast.lead_teacher)
    with pytest.raises(RefusedError, match="No place is left"):
        workflow.accept_partner_invitation(partner, by=cast.partner_teacher)
    assert Invitation.objects.get(pk=partner.invitation_id).is_open


def test_place_twice_in_sql_is_refused_by_the_database(cast: Cast):
    place = place_in(PlaceState.ENROLLED, cast)
    with (
        pytest.raises(Exception, match="place_is_unique"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO training_place SELECT gen_random_uuid(), created_at, updated_at, version,"
            " state_changed_at, state, edition_id, teacher_id FROM training_place WHERE id = %s",
            [place.pk],
        )
