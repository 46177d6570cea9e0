from core.redline import Segment
from mou.differences import compare


def clause(code: str, text: str) -> dict[str, str]:
    return {"code": code, "title": code.title(), "text": text}


def test_compare_names_what_was_changed_added_and_removed():
    older = [clause("a", "one two"), clause("b", "gone"), clause("c", "same")]
    newer = [clause("a", "one three"), clause("c", "same"), clause("d", "new")]
    changes = compare(older, newer)
    assert [(change.title, change.status) for change in changes] == [
        ("A", "changed"),
        ("B", "removed"),
        ("C", "same"),
        ("D", "added"),
    ]
    assert changes[0].pieces == [
        Segment("same", "one "),
        Segment("removed", "two"),
        Segment("added", "three"),
    ]
