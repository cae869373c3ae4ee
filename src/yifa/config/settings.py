"""Settings: everything that differs between installations comes from the environment or the data folder."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

from yifa.foundation import data
from yifa.health import logs

ROOT = Path(__file__).resolve().parent.parent
DATA = data.folder()

SECRET_KEY = data.secret("session")
DEBUG = os.environ.get("YIFA_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get("YIFA_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("YIFA_ORIGINS", "").split(",") if origin]
HTTPS = os.environ.get("YIFA_HTTPS") == "1"
DEMO = os.environ.get("YIFA_DEMO") == "1" or (DATA / "demo").exists()

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "axes",
    "yifa.foundation",
    "yifa.seals",
    "yifa.office",
    "yifa.journal",
    "yifa.records",
    "yifa.procedures",
    "yifa.ledgers.disputes",
    "yifa.ledgers.outreach",
    "yifa.ledgers.penalties",
    "yifa.ledgers.study",
    "yifa.ledgers.petitions",
    "yifa.ledgers.receptions",
    "yifa.ledgers.roster",
    "yifa.ledgers.tasks",
    "yifa.ledgers.cases",
    "yifa.ledgers.inspections",
    "yifa.ledgers.disclosure",
    "yifa.reports",
    "yifa.desk",
    "yifa.portal",
]

MIDDLEWARE = [
    "yifa.desk.middleware.SecurityHeaders",
    "yifa.health.middleware.Watched",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yifa.desk.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "yifa.desk.middleware.SessionTimes",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yifa.desk.middleware.RateLimits",
    "yifa.desk.refusals.Refusals",
    "yifa.desk.middleware.OneAccessRule",
    "axes.middleware.AxesMiddleware",
]

# The jurisdiction pack with the local numbers of this installation; the demo district has an invented one.
LAW_PACK = os.environ.get("YIFA_PACK", "shifanqu" if DEMO else "")

EMAIL_HOST = os.environ.get("YIFA_SMTP_HOST", "")
EMAIL_PORT = int(os.environ.get("YIFA_SMTP_PORT", "25"))
DEFAULT_FROM_EMAIL = os.environ.get("YIFA_SMTP_FROM", "yifa@localhost")

ROOT_URLCONF = "yifa.config.urls"
WSGI_APPLICATION = "yifa.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "yifa.desk.context.shell",
            ],
        },
    }
]

DATABASES = {"default": data.database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "office.Person"
LOGIN_URL = "login"
LOGIN_REDIRECT_URL = "home"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# The first makes new hashes; a password kept by the second is hashed anew when its owner logs in.
PASSWORD_HASHERS = ["yifa.office.hashers.Argon2id", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]

_VALIDATION = "django.contrib.auth.password_validation"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": f"{_VALIDATION}.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "phone", "email")},
    },
    {"NAME": "yifa.office.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": f"{_VALIDATION}.CommonPasswordValidator"},
    {"NAME": f"{_VALIDATION}.NumericPasswordValidator"},
    {"NAME": "yifa.office.passwords.WordsOfThisPlace"},
]
# A password that somebody else chose works once, and not for longer than this.
ONE_TIME_HOURS = 72
# After so many days a password is replaced at the next log-in; 0: it stays (the Chinese baseline asks for a change,
# the international ones advise against it).
PASSWORD_DAYS = int(os.environ.get("YIFA_PASSWORD_DAYS", "0"))

# After this many wrong passwords of one user name from one address, that pair waits.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=int(os.environ.get("YIFA_LOCK_MINUTES", "15")))
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "yifa.desk.views.auth.locked_out"
AXES_CLIENT_IP_CALLABLE = "yifa.foundation.net.address"
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_DISABLE_ACCESS_LOG = True  # log-ins are in the audit trail
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# Who must give a second step at log-in: "roles" (as the roles say), "all", "off". Who set one up is always asked.
SECOND_STEP = os.environ.get("YIFA_SECOND_STEP", "off" if DEMO else "roles")
SECOND_STEP_ISSUER = os.environ.get("YIFA_NAME", "Yifa")

# Single sign-on by OpenID Connect; off without an issuer. The claim names the user name of a person known here.
OIDC = {
    name: os.environ.get(f"YIFA_OIDC_{name.upper()}", default)
    for name, default in (
        ("issuer", ""),
        ("client_id", ""),
        ("client_secret", ""),
        ("claim", "preferred_username"),
        ("name", ""),
    )
}

# Times a person may do a thing, from 1 (as in desk/limits.py) upwards; 0 switches the limits off.
RATE_FACTOR = float(os.environ.get("YIFA_RATE_FACTOR", "1"))
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

# The source text is Simplified Chinese; English is a translation of it.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
# One process serves its own files straight from the package: nothing to collect, nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 3600

FILES = DATA / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
ATTACHMENT_MAX_BYTES = 50 * 1024 * 1024

# A session ends after this long without work, and in any case after these hours.
IDLE_SECONDS = int(60 * float(os.environ.get("YIFA_IDLE_MINUTES", "720" if DEMO else "30")))
SESSION_ENGINE = "yifa.office.sessions"
SESSION_COOKIE_AGE = 3600 * int(os.environ.get("YIFA_SESSION_HOURS", "12"))
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:  # such cookies come from this host alone, over TLS
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
# How many proxies of ours stand before the server: that many entries of X-Forwarded-For are believed.
PROXIES = int(os.environ.get("YIFA_PROXIES", "1" if HTTPS else "0"))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # asked on the machine itself, behind the proxy
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "yifa.desk.errors.csrf"

MESSAGE_STORAGE = "yifa.desk.notices.LastFew"

# Plain lines for a person, `json` for a collector. A query slower than this is noted, without its parameters.
LOGGING = logs.settings(os.environ.get("YIFA_LOG", "WARNING"), os.environ.get("YIFA_LOG_FORMAT", "plain"))
SLOW_QUERY_SECONDS = float(os.environ.get("YIFA_SLOW_QUERY", "0.5"))
# Who may read /metrics from another machine: whoever brings this token.
METRICS_TOKEN = os.environ.get("YIFA_METRICS_TOKEN", "")
