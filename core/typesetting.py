"""Make PDF documents with typst: data as JSON, fonts from packages only.

What people wrote reaches the compiler as data, so nothing in it is markup. The compiler sees the
folder of one template and no other, and no font of the machine.
"""

import importlib.util
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typst

from core.plain_text import fit_text

if TYPE_CHECKING:
    from typst import PDFStandard

COMMON = Path(__file__).resolve().parent / "typst" / "common.typ"
# Noto Sans Arabic and Hebrew, for names that the compiler's own fonts cannot write.
FONT_PACKAGE = "justmytype_intl_rtl"


def typeset(
    template: Path,
    data: Mapping[str, Any],
    *,
    standards: Sequence["PDFStandard"],
    made_at: datetime,
) -> bytes:
    """Set `data` by a template as a PDF; the same data gives the same bytes every time.

    `made_at` (aware, in UTC) is the moment that the file says it was made. The `standards` (such as
    `ua-1`) hold, unless people wrote a letter that no font has: it shows as a box, which the
    standards refuse, so the file is made all the same and claims none of them.
    """
    moment = made_at.replace(microsecond=0)
    try:
        return _compiled(template, data, list(standards), moment)
    except typst.TypstError:
        # A fault of the template itself is raised again here.
        return _compiled(template, data, [], moment)


def _compiled(
    template: Path, data: Mapping[str, Any], standards: list["PDFStandard"], made_at: datetime
) -> bytes:
    return typst.compile(
        source_of(template),
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs=inputs(data),
        pdf_standards=standards,
        timestamp=made_at,
    )


def query(template: Path, selector: str, data: Mapping[str, Any]) -> str:
    """Return, as JSON, what the compiler finds in a document once it is evaluated."""
    return str(
        typst.query(
            source_of(template),
            selector,
            root=template.parent,
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs=inputs(data),
        )
    )


def source_of(template: Path) -> bytes:
    """Return a template after what all templates share, so that it sees no other folder."""
    return COMMON.read_bytes() + template.read_bytes()


def inputs(data: Mapping[str, Any]) -> dict[str, str]:
    """Return what a template reads as `data`: one JSON text without unfit characters."""
    return {"data": json.dumps(_fit(data), ensure_ascii=False)}


def _fit(value: Any) -> Any:
    if isinstance(value, str):
        return fit_text(value)
    if isinstance(value, Mapping):
        return {key: _fit(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_fit(item) for item in value]
    return value


@lru_cache(maxsize=1)
def _fonts() -> Any:
    """Return the compiler's own fonts with those of the package: read once."""
    found = importlib.util.find_spec(FONT_PACKAGE)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(FONT_PACKAGE)
    folder = Path(found.origin).parent / "fonts"
    return typst.Fonts(include_system_fonts=False, font_paths=[folder])
