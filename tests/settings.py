"""Settings of the tests: the real ones, with a key, fast passwords and plain http."""

import os
import tempfile
from pathlib import Path

os.environ.update(
    SECRET_KEY="only-for-tests-" + "x" * 50,
    SITE_URL="http://testserver",
    DEBUG="false",
    CLAIMDESK_DEMO="false",
    REPLICA_URL="",
)

from config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = False
STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # noqa: F405
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405
    # A file and not memory, because the browser's requests come on threads of their own.
    _name = Path(tempfile.gettempdir()) / f"claimdesk-test-{os.getpid()}.sqlite3"
    DATABASES["default"]["TEST"] = {"NAME": str(_name)}  # noqa: F405
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"  # noqa: F405
