"""Labels of values that live in the database, fetched only when a filter or its picker asks for them."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property


class Choices(Mapping[str, str]):
    """A closed list of values with their labels.

    Takes   first: values that need no look-up, such as “me”; load: gives the others, asked once at most.
    """

    def __init__(self, load: Callable[[], Mapping[str, str]], first: Mapping[str, str] | None = None):
        self._load = load
        self._first = dict(first or {})

    @cached_property
    def _all(self) -> dict[str, str]:
        return {**self._first, **self._load()}

    def __bool__(self) -> bool:
        return True

    def __contains__(self, key: object) -> bool:
        return key in self._first or key in self._all

    def __getitem__(self, key: str) -> str:
        return self._first[key] if key in self._first else self._all[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all)

    def __len__(self) -> int:
        return len(self._all)
