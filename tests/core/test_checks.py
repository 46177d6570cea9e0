from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest

from core import checks


def test_zone_rules_in_use_are_current():
    assert checks.zone_rules_are_current() == []


def test_zone_rules_that_are_old_stop_the_portal(monkeypatch: pytest.MonkeyPatch):
    # A zone that is an hour ahead all year stands for the rules before September 2026.
    monkeypatch.setattr(checks, "PROBE_ZONE", "Africa/Lagos")
    (error,) = checks.zone_rules_are_current()
    assert error.id == "core.E001"
    assert "Africa/Lagos" in error.msg
    assert "tzdata" in (error.hint or "")


def test_zone_rules_that_are_missing_stop_the_portal(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checks, "PROBE_ZONE", "Africa/Nowhere")
    with pytest.raises(ZoneInfoNotFoundError):
        ZoneInfo(checks.PROBE_ZONE)
    assert [error.id for error in checks.zone_rules_are_current()] == ["core.E001"]
