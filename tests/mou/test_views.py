import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.enums import Role
from accounts.workflow import grant_role
from mou import workflow
from mou.enums import AgreementState
from mou.models import Agreement, Revision, Signature
from tests.cast import Cast, make_user
from tests.mou.make import agreement_in, changed_clauses, make_agreement, party_of, sign

OFFICES = {"office", "second_office"}
READERS = OFFICES | {"observer", "lead_teacher", "partner_teacher"}
# The state in which each action is open.
ACTIONS = {
    "agreement-revise": AgreementState.DRAFT,
    "agreement-send": AgreementState.DRAFT,
    "agreement-redraft": AgreementState.FOR_SIGNATURE,
    "agreement-sign": AgreementState.FOR_SIGNATURE,
    "agreement-end": AgreementState.IN_FORCE,
    "agreement-abandon": AgreementState.DRAFT,
}


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, agreement: Agreement, *more) -> str:
    return reverse(f"mou:{name}", args=[agreement.pk, *more])


def test_list_shows_each_of_the_cast_their_own(cast: Cast):
    make_agreement(cast)
    address = reverse("mou:agreement-list")
    assert Client().get(address).status_code == 302
    for part, user in cast.people().items():
        page = client_of(user).get(address)
        assert page.status_code == 200
        assert ("Migration and cities" in page.content.decode()) == (part in READERS), part


@pytest.mark.parametrize("name", ["agreement-detail", "agreement-changes", "revision-pdf"])
def test_reading_is_for_parties_readers_and_observers(cast: Cast, name: str):
    agreement = make_agreement(cast)
    address = url(name, agreement, *([1] if name == "revision-pdf" else []))
    for part, user in cast.people().items():
        expected = 200 if part in READERS else 404
        assert client_of(user).get(address).status_code == expected, part
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize("name", ACTIONS)
def test_handling_is_for_the_offices_of_the_parties(cast: Cast, name: str):
    agreement = agreement_in(ACTIONS[name], cast)
    address = url(name, agreement)
    for part, user in cast.people().items():
        expected = 200 if part in OFFICES else 403 if part in READERS else 404
        client = client_of(user)
        assert client.get(address).status_code == expected, part
        if expected != 200:
            assert client.post(address).status_code == expected, part
    assert Client().post(address).status_code == 302
    assert Agreement.objects.get().version == agreement.version


@pytest.mark.parametrize("state", AgreementState)
@pytest.mark.parametrize("name", ACTIONS)
def test_buttons_show_exactly_what_the_permission_allows(
    cast: Cast, name: str, state: AgreementState
):
    agreement = agreement_in(state, cast)
    client = client_of(cast.office)
    is_allowed = client.get(url(name, agreement)).status_code == 200
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert (f'"{url(name, agreement)}"' in page) == is_allowed


def test_office_of_the_partner_handles_too(cast: Cast):
    partner_office = make_user("partner.office")
    values = {"role": Role.OFFICE, "institution": cast.marrakesh, "reason": "test"}
    grant_role(partner_office, values, by=None)
    agreement = make_agreement(cast)
    answer = client_of(partner_office).post(url("agreement-send", agreement), {"seen": 1})
    assert answer.status_code == 302


def posted(agreement: Agreement, word: str) -> dict:
    data = {f"clause_{c['code']}": c["text"] for c in changed_clauses(agreement, word)}
    return {
        **data,
        "note": "One word.",
        "seen": agreement.version,
        "base": agreement.current_revision,
    }


def test_revise_by_form_saves_the_wording(cast: Cast):
    agreement = make_agreement(cast)
    client = client_of(cast.office)
    page = client.get(url("agreement-revise", agreement)).content.decode()
    assert "Names and logos" in page
    optional = page.split('name="add" value="')[1].split('"')[0]
    answer = client.post(
        url("agreement-revise", agreement), {**posted(agreement, "x"), "add": [optional]}
    )
    assert answer.status_code == 302
    clauses = Revision.objects.get(number=2).clauses
    assert clauses[0]["text"].endswith(" x")
    assert clauses[-1]["code"] == "annex-exchange"
    assert clauses[-2]["code"] in {"names-and-logos", "insurance", "evaluation"}


def test_revise_by_form_when_somebody_was_faster_keeps_what_was_typed(cast: Cast):
    agreement = make_agreement(cast)
    data = posted(agreement, "typed-by-me")
    workflow.revise(agreement, changed_clauses(agreement, "theirs"), by=cast.second_office)
    client = client_of(cast.office)
    answer = client.post(url("agreement-revise", agreement), data)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "typed-by-me" in page
    assert "<ins> theirs</ins>" in page
    assert str(cast.second_office) in page
    assert Revision.objects.count() == 2
    seen = page.split('name="seen" value="')[1].split('"')[0]
    again = client.post(url("agreement-revise", agreement), {**data, "seen": seen})
    assert again.status_code == 302
    assert Revision.objects.get(number=3).clauses[0]["text"].endswith("typed-by-me")


def test_revise_by_form_with_an_emptied_clause_says_it_must_stay(cast: Cast):
    agreement = make_agreement(cast)
    data = {**posted(agreement, "x"), "clause_purpose": " "}
    page = client_of(cast.office).post(url("agreement-revise", agreement), data)
    assert page.status_code == 200
    assert "This clause must stay" in page.content.decode()


def signature_data(agreement: Agreement, party, **fields) -> dict:
    values = {
        "party": party.pk,
        "kind": "qualified",
        "signer_name": "Rosa Example",
        "signer_capacity": "Rector",
        "signed_on": timezone.localdate().isoformat(),
        "protocol_number": "12/2026",
        "sha256": workflow.current_revision(agreement).sha256,
    }
    return values | fields


def test_signatures_by_form_enter_into_force(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    client, address = client_of(cast.office), url("agreement-sign", agreement)
    for institution in (cast.siena, cast.marrakesh):
        data = signature_data(agreement, party_of(agreement, institution))
        assert client.post(address, data).status_code == 302
    page = client.get(agreement.get_absolute_url()).content.decode()
    assert "in force" in page
    assert "12/2026" in page
    assert "Entered into force" in page


def test_signature_by_form_of_an_older_wording_is_refused(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    data = signature_data(agreement, party_of(agreement, cast.siena), sha256="0" * 64)
    answer = client_of(cast.office).post(url("agreement-sign", agreement), data)
    assert answer.status_code == 409
    assert "The wording has changed" in answer.content.decode()
    assert not Signature.objects.exists()


def test_signature_form_for_a_party_starts_from_its_signatory(cast: Cast):
    agreement = agreement_in(AgreementState.FOR_SIGNATURE, cast)
    party = party_of(agreement, cast.siena)
    page = client_of(cast.office).get(f"{url('agreement-sign', agreement)}?party={party.pk}")
    assert 'value="Rosa Example"' in page.content.decode()


def test_changes_between_two_wordings_are_shown_word_by_word(cast: Cast):
    agreement = make_agreement(cast)
    workflow.revise(agreement, changed_clauses(agreement, "<b>new</b>"), by=cast.office)
    page = client_of(cast.lead_teacher).get(url("agreement-changes", agreement)).content.decode()
    assert "<ins> &lt;b&gt;new&lt;/b&gt;</ins>" in page


@pytest.mark.parametrize("query", ["?new=9", "?old=77&new=1", "?new=99999999999"])
def test_changes_of_an_unknown_wording_are_not_found_or_the_last(cast: Cast, query: str):
    agreement = make_agreement(cast)
    answer = client_of(cast.office).get(url("agreement-changes", agreement) + query)
    assert answer.status_code == (404 if len(query) < 16 else 200)


def test_pdf_is_the_same_document_each_time(cast: Cast):
    agreement = make_agreement(cast)
    client, address = client_of(cast.lead_teacher), url("revision-pdf", agreement, 1)
    answer = client.get(address)
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.content == client.get(address).content
    assert client.get(url("revision-pdf", agreement, 2)).status_code == 404


def test_list_filters_by_words_and_state(cast: Cast):
    make_agreement(cast)
    client = client_of(cast.office)
    for query, is_shown in (("q=cadi", True), ("q=cairo", False), ("state=ended", False)):
        page = client.get(f"{reverse('mou:agreement-list')}?{query}").content.decode()
        assert ("Migration and cities" in page) == is_shown, query


@pytest.mark.parametrize("rows", [1, 10, 100])
def test_list_takes_seven_queries_whatever_its_length(
    cast: Cast, django_assert_num_queries, rows: int
):
    for _number in range(rows):
        make_agreement(cast)
    client = client_of(cast.office)
    with django_assert_num_queries(7):
        client.get(reverse("mou:agreement-list"))


@pytest.mark.parametrize("revisions", [1, 6])
def test_detail_takes_at_most_ten_queries(
    cast: Cast, django_assert_max_num_queries, revisions: int
):
    agreement = make_agreement(cast)
    for number in range(revisions):
        agreement = workflow.revise(
            agreement, changed_clauses(agreement, str(number)), by=cast.office
        )
    agreement = workflow.send_for_signature(agreement, by=cast.office)
    sign(agreement, cast.siena, cast.office)
    client = client_of(cast.office)
    with django_assert_max_num_queries(10):
        client.get(agreement.get_absolute_url())
