import os
from pathlib import Path

import pytest

from ve_portal.local import paths
from ve_portal.local.errors import LocalServiceError
from ve_portal.local.identity import ServerUser
from ve_portal.local.paths import CHECKOUT, Place, find_place


def test_find_place_with_a_directory_named_uses_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VE_PORTAL_DATA", str(tmp_path / "elsewhere"))

    assert find_place().root == tmp_path / "elsewhere"


def test_find_place_of_a_checkout_that_its_user_reaches_is_inside_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("VE_PORTAL_DATA", raising=False)
    place = find_place()

    assert (place.root == CHECKOUT / ".demo") == place.user.can_read(CHECKOUT)


def test_prepare_in_a_directory_of_somebodys_files_refuses(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")

    with pytest.raises(LocalServiceError, match="not the portal's"):
        Place(tmp_path, ServerUser()).prepare()
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_prepare_where_no_directory_can_be_made_says_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(LocalServiceError, match=r"cannot be used \(.*VE_PORTAL_DATA\."):
        Place(tmp_path / "file" / "data", ServerUser()).prepare()


def test_sockets_of_a_deep_checkout_are_short_enough(tmp_path: Path) -> None:
    deep = Place(tmp_path / "a-long-name" / ("x" * 100), ServerUser())

    assert len(os.fsencode(deep.sockets / ".s.PGSQL.5432.lock")) <= 100
    assert deep.sockets != Place(tmp_path / ("y" * 120), ServerUser()).sockets


def test_prepare_leaves_nothing_open_to_others(tmp_path: Path) -> None:
    place = Place(tmp_path / "data", ServerUser())
    place.prepare()

    assert {path.stat().st_mode & 0o077 for path in (place.root, place.mail, place.sockets)} == {0}


def test_new_data_on_a_full_disk_is_refused_with_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "_NEEDED_BYTES", 1 << 60)

    with pytest.raises(LocalServiceError, match="is full"):
        Place(tmp_path, ServerUser()).check_space()
