"""Every setting, read strictly from the environment; .env.example names and explains each."""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

from config.databases import databases

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")


def switch(name: str, default: bool) -> bool:
    """An on/off setting. All but a plain yes or no is refused: a typo must not open a door."""
    value = env.str(name, default=str(default)).strip().lower()
    if value in {"true", "yes", "on", "1"}:
        return True
    if value in {"false", "no", "off", "0"}:
        return False
    raise ImproperlyConfigured(f"{name} is {value!r}: set it to true or false, or remove the line.")


DEBUG = switch("DEBUG", False)
DEMO = switch("CLAIMDESK_DEMO", False)
LOCAL = DEBUG or DEMO  # served over plain http on this machine only
DEMO_DIR = BASE_DIR / ".demo"


def secret_key() -> str:
    """The configured key; the demo keeps one of its own, so that a restart logs nobody out."""
    if DEMO:
        kept = DEMO_DIR / "secret_key"
        if not kept.exists():
            DEMO_DIR.mkdir(mode=0o700, exist_ok=True)
            kept.write_text(get_random_secret_key(), encoding="utf-8")
            kept.chmod(0o600)
        return kept.read_text(encoding="utf-8")
    key: str = env.str("SECRET_KEY", default="")
    if not key and not DEBUG:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Make one with `python -c 'import secrets; "
            "print(secrets.token_urlsafe(50))'` and put it into the environment or into .env."
        )
    return key or "only-for-debug-" + "x" * 50


SECRET_KEY = secret_key()
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000").rstrip("/")
if urlsplit(SITE_URL).scheme not in {"http", "https"} or not urlsplit(SITE_URL).hostname:
    raise ImproperlyConfigured(f"SITE_URL is {SITE_URL!r}: write it as https://desk.example.org.")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"] if LOCAL else [urlsplit(SITE_URL).hostname]
ALLOWED_HOSTS += env.list("ALLOWED_HOSTS", default=[])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "config.apps.AdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "csp",
    "django_filters",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "claims",
    "articles",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "articles.http.Zipped",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "articles.http.NoNul",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "articles.http.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.router.ReadFromReplica",
]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
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
            "libraries": {"i18n": "config.translating"},
        },
    }
]

# --- the database -----------------------------------------------------------------------------
DEFAULT_DATABASE = f"sqlite:///{BASE_DIR / 'claimdesk.sqlite3'}"
DEMO_DATABASE = f"sqlite:///{DEMO_DIR / 'claimdesk.sqlite3'}"
DATABASES = databases(
    env,
    DEMO_DATABASE if DEMO else (env.str("DATABASE_URL", default="") or DEFAULT_DATABASE),
    "" if DEMO else env.str("REPLICA_URL", default=""),
)
DATABASE_ROUTERS = ["config.router.ReplicaRouter"] if "replica" in DATABASES else []
REPLICA_MAX_LAG = env.int("REPLICA_MAX_LAG", default=10)  # seconds behind which it is not read
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes, because the login throttle counts in it.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache"},
    # Numbers that are counted anew by whichever process lacks them: none needs another's.
    "kept": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "kept",
        "OPTIONS": {"MAX_ENTRIES": 100},
    },
}
# --- what runs behind the pages -----------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
# Whatever is over one of these is refused by name; articles.importers.reading.Limits lists them.
IMPORT_LIMITS = {
    name.removeprefix("IMPORT_MAX_").lower(): env.int(name)
    for name in env.ENVIRON
    if name.startswith("IMPORT_MAX_")
}
IMPORT_KEEP_DAYS = env.int("IMPORT_KEEP_DAYS", default=30)  # what was handed in is kept so long
IMPORT_WORKERS = env.int("IMPORT_WORKERS", default=1)  # processes that one import may use
FIXTURE_DIRS = [BASE_DIR / "fixtures"]
# What hears of a new revision in the transaction that stores it; articles name no one above them.
ON_REVISION = ["claims.workflow.carry_over"]
ON_UNDO = ["claims.workflow.settle_undone"]  # and of an undo, likewise
ABSOLUTE_URL_OVERRIDES = {"articles.article": lambda article: f"/articles/{article.public_id}/"}

# --- people -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "articles.User"
AUTHENTICATION_BACKENDS = ["config.auth.RoleBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "claims:desk"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "config.adapter.ClosedDoor"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = LOGIN_URL
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/5m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)

# --- words ------------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = env.str("TIME_ZONE", default="UTC")
USE_TZ = True

# --- files and what a browser may do ------------------------------------------------------------
STATIC_URL = "static/"
STATIC_ROOT = None if LOCAL else BASE_DIR / ".static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if LOCAL
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = LOCAL
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = not LOCAL
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 0 if LOCAL else env.int("HSTS_SECONDS", default=31_536_000)
if ALLAUTH_TRUSTED_PROXY_COUNT:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Whether other hosts of the domain speak https too, only their owner knows.
# `config.translating` stands for Django's i18n on purpose.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021", "templates.W003"]
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="claimdesk@localhost")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
