"""Reading a file that somebody brings: pure, in a stream, and without a guess that is not told."""

from truce.ingest.rules._encoding import Encoding, Unreadable, detect_encoding
from truce.ingest.rules._layout import Layout, Row, Tally, read_layout, read_rows

__all__ = ["Encoding", "Layout", "Row", "Tally", "Unreadable", "detect_encoding", "read_layout", "read_rows"]
