"""Django settings, all from the environment; docs/operations.md lists them."""

from __future__ import annotations

import os
from pathlib import Path

import pghistory
from csp.constants import NONE, SELF

from maillage.artefacts import default_data_dir
from maillage.site.config.environment import (
    comma_list,
    dicom_settings,
    email_settings,
    encryption_keys,
    flag,
    pro_sante_connect,
    sas_platform,
    secret_key,
    static_root,
    translations_root,
)
from maillage.site.database.address import database_settings
from maillage.site.languages import CODES

DATA_DIR = default_data_dir()
DEBUG = flag("MAILLAGE_DEBUG", default=False)
SECRET_KEY = secret_key(DATA_DIR)
ENCRYPTION_KEYS = encryption_keys(DATA_DIR)
SEAL_CERTIFICATE = os.environ.get("MAILLAGE_SEAL_CERTIFICATE", "")
SEAL_KEY = os.environ.get("MAILLAGE_SEAL_KEY", "")
ALLOWED_HOSTS = comma_list("MAILLAGE_ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
HTTPS = flag("MAILLAGE_HTTPS", default=False)
PUBLIC_ADDRESS = os.environ.get("MAILLAGE_PUBLIC_ADDRESS", "").rstrip("/")
CSRF_TRUSTED_ORIGINS = comma_list("MAILLAGE_TRUSTED_ORIGINS", PUBLIC_ADDRESS if HTTPS else "")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "csp",
    "django_htmx",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "maillage.site.database",
    "maillage.site.geography",
    "maillage.site.messages",
    "maillage.site.accounts",
    "maillage.site.jobs",
    "maillage.site.grants",
    "maillage.site.files",
    "maillage.site.expertise",
    "maillage.site.imaging",
    "maillage.site.directory",
    "maillage.site.engagements",
    "maillage.site.applications",
    "maillage.site.proposals",
    "maillage.site.calls",
    "maillage.site.agenda",
    "maillage.site.identity",
    "maillage.site.booking",
    "maillage.site.remote",
    "maillage.site.payments",
    "maillage.site.agreements",
    "maillage.site.centres",
    "maillage.site.diaries",
    "maillage.site.fhir",
    "maillage.site.webhooks",
    "maillage.site.privacy",
    "maillage.site.duties",
    "maillage.site.plans",
    "maillage.site.juniors",
    "maillage.site.observatory",
    "maillage.demo",
    "maillage.site.www.public",
    "maillage.site.www.patient",
    "maillage.site.www.questionnaire",
    "maillage.site.www.volunteer",
    "maillage.site.www.proposer",
    "maillage.site.www.desk",
    "maillage.site.www.privacy",
    "maillage.site.www.doctor",
    "maillage.site.www.remote",
    "maillage.site.www.host",
    "maillage.site.www.booking_desk",
    "maillage.site.www.payer",
    "maillage.site.www.grant_desk",
    "maillage.site.www.candidate",
    "maillage.site.www.call_desk",
    "maillage.site.www.reviewer",
    "maillage.site.www.network",
    "maillage.site.www.centre",
    "maillage.site.www.diary",
    "maillage.site.www.duties",
    "maillage.site.www.planner",
    "maillage.site.www.juniors",
    "maillage.site.www.coordinator",
    "maillage.site.www.expertise",
    "maillage.site.www.platforms",
    "maillage.site.www.systems",
]

MIDDLEWARE = [
    "maillage.site.config.middleware.Health",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "maillage.site.config.wellformed.WellFormed",
    "maillage.site.geography.current.OneState",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "maillage.site.config.language.ReadersLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "maillage.site.accounts.middleware.SecondFactorFirst",
    "maillage.site.accounts.middleware.ClocksOfReader",
    "maillage.site.privacy.seeing.Seen",
    "maillage.site.config.middleware.History",
    "maillage.site.config.middleware.PrivateAnswers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "maillage.site.config.urls"
WSGI_APPLICATION = "maillage.site.config.wsgi.application"

SITE_FOLDER = Path(__file__).resolve().parent.parent
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE_FOLDER / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# The history keeps every creation, change and deletion of a tracked row.
PGHISTORY_DEFAULT_TRACKERS = (pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent())

# Background tasks: an application declares its own in its module ``background``. A run missed while no worker was
# running is done when one starts.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = "background"
PROCRASTINATE_PERIODIC_DEFAULTS = {"max_delay": 3600.0}

DATABASES = {"default": database_settings(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Short-lived values that all processes share, such as used second-factor codes; periodic clean-up deletes them.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cacheentry",
        "OPTIONS": {"MAX_ENTRIES": 1_000_000},
    }
}

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "login"
CSRF_FAILURE_VIEW = "maillage.site.accounts.views.form_expired"
LOGIN_REDIRECT_URL = "home-of-user"
LOGOUT_REDIRECT_URL = "/"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]

# The relay of video calls (coturn), for browsers that cannot reach each other.
TURN_URLS = comma_list("MAILLAGE_TURN_URLS", "")
TURN_SECRET = os.environ.get("MAILLAGE_TURN_SECRET", "")

# Second factor: required for the roles that need it (accounts.roles); by default only with HTTPS, on a real site.
SECOND_FACTOR = flag("MAILLAGE_SECOND_FACTOR", default=HTTPS)
# Antivirus for files that people send: clamd as "host:port"; none by default, and pages say so.
CLAMAV = os.environ.get("MAILLAGE_CLAMAV", "")
# Only ``maillage demo`` switches it on: the sign-in page then opens invented accounts without a password.
DEMONSTRATION = flag("MAILLAGE_DEMONSTRATION", default=False)
MFA_ADAPTER = "maillage.site.accounts.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "preferred"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_FORMS = {
    "authenticate": "maillage.site.accounts.second_forms.CodeForm",
    "reauthenticate": "maillage.site.accounts.second_forms.CodeAgainForm",
    "activate_totp": "maillage.site.accounts.second_forms.FirstCodeForm",
    "authenticate_webauthn": "maillage.site.accounts.second_forms.SecondKeyForm",
    "reauthenticate_webauthn": "maillage.site.accounts.second_forms.KeyAgainForm",
    "login_webauthn": "maillage.site.accounts.second_forms.SignInKeyForm",
    "add_webauthn": "maillage.site.accounts.second_forms.PasskeyForm",
}
ACCOUNT_ADAPTER = "maillage.site.accounts.adapters.Accounts"
ACCOUNT_FORMS = {"reauthenticate": "maillage.site.accounts.second_forms.PasswordAgainForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
PRO_SANTE_CONNECT = pro_sante_connect()
SAS_PLATFORM = sas_platform()
# The file that describes the provider of SMS (docs/operations.md); none by default: they stay in the visible outbox.
SMS_CONFIG = os.environ.get("MAILLAGE_SMS", "")
# The site's AE title and port on the DICOM network of hospitals, its certificate, and who signs those of machines.
DICOM = dicom_settings()
# The site's own throttle (accounts.throttle) slows down tries; allauth's would lock accounts.
ACCOUNT_RATE_LIMITS = MFA_RATE_LIMITS = False

# The site is French; ``config.language`` says which pages are written in the other languages too.
LANGUAGE_CODE = "fr"
LANGUAGES = CODES
LOCALE_PATHS = [translations_root()]
TIME_ZONE = "Europe/Paris"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = static_root()
STATICFILES_DIRS: list[Path] = []
WHITENOISE_USE_FINDERS = False
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600

# Cookies and HTTPS.
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
if flag("MAILLAGE_BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
# Files that people send stay in memory until they are encrypted: nothing passes over the disk in clear. The web server
# lets no longer request through (``webserver.ROOMY_BYTES``).
FILE_UPLOAD_MAX_MEMORY_SIZE = 17 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

vars().update(email_settings(DATA_DIR))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "()": "maillage.site.config.logs.WithoutTexts",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "filters": {
        "one_line": {"()": "maillage.site.config.outages.OneLine"},
        "without_people": {"()": "maillage.site.config.logs.WithoutPeople"},
        "without_links": {"()": "maillage.site.config.logs.WithoutLinks"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "plain",
            "filters": ["one_line", "without_people", "without_links"],
        }
    },
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "maillage": {"level": "INFO"},
        "django.request": {"level": "ERROR"},
        # Queuing is normal for this server, and nobody can act on a warning for each queued request.
        "waitress.queue": {"level": "ERROR"},
        # What a machine does wrong is told to its hospital (``imaging.events``), not to the operator.
        "pynetdicom": {"level": "CRITICAL"},
    },
}
