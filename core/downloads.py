"""Files that a page hands out."""

from urllib.parse import quote

from django.http import HttpResponse
from django.utils.text import slugify

_LONGEST = 60


def file_response(
    content: bytes, content_type: str, *, title: str, fallback: str, is_shown: bool = False
) -> HttpResponse:
    """Answer with a file that no cache keeps.

    Its name is made of `title` (what people wrote) in UTF-8; `fallback` is the whole ASCII name
    for programs that read no other, and its ending is the file's. `is_shown`: the browser may
    show it instead of saving it.
    """
    ending = fallback.rpartition(".")[2]
    stem = slugify(title, allow_unicode=True)[:_LONGEST].strip("-")
    name = f"{stem}.{ending}" if stem else fallback
    disposition = "inline" if is_shown else "attachment"
    return HttpResponse(
        content,
        content_type=content_type,
        headers={
            "Content-Disposition": (
                f"{disposition}; filename=\"{fallback}\"; filename*=UTF-8''{quote(name, safe='')}"
            ),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
