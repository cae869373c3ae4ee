"""Settings: everything that differs between installations comes from the environment or the data folder."""

from __future__ import annotations

import os
from pathlib import Path

from yifa.foundation import data

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
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
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
    "yifa.ledgers.cases",
    "yifa.ledgers.disclosure",
    "yifa.reports",
    "yifa.desk",
    "yifa.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "yifa.desk.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "yifa.desk.middleware.SecurityHeaders",
    "yifa.desk.middleware.OneAccessRule",
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
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

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

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31536000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "yifa.desk.errors.csrf"

MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": os.environ.get("YIFA_LOG", "WARNING")},
}
