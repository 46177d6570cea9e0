"""Every write about agreements: from the first draft to the end."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from core import audit
from core.errors import ConflictError, RefusedError
from core.workflow import Workflow
from mou import documents, notifications
from mou.enums import AGREEMENT as TABLE
from mou.enums import SignatureKind
from mou.models import Agreement, Clause, Party, Revision, Signature
from mou.terms import SignatureRecord, Terms

AGREEMENT: Workflow[Agreement] = Workflow("mou.agreement", TABLE)

# Law 241/1990, article 15(2-bis), binds public administrations of this country among themselves.
DIGITAL_ONLY_COUNTRY = "IT"


def draft(terms: Terms, readers: Iterable[User] = (), *, by: User | None) -> Agreement:
    """Make an agreement from the terms: its parties, and revision 1 from the required clauses.

    `readers` may read it although they belong to no office. Raises RefusedError when there are
    fewer than two different institutions, or when the clause library is empty.
    """
    institutions = {party.institution.pk for party in terms.parties}
    if len(terms.parties) < 2 or len(institutions) < len(terms.parties):
        raise RefusedError(_("An agreement needs at least two different institutions."))
    values = documents.values_of(terms)
    clauses = [
        clause_text(clause, terms.language, values)
        for clause in Clause.objects.filter(is_required=True)
    ]
    if not clauses:
        raise RefusedError(_("The clause library is empty. Load the reference data first."))
    with transaction.atomic():
        agreement = Agreement.objects.create(
            title=terms.title,
            language=terms.language,
            ends_on=terms.ends_on,
            values=values,
            current_revision=1,
        )
        for party in terms.parties:
            Party.objects.create(
                agreement=agreement,
                institution=party.institution,
                signatory_name=party.signatory_name,
                signatory_capacity=party.signatory_capacity,
            )
        agreement.readers.set(readers)
        _freeze(agreement, documents.heading_of(terms), clauses, by=by)
        audit.record("mou.agreement.draft", agreement, by=by, data={"revision": 1})
    return agreement


def revise(
    agreement: Agreement,
    clauses: Sequence[Mapping[str, str]],
    note: str = "",
    seen: int | None = None,
    *,
    by: User,
) -> Agreement:
    """Freeze a new wording of a draft and make it the current one; return the agreement.

    `clauses` are `{"code", "title", "text"}` in order; `seen` is the agreement's version that the
    person looked at. Raises RefusedError when a required clause is missing or empty or when
    nothing changed, ConflictError when somebody else revised it meanwhile.
    """
    data: dict[str, int] = {}
    with AGREEMENT.step(agreement, "revise", by=by, seen=seen, data=data) as row:
        older = current_revision(row)
        wording = [
            {
                "code": clause["code"],
                "title": clause["title"].strip(),
                "text": documents.fill(clause["text"], row.values).replace("\r\n", "\n").strip(),
            }
            for clause in clauses
        ]
        _check_wording(wording, older)
        row.current_revision += 1
        data["revision"] = row.current_revision
        _freeze(row, older.heading, wording, note=note, by=by)
    return row


def send_for_signature(agreement: Agreement, seen: int | None = None, *, by: User) -> Agreement:
    """Close the draft, so that its current wording can be signed, and tell the parties."""
    data: dict[str, int] = {}
    with AGREEMENT.step(agreement, "send_for_signature", by=by, seen=seen, data=data) as row:
        data["revision"] = row.current_revision
        notifications.sent_for_signature(row)
    return row


def redraft(agreement: Agreement, seen: int | None = None, *, by: User) -> Agreement:
    """Open the wording again.

    Signatures stay on record with the wording that they were given to, and bind no later one.
    """
    with AGREEMENT.step(agreement, "redraft", by=by, seen=seen) as row:
        return row


def record_signature(agreement: Agreement, record: SignatureRecord, *, by: User) -> Agreement:
    """Record that a party signed; when it was the last one, the agreement enters into force.

    It then starts on the latest day of signature, as is usual among agreements of this kind.
    Raises ConflictError when the fingerprint is not that of the current wording, RefusedError
    when the party cannot sign, cannot sign so, or has signed already.
    """
    with transaction.atomic():
        with AGREEMENT.step(
            agreement,
            "record_signature",
            by=by,
            data={"party": str(record.party.pk), "kind": record.kind, "sha256": record.sha256},
        ) as row:
            revision = current_revision(row)
            if revision.sha256 != record.sha256:
                raise ConflictError(
                    _("The wording has changed. This signature was given to an older one.")
                )
            parties = list(row.parties.select_related("institution"))
            _check_signature(record, parties, revision)
            Signature.objects.create(
                revision=revision,
                party=record.party,
                sha256=record.sha256,
                kind=record.kind,
                signer_name=record.signer_name,
                signer_capacity=record.signer_capacity,
                signed_on=record.signed_on,
                protocol_number=record.protocol_number,
                recorded_by=by,
            )
        dates = list(revision.signatures.values_list("signed_on", flat=True))
        if len(dates) < len(parties):
            return row
        with AGREEMENT.step(
            row, "enter_into_force", by=by, data={"revision": revision.number}
        ) as fresh:
            fresh.starts_on = max(dates)
            if fresh.starts_on > fresh.ends_on:
                raise RefusedError(
                    _("The last signature comes after the last day of the agreement. Redraft it.")
                )
        notifications.entered_into_force(fresh)
        return fresh


def end(agreement: Agreement, seen: int | None = None, *, by: User) -> Agreement:
    """End an agreement that is in force; a running exchange is finished all the same."""
    with AGREEMENT.step(agreement, "end", by=by, seen=seen) as row:
        return row


def abandon(agreement: Agreement, seen: int | None = None, *, by: User) -> Agreement:
    """Give up an agreement that never entered into force; it stays readable."""
    with AGREEMENT.step(agreement, "abandon", by=by, seen=seen) as row:
        return row


def current_revision(agreement: Agreement) -> Revision:
    """Return the wording that can be signed."""
    return agreement.revisions.get(number=agreement.current_revision)


def clause_text(clause: Clause, language: str, values: Mapping[str, str]) -> dict[str, str]:
    """Return a clause of the library as a revision holds it, in the agreement's language."""
    title, text = (
        (clause.title_it, clause.text_it) if language == "it" else (clause.title_en, clause.text_en)
    )
    return {"code": clause.code, "title": title, "text": documents.fill(text, values)}


def must_sign_digitally(parties: Iterable[Party]) -> bool:
    """Tell whether all parties are Italian, so that only electronic signatures are valid."""
    return all(party.institution.country == DIGITAL_ONLY_COUNTRY for party in parties)


def _freeze(
    agreement: Agreement,
    heading: Mapping[str, object],
    clauses: Sequence[Mapping[str, str]],
    note: str = "",
    *,
    by: User | None,
) -> Revision:
    number = agreement.current_revision
    return Revision.objects.create(
        agreement=agreement,
        number=number,
        heading=heading,
        clauses=clauses,
        sha256=documents.fingerprint(heading, clauses, number),
        note=note,
        created_by=by,
    )


def _check_wording(wording: Sequence[Mapping[str, str]], older: Revision) -> None:
    if wording == older.clauses:
        raise RefusedError(_("Nothing has changed, so there is nothing to save."))
    present = {clause["code"] for clause in wording if clause["text"]}
    missing = [
        clause["title"]
        for clause in older.clauses
        if clause["code"] not in present
        and Clause.objects.filter(code=clause["code"], is_required=True).exists()
    ]
    if missing:
        raise RefusedError(
            _("This clause must stay: %(clause)s. Change its text instead.")
            % {"clause": missing[0]}
        )
    if any(not clause["text"] for clause in wording):
        raise RefusedError(_("A clause has no text. Fill it in, or leave the clause out."))


def _check_signature(record: SignatureRecord, parties: Sequence[Party], revision: Revision) -> None:
    if record.party.pk not in {party.pk for party in parties}:
        raise RefusedError(_("This institution is not a party to the agreement."))
    if record.kind == SignatureKind.HANDWRITTEN and must_sign_digitally(parties):
        raise RefusedError(
            _(
                "Agreements between Italian public administrations must be signed with a digital, "
                "advanced or qualified electronic signature, or they are void "
                "(Law 241/1990, article 15, paragraph 2-bis)."
            )
        )
    if record.signed_on > timezone.localdate():
        raise RefusedError(_("The day of the signature lies in the future."))
    if revision.signatures.filter(party=record.party).exists():
        raise RefusedError(_("The signature of this institution is already recorded."))
