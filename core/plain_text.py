"""Text of people, made fit for files that cannot hold every character."""

import re
import unicodedata

# XML 1.0 takes no control characters but these, and no noncharacters; PDF/UA no byte order mark.
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_ISOLATE = re.compile("\u2068[^\u2069]*\u2069")
_UNFIT = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
    "|["
    + "".join(chr(plane * 0x10000 + 0xFFFE + n) for plane in range(1, 17) for n in (0, 1))
    + "]"
)


def fit_text(text: str) -> str:
    """Return the text without characters that XML, DOCX or PDF cannot hold; line ends are LF."""
    return _UNFIT.sub("", _LINE_ENDS.sub("\n", text))


def is_right_to_left(text: str) -> bool:
    """Tell whether the first letter with a direction is written from right to left.

    It is the rule of HTML's `dir="auto"`, for files that have no such rule of their own: what
    stands between isolating marks does not count.
    """
    for letter in _ISOLATE.sub("", text):
        direction = unicodedata.bidirectional(letter)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False
