from datetime import UTC, datetime, timedelta

from truce.base.clock import now


def test_the_clock_tells_the_time_in_utc():
    assert now().tzinfo == UTC
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_test_can_let_time_pass(tmp_path, monkeypatch):
    (tmp_path / "clock").write_text("86400")
    monkeypatch.setenv("TRUCE_CLOCK", str(tmp_path / "clock"))

    assert now() - datetime.now(UTC) > timedelta(hours=23)


def test_a_clock_file_that_is_not_there_or_empty_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("TRUCE_CLOCK", str(tmp_path / "clock"))
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)

    (tmp_path / "clock").write_text("")
    assert abs(now() - datetime.now(UTC)) < timedelta(seconds=5)
