from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from core.mime import Sheet, compose, envelope_address
from core.outbox import Draft

CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:è\r\nEND:VCALENDAR\r\n"
INVITATION = {
    "name": "session.ics",
    "type": "text/calendar; method=REQUEST",
    "method": "REQUEST",
    "content": CALENDAR,
}
FILE = {"name": "session.ics", "type": "text/calendar; method=PUBLISH", "content": CALENDAR}


def read(mail) -> EmailMessage:
    raw = mail.message().as_bytes(linesep="\r\n")
    return BytesParser(EmailMessage, policy=policy.default).parsebytes(raw)


def test_compose_invitation_is_an_alternative_and_a_file():
    mail = read(compose(Draft("s", "t", "<p>t</p>", [INVITATION]), "r@example.org", {}))

    kinds = [part.get_content_type() for part in mail.walk() if not part.is_multipart()]
    assert kinds == ["text/plain", "text/html", "text/calendar", "application/ics"]
    invitation = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert invitation.get_param("method") == "REQUEST"
    assert "SUMMARY:è" in invitation.get_content()
    [attached] = mail.iter_attachments()
    assert attached.get_filename() == "session.ics"
    assert attached.get_content() == CALENDAR.encode()


def test_sheet_differs_from_a_mail_of_its_own_only_in_the_headers_of_the_address():
    letter = Draft("Sùbject", "text\n.\nè", "<p>è</p>", [FILE])
    headers = {"Message-ID": "<1@example.org>", "Auto-Submitted": "auto-generated"}

    alone = read(compose(letter, "reader@example.org", headers))
    shared = read(Sheet(letter).to("reader@example.org", headers))

    def differs(name):
        # The boundary between parts is random; the date is that of the sending.
        return name not in {"Date", "Content-Type"}

    assert {n: v for n, v in alone.items() if differs(n)} == {
        n: v for n, v in shared.items() if differs(n)
    }
    assert shared["Date"]
    assert shared.get_content_type() == alone.get_content_type() == "multipart/mixed"
    contents = [
        [part.get_content() for part in mail.walk() if not part.is_multipart()]
        for mail in (alone, shared)
    ]
    assert contents[0] == contents[1]


def test_sheet_puts_each_address_on_its_own_copy():
    sheet = Sheet(Draft("s", "t"))
    first, second = (read(sheet.to(f"{n}@example.org", {"Message-ID": f"<{n}@x>"})) for n in "ab")
    assert (first["To"], second["To"]) == ("a@example.org", "b@example.org")
    assert (first["Message-ID"], second["Message-ID"]) == ("<a@x>", "<b@x>")


@pytest.mark.parametrize("name", ["X\r\nBcc", "X"])
def test_sheet_header_with_a_line_break_is_refused(name):
    with pytest.raises(ValueError, match="line break"):
        Sheet(Draft("s", "t")).to("a@example.org", {name: "v\r\nBcc: x@example.org"})


def test_sheet_address_beyond_ascii_is_written_as_mail_servers_read_it():
    mail = Sheet(Draft("s", "t")).to("réader@exämple.org", {})
    assert read(mail)["To"]


@pytest.mark.parametrize(
    ("address", "bare"),
    [
        ("reader@example.org", "reader@example.org"),
        ("Virtual Exchange <no-reply@example.org>", "no-reply@example.org"),
        ('"Exchange, Virtual" <a.b+c@example.org>', "a.b+c@example.org"),
        ("reader@exämple.org", "reader@xn--exmple-cua.org"),
    ],
)
def test_envelope_address_is_bare_and_ascii(address, bare):
    assert envelope_address(address) == bare


def test_envelope_address_of_two_lines_is_refused():
    with pytest.raises(ValueError, match="address"):
        envelope_address("a@example.org\r\nRCPT TO:<b@example.org>")
