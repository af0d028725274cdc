"""Settings for the STEEPI Portal: one file; what varies comes from the environment.

`.env.example` lists every variable. Without any of them this is a production
set-up that refuses to start for want of SECRET_KEY; DEBUG=1 makes it the demo.
"""

from pathlib import Path
from typing import Any

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
# Demo accounts work while DEBUG is on. A trial in a room has DEBUG off, so that strangers see no
# insides: `HOST=0.0.0.0 make run` sets this, with generated passwords. A server never does.
DEMO = env.bool("DEMO", default=False)


def _secret_key() -> str:
    """The signing key: from SECRET_KEY, or from the file that SECRET_KEY_FILE names."""
    key: str = env.str("SECRET_KEY", default="")
    key_file = env.str("SECRET_KEY_FILE", default="")
    if not key and key_file and Path(key_file).exists():
        key = Path(key_file).read_text().strip()
    if not key and DEBUG:
        return "only-for-development-and-tests"  # noqa: S105  refused below without DEBUG
    if len(key) < 50:
        raise ImproperlyConfigured(
            "SECRET_KEY is missing or shorter than 50 characters. Make one with "
            "`python3 -c 'import secrets; print(secrets.token_urlsafe(50))'` and set it in "
            "the environment, in .env, or in the file that SECRET_KEY_FILE names."
        )
    return key


SECRET_KEY = _secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "workshops",
    "analysis",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "simple_history",
    "template_partials",
    "csp",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "steepi_portal.middleware.RefuseHalfForms",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "steepi_portal.middleware.KnowTheWords",
    "steepi_portal.middleware.LeaveNoCopies",
    "steepi_portal.middleware.LeadToTheDoor",
]
ROOT_URLCONF = "steepi_portal.urls"
WSGI_APPLICATION = "steepi_portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "workshops.templatetags.thai"],
        },
    }
]

# --- Database --------------------------------------------------------------------------------
# SQLite by default, PostgreSQL by DATABASE_URL. The SQLite options are measured: without FULL a
# power cut loses acknowledged factors, without IMMEDIATE concurrent writers fail (docs/design).
DATABASES: dict[str, dict[str, Any]] = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{BASE_DIR / 'db.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
        ),
    }
    # A file, because the shared in-memory database answers "table is locked" to threads.
    _database["TEST"] = {"NAME": env.str("SQLITE_TEST_NAME", default="") or None}
else:
    _database["CONN_MAX_AGE"] = 60
    _database["CONN_HEALTH_CHECKS"] = True
    _database.setdefault("OPTIONS", {})["options"] = (
        "-c statement_timeout=15s -c lock_timeout=10s -c idle_in_transaction_session_timeout=30s"
    )
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        # Sign-in limits must hold across processes, so they live in the database.
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "portal_cache",
        # Figures of dashboards lie here too; they must not push the limits out.
        "OPTIONS": {"MAX_ENTRIES": 10_000},
    }
}

# --- People ----------------------------------------------------------------------------------
AUTH_USER_MODEL = "workshops.User"
AUTHENTICATION_BACKENDS = ["workshops.accounts.PortalBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "CommonPasswordValidator")
] + [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    }
]
ACCOUNT_ADAPTER = "workshops.accounts.PortalAccounts"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
# Everybody in the venue shares one address: the limit is per account, never per address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "10/m/key"}
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_ON_GET = False
LOGIN_URL = "account_login"
LOGOUT_REDIRECT_URL = "workshops:home"

# --- Language and time -----------------------------------------------------------------------
LANGUAGE_CODE = "th"
LANGUAGES = [("th", "ไทย"), ("en", "English")]
LANGUAGE_COOKIE_AGE = 60 * 60 * 24 * 365
LOCALE_PATHS = [
    BASE_DIR / "steepi_portal" / "locale",
    BASE_DIR / "steepi_portal" / "locale_libraries",
]
TIME_ZONE = env.str("TIME_ZONE", default="Asia/Bangkok")
USE_TZ = True
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# --- Pages -----------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEBUG
            else "whitenoise.storage.CompressedManifestStaticFilesStorage"
        )
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# --- Safety ----------------------------------------------------------------------------------
# A room on a venue's Wi-Fi runs on plain http; HTTPS=0 says so on purpose.
HTTPS = env.bool("HTTPS", default=not DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
if env.bool("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
LANGUAGE_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "steepi_portal.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
# A pasted page of Thai is nine bytes a letter in a form; it must come back, not be cut off.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14

# --- The room --------------------------------------------------------------------------------
# The address that QR codes and links carry when it is not the one the request came by.
PUBLIC_URL = env.str("PUBLIC_URL", default="")
FACTORS_PER_MINUTE = env.int("FACTORS_PER_MINUTE", default=30)
# Every Windows has it with Thai; offices with "TH SarabunPSK" may prefer that.
WORKBOOK_FONT = env.str("WORKBOOK_FONT", default="Tahoma")
# Word documents of state offices; named only, a program without it takes another.
DOCUMENT_FONT = env.str("DOCUMENT_FONT", default="TH Sarabun New")
# A file of more rows than this is made beside the requests, and can be fetched when it is ready.
FILE_JOB_ROWS = env.int("FILE_JOB_ROWS", default=5_000)
FILE_KEPT_HOURS = env.int("FILE_KEPT_HOURS", default=48)
# "here": the portal starts a worker for each file; "elsewhere": `manage.py make_files` runs on its
# own, on this machine or another.
FILE_WORKER = env.str("FILE_WORKER", default="here")
# How often one data link (or one account, by the API) may be fetched, and of how many rows.
DATA_LINK_PER_MINUTE = env.int("DATA_LINK_PER_MINUTE", default=60)
DATA_LINK_ROWS = env.int("DATA_LINK_ROWS", default=200_000)
WEB_THREADS = env.int("WEB_THREADS", default=12)
# How long another process may still show a word that an administrator has changed; 0: for good.
WORDS_SECONDS = env.float("WORDS_SECONDS", default=10)
LIVE_POLL_SECONDS = env.float("LIVE_POLL_SECONDS", default=0.2)

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"tokens": {"()": "steepi_portal.logs.HideTokens"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["tokens"]}
    },
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="WARNING")},
}
