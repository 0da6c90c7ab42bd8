"""Every setting of Truce, with safe defaults; what a business tunes is data in the product instead.

What a machine must say comes from environment variables named TRUCE_...
"""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from truce.config import env

ROOT = Path(__file__).resolve().parents[2]
DATA = env.folder("TRUCE_DATA", ROOT / "data")
ASSETS = ROOT / "var" / "assets"

# Where the site is reached. HTTPS is switched on by hand, because a proxy usually ends it before us.
BASE_URL = env.text("TRUCE_BASE_URL", "http://localhost:8000").rstrip("/")
HTTPS = env.flag("TRUCE_HTTPS", BASE_URL.startswith("https://"))
ALLOWED_HOSTS = env.listed("TRUCE_ALLOWED_HOSTS", f"{urlsplit(BASE_URL).hostname},localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = [BASE_URL] if HTTPS else []
TRUSTED_PROXIES = env.listed("TRUCE_TRUSTED_PROXIES")
EDGE_URL = env.text("TRUCE_EDGE_URL")

DEBUG = env.flag("TRUCE_DEBUG")
SECRET_KEY = env.secret("TRUCE_SECRET_KEY", DATA / "secret_key")
ROOT_URLCONF = "truce.config.urls"
WSGI_APPLICATION = "truce.config.wsgi.application"
APPEND_SLASH = False
LANGUAGE_CODE = "en"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
FILE_UPLOAD_PERMISSIONS = 0o600

# The parts, from the bottom up: the order of the import contracts in pyproject.toml.
PARTS = [
    *("base", "criteria", "jobs", "ledger", "teams", "people", "journey", "campaigns", "agreement"),
    *("handoff", "outreach", "insight", "automation", "ingest", "web", "cli", "edge"),
]
INSTALLED_APPS = [
    *(f"truce.{part}" for part in PARTS),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
]
MIDDLEWARE = [
    "truce.config.proxies.TrustedProxies",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "truce.web.middleware.Reader",
    "truce.web.refusals.Refusals",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [ROOT / "truce" / "web" / "templates"],
        "OPTIONS": {"environment": "truce.web.jinja.environment", "auto_reload": DEBUG},
    },
    {  # only for the forms and mails of allauth and Django that we have no page for
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

# The database. On SQLite a write takes the lock when it begins (IMMEDIATE), waits up to 20 s for its turn,
# and is on the disk before the answer leaves (FULL). Connections are kept: opening one is slow.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": DATA / "truce.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    },
}
DATABASES: dict[str, dict[str, Any]] = {
    "default": (env.postgres("TRUCE_DATABASE_URL") or SQLITE)
    | {"CONN_MAX_AGE": env.number("TRUCE_CONNECTION_SECONDS", 600), "CONN_HEALTH_CHECKS": True}
}
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "web_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Who may come in.
AUTH_USER_MODEL = "teams.User"
LOGIN_URL = "/in"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/in"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "truce.web.admission.Admission"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "50/15m/ip,10/15m/key"}

# Sessions are rows: signing out or being deactivated ends them at the next request, on every machine.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_NAME = "truce_session"
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "truce_csrf"
CSRF_FAILURE_VIEW = "truce.web.errors.forged"

# What the browser is told to refuse.
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
# Whoever runs this decides about subdomains and preloading; a proxy, where there is one, redirects to HTTPS.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W008", "security.W021"]
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *([EDGE_URL] if EDGE_URL else [])],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

# Files that never change while we run; third-party ones are made by set-up and never kept in git.
STATIC_URL = "/static/"
STATIC_ROOT = ROOT / "var" / "static"
STATICFILES_DIRS = [folder for folder in (ROOT / "truce" / "web" / "static", ASSETS) if folder.is_dir()]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "truce.config.storage.StaticFiles"},
}

# Mail leaves through the outbox; without a server it stays there and is a page. Nothing else sends mail.
SMTP = env.smtp("TRUCE_SMTP_URL")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if SMTP else 'dummy'}.EmailBackend"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
globals().update(SMTP or {})
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.text("TRUCE_MAIL_FROM", f"truce@{urlsplit(BASE_URL).hostname}")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.text("TRUCE_LOG_LEVEL", "WARNING")},
    "loggers": {"truce": {"level": env.text("TRUCE_LOG_LEVEL", "INFO")}},
}
