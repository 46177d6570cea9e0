import hypothesis.strategies as st
from hypothesis import given

from mou.differences import Piece, compare, pieces_of

wordings = st.text(alphabet="ab \n.è", max_size=60)


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
        Piece("same", "one "),
        Piece("removed", "two"),
        Piece("added", "three"),
    ]


@given(old=wordings, new=wordings)
def test_pieces_put_together_give_both_texts(old: str, new: str):
    pieces = list(pieces_of(old, new))
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new
