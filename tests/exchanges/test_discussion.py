"""The discussion of a design: among the teams' teachers, and nobody else."""

import pytest
from django.urls import reverse

from core.errors import RefusedError
from core.models import AuditEvent, Message
from core.outbox import reason_to_skip
from exchanges import discussions, workflow
from exchanges.enums import DesignSection
from exchanges.enums import ExchangeState as S
from exchanges.models import Comment, Exchange
from exchanges.workflow import discussion
from tests.exchanges import build
from tests.exchanges.test_pages import INSIDERS, TEACHERS, answers, expected

MENTIONED = "exchanges.mentioned"
GROUPS = DesignSection.GROUPS.value


@pytest.fixture
def draft(cast):
    return build.make(cast, S.DRAFT)


def say(exchange, by, text="Shall we mix the groups?", section=GROUPS, mentioned=()):
    return discussion.comment(exchange, section, text, mentioned, by=by)


def url_of(exchange, section=GROUPS):
    return discussions.url_of(exchange.pk, section)


def told():
    return Message.objects.filter(kind=MENTIONED)


def test_comment_changes_neither_version_nor_confirmations(cast, draft):
    build.confirm_all(draft)
    before = (draft.version, draft.design_version)
    said = say(draft, cast.lead_teacher)
    discussion.settle(said, by=cast.partner_teacher)
    discussion.reopen(said, by=cast.lead_teacher)
    discussion.take_back(said, by=cast.lead_teacher)
    draft.refresh_from_db()
    assert (draft.version, draft.design_version) == before
    assert all(team.is_confirmed for team in draft.teams.all())


def test_every_verb_is_on_record_and_no_text_is(cast, draft):
    said = say(draft, cast.lead_teacher, "A secret about rooms")
    discussion.settle(said, by=cast.partner_teacher)
    discussion.reopen(said, by=cast.partner_teacher)
    discussion.take_back(said, by=cast.lead_teacher)
    events = AuditEvent.objects.filter(target_id=said.pk).order_by("created_at")
    assert [event.verb.rpartition(".")[2] for event in events] == [
        "write",
        "settle",
        "reopen",
        "take_back",
    ]
    assert {event.actor for event in events} == {cast.lead_teacher, cast.partner_teacher}
    assert all(event.data == {"exchange": str(draft.pk), "section": GROUPS} for event in events)


def test_settling_twice_is_one_settling(cast, draft):
    said = say(draft, cast.lead_teacher)
    discussion.settle(said, by=cast.partner_teacher)
    again = discussion.settle(said, by=cast.lead_teacher)
    assert again.settled_by == cast.partner_teacher
    assert AuditEvent.objects.filter(verb="exchanges.comment.settle").count() == 1


def test_comment_taken_back_is_empty_for_good(cast, draft):
    said = say(draft, cast.lead_teacher)
    with pytest.raises(RefusedError, match="Who wrote"):
        discussion.take_back(said, by=cast.partner_teacher)
    discussion.take_back(said, by=cast.lead_teacher)
    said.refresh_from_db()
    assert (said.text, said.removed_at is not None) == ("", True)
    for verb in (discussion.settle, discussion.reopen, discussion.take_back):
        with pytest.raises(RefusedError, match="was taken back"):
            verb(said, by=cast.lead_teacher)


@pytest.mark.parametrize("who", ["office", "coordinator", "observer", "student", "stranger"])
def test_who_is_in_no_team_says_nothing(cast, draft, who):
    person = cast.people()[who]
    with pytest.raises(RefusedError, match="teachers of the teams alone"):
        say(draft, person)
    said = say(draft, cast.lead_teacher)
    with pytest.raises(RefusedError, match="teachers of the teams alone"):
        discussion.settle(said, by=person)


@pytest.mark.parametrize("state", [S.SUBMITTED, S.RETURNED, S.APPROVED, S.RUNNING])
def test_discussion_goes_on_while_the_exchange_does(cast, state):
    exchange = build.make(cast, state)
    assert say(exchange, cast.partner_teacher).exchange == exchange


@pytest.mark.parametrize("state", [S.COMPLETED, S.REJECTED, S.CANCELLED])
def test_discussion_ends_with_the_exchange(client, cast, state):
    exchange = build.make(cast, S.DRAFT)
    said = say(exchange, cast.lead_teacher)
    over = build.make(cast, state)
    Comment.objects.filter(pk=said.pk).update(exchange=over)
    said.refresh_from_db()
    with pytest.raises(RefusedError, match="has ended"):
        say(over, cast.lead_teacher)
    with pytest.raises(RefusedError, match="has ended"):
        discussion.take_back(said, by=cast.lead_teacher)
    client.force_login(cast.lead_teacher)
    page = client.get(url_of(over)).content.decode()
    assert "has ended, and its discussion with it" in page
    assert client.post(url_of(over), {"text": "More"}).status_code == 403


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 5001])
def test_empty_and_overlong_comments_are_refused(cast, draft, text):
    with pytest.raises(RefusedError, match="at most 5000"):
        say(draft, cast.lead_teacher, text)


def test_chosen_people_get_one_letter_in_their_language(cast, draft):
    cast.partner_teacher.language = "it"
    cast.partner_teacher.save()
    name = cast.partner_teacher.get_full_name()
    text = f"<b>Mixed</b> groups? @{name}"
    said = say(draft, cast.lead_teacher, text, mentioned=[cast.partner_teacher, cast.lead_teacher])
    message = told().get()
    assert (message.recipient, message.language) == (cast.partner_teacher, "it")
    assert text in message.text
    assert "&lt;b&gt;Mixed" in message.html
    assert url_of(draft) in message.text
    assert list(said.mentioned.all()) == [cast.partner_teacher]


def test_name_typed_after_an_at_tells_the_person(cast, draft):
    say(draft, cast.partner_teacher, f"What do you think, @{cast.lead_teacher}?")
    assert told().get().recipient == cast.lead_teacher


def test_nobody_outside_of_the_teams_is_told(cast, draft):
    say(draft, cast.lead_teacher, f"@{cast.office} and @{cast.stranger} shall not hear")
    with pytest.raises(RefusedError, match="Only teachers of the teams"):
        say(draft, cast.lead_teacher, mentioned=[cast.stranger])
    assert not told().exists()
    assert Comment.objects.count() == 1


def test_letter_is_held_back_when_the_comment_is_or_its_reader_left(cast, draft):
    said = say(draft, cast.lead_teacher, mentioned=[cast.partner_teacher])
    message = told().get()
    assert reason_to_skip(message) == ""
    discussion.take_back(said, by=cast.lead_teacher)
    assert "taken back" in reason_to_skip(message)
    say(draft, cast.lead_teacher, mentioned=[cast.partner_teacher])
    message = told().exclude(pk=message.pk).get()
    workflow.remove_lead(build.partner_team(draft), by=cast.lead_teacher)
    assert "no longer in a team" in reason_to_skip(message)


def test_page_is_for_teachers_and_says_so(client, cast, draft):
    table = expected(cast, opens=TEACHERS, refused=INSIDERS - TEACHERS)
    assert answers(client, cast, url_of(draft)) == table
    client.force_login(cast.office)
    for method in (client.get, client.post):
        page = method(url_of(draft), {"text": "x"})
        assert "for the teachers of the teams alone" in page.content.decode()
    client.force_login(cast.lead_teacher)
    assert "not the office" in client.get(url_of(draft)).content.decode()


def test_comment_is_written_by_post_and_read_by_the_partner(client, cast, draft):
    client.force_login(cast.lead_teacher)
    values = {"text": "<script>alert(1)</script>", "mentioned": [str(cast.partner_teacher.pk)]}
    assert client.post(url_of(draft), values).url == url_of(draft)
    client.force_login(cast.partner_teacher)
    page = client.get(url_of(draft)).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page
    assert told().count() == 1


def test_comment_leads_back_to_our_own_pages_only(client, cast, draft):
    client.force_login(cast.lead_teacher)
    design = reverse("exchanges:design-detail", args=[draft.pk])
    assert client.post(url_of(draft), {"text": "One", "next": design}).url == design
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)", "\0", "x"):
        assert client.post(url_of(draft), {"text": "Two", "next": bad}).url == url_of(draft)


@pytest.mark.parametrize(
    "values",
    [
        {},
        {"text": ""},
        {"text": "\0"},
        {"text": "x" * 6000},
        {"text": "x", "mentioned": ["nobody"]},
        {"text": "x", "mentioned": ["\0", "00000000-0000-0000-0000-000000000000"]},
        {"text": ["x", ""]},
    ],
)
def test_ill_formed_comment_shows_the_form_again(client, cast, draft, values):
    client.force_login(cast.lead_teacher)
    response = client.post(url_of(draft), values)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Comment.objects.exists()


def test_stranger_in_the_checkboxes_is_refused(client, cast, draft):
    client.force_login(cast.lead_teacher)
    response = client.post(url_of(draft), {"text": "x", "mentioned": [str(cast.stranger.pk)]})
    assert response.status_code == 200
    assert not Comment.objects.exists()


def test_section_that_does_not_exist_is_missing(client, cast, draft):
    client.force_login(cast.lead_teacher)
    assert client.get(url_of(draft, "nothing")).status_code == 404


def test_htmx_gets_the_discussion_as_it_stands_beside_the_section(client, cast, draft):
    client.force_login(cast.lead_teacher)
    headers = {"HX-Request": "true"}
    page = client.post(url_of(draft), {"text": "One"}, headers=headers).content.decode()
    assert page.lstrip().startswith('<section class="section discussion" id="discussion-groups"')
    assert "1 open comment" in page
    assert "csrfmiddlewaretoken" in page
    wrong = client.post(url_of(draft), {"text": ""}, headers=headers)
    assert wrong.status_code == 200
    assert wrong.context["form"].errors


def test_buttons_of_a_comment_do_what_they_say(client, cast, draft):
    said = say(draft, cast.lead_teacher)
    client.force_login(cast.partner_teacher)
    for name in ("settle", "reopen"):
        url = reverse(f"exchanges:comment-{name}", args=[said.pk])
        assert client.post(url).url == url_of(draft)
    take_back = reverse("exchanges:comment-take-back", args=[said.pk])
    assert client.post(take_back).status_code == 403
    client.force_login(cast.lead_teacher)
    assert client.post(take_back).status_code == 302
    assert client.post(take_back).status_code == 403
    client.force_login(cast.office)
    assert client.post(reverse("exchanges:comment-settle", args=[said.pk])).status_code == 403
    client.force_login(cast.stranger)
    assert client.post(reverse("exchanges:comment-settle", args=[said.pk])).status_code == 404


def test_design_page_has_the_discussion_for_teachers_alone(client, cast, draft):
    said = say(draft, cast.lead_teacher, "About the whole", section="")
    settled = say(draft, cast.lead_teacher, "Long done", section="")
    discussion.settle(settled, by=cast.partner_teacher)
    url = reverse("exchanges:design-detail", args=[draft.pk])
    client.force_login(cast.partner_teacher)
    page = client.get(url).content.decode()
    assert said.text in page
    assert "1 open comment" in page
    assert "1 settled or taken back" in page
    client.force_login(cast.office)
    page = client.get(url).content.decode()
    assert said.text not in page
    assert "Discussion:" not in page


def test_tallies_of_all_sections_are_one_query(cast, draft, django_assert_num_queries):
    say(draft, cast.lead_teacher)
    discussion.settle(say(draft, cast.lead_teacher), by=cast.lead_teacher)
    say(draft, cast.lead_teacher, section="")
    with django_assert_num_queries(1):
        tallies = discussions.tallies_of(draft)
    assert {key: (one.open, one.total) for key, one in tallies.items()} == {
        GROUPS: (1, 2),
        "": (1, 1),
    }


def test_thread_asks_the_same_queries_for_one_and_for_a_hundred(
    cast, draft, django_assert_num_queries
):
    exchange = Exchange.objects.for_page().get(pk=draft.pk)
    for number in (1, 9, 90):
        for _again in range(number):
            say(draft, cast.lead_teacher, mentioned=[cast.partner_teacher])
        with django_assert_num_queries(3):
            thread = discussions.thread_of(exchange, GROUPS)
            names = [str(person) for row in thread.open for person in row.mentioned.all()]
        assert len(names) == min(Comment.objects.count(), discussions.LATEST)
    assert thread.has_more


def test_page_of_a_long_discussion_goes_on(client, cast, draft, django_assert_max_num_queries):
    for number in range(30):
        say(draft, cast.lead_teacher, f"Word number {number}.")
    client.force_login(cast.partner_teacher)
    with django_assert_max_num_queries(14):
        response = client.get(url_of(draft))
    page = response.context["page"]
    assert page.rows[0].text == "Word number 29."
    older = client.get(url_of(draft), {"cursor": page.next}).context["page"]
    assert older.rows[-1].text == "Word number 0."
    assert client.get(url_of(draft), {"cursor": "gar\0bage"}).status_code == 200
