"""ZIP files whose bytes depend on nothing but what is in them."""

import zipfile
from collections.abc import Iterable
from io import BytesIO

_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644 << 16


def zip_of(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Pack files, in the order given, under a fixed date: the same files give the same bytes."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _MODE
            entry.create_system = 3  # Unix, whatever machine packs it
            archive.writestr(entry, content)
    return made.getvalue()
