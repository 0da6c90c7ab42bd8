"""Typed readers of the environment: a wrong value stops the start with a sentence that names it."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def flag(name: str, default: bool = False) -> bool:
    answers = {
        "1": True,
        "true": True,
        "yes": True,
        "on": True,
        "0": False,
        "false": False,
        "no": False,
        "off": False,
    }
    value = text(name).lower()
    if value and value not in answers:
        raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")
    return answers.get(value, default)


def number(name: str, default: int) -> int:
    value = text(name)
    try:
        return int(value) if value else default
    except ValueError:
        raise ImproperlyConfigured(f"{name} must be a whole number, not {value!r}.") from None


def listed(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in text(name, default).split(",") if item.strip()]


def folder(name: str, default: Path) -> Path:
    return Path(text(name) or default).expanduser().resolve()


def secret(name: str, path: Path, make: Callable[[], str] = lambda: secrets.token_urlsafe(64)) -> str:
    """Return the secret `name`, else the one kept in `path`, made there when first asked for.

    Several processes may start at once: the file is written aside and linked into place, so
    that one of them wins and all read the same whole text.
    """
    if given := text(name):
        return given
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_name(f"{path.name}.{os.getpid()}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()


def postgres(name: str) -> dict[str, Any] | None:
    """Return Django's settings for the PostgreSQL address `name`, or None where none is given."""
    address = text(name)
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(f"{name} must start with postgres://.")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", "") or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def smtp(name: str) -> dict[str, Any] | None:
    """Return the mail server `name` (smtp://, smtp+tls://, smtps://) as Django's settings, or None."""
    address = text(name)
    if not address:
        return None
    parts = urlsplit(address)
    if parts.scheme not in ("smtp", "smtp+tls", "smtps"):
        raise ImproperlyConfigured(f"{name} must start with smtp://, smtp+tls:// or smtps://.")
    is_ssl, is_tls = parts.scheme == "smtps", parts.scheme == "smtp+tls"
    return {
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if is_ssl else 587 if is_tls else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": is_ssl,
        "EMAIL_USE_TLS": is_tls,
        "EMAIL_TIMEOUT": 20,
    }
