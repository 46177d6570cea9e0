"""The project's own files."""

from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("core", "accounts", "training", "mou", "exchanges", "credits")
PACKAGES = (*APPS, "ve_portal")
RULE_MODULES = {"enums", "models", "notifications", "permissions", "querysets", "workflow"}
TEMPLATES = ROOT / "templates"


def python_files(*folders: str) -> list[Path]:
    """Return the Python files below the folders, without migrations."""
    return sorted(
        path
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def is_rule(path: Path) -> bool:
    """Tell whether a file of an app holds rules: `models.py`, or a file of the package `models`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return len(parts) > 1 and parts[0] in APPS and parts[1] in RULE_MODULES


def breaches(files: list[Path], check: Callable[[str], list[str]]) -> list[str]:
    """Return what the check finds in the files, each with the file's name."""
    return [
        f"{path.relative_to(ROOT)}: {finding}"
        for path in files
        for finding in check(path.read_text(encoding="utf-8"))
    ]
