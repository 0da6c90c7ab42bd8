"""A place in a stream that is put together from several logs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_START = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


@dataclass(frozen=True, order=True)
class Spot:
    """Where one line stands: by its time, then by its log (a higher rank is newer), then by its number in the log."""

    at: datetime
    rank: int
    seq: int

    @property
    def param(self) -> str:
        """Return the place as it stands in an address."""
        return f"{(self.at - _START) // _MICRO}.{self.rank}.{self.seq}"

    @classmethod
    def read(cls, text: str) -> Spot | None:
        """Return the place that an address names, None where it names none."""
        try:
            micros, rank, seq = (int(part) for part in text.split("."))
            return cls(_START + micros * _MICRO, rank, seq)
        except (ValueError, OverflowError):
            return None
