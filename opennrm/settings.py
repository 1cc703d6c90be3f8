"""One settings file. Every environment variable that the product reads stands in the first part."""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from opennrm.contexts import CONTEXTS

ROOT = Path(__file__).resolve().parent.parent

# Where keys, the embedded database and mail of a demonstration are kept.
STATE = Path(os.environ.get("OPENNRM_STATE", ROOT / "var")).absolute()
# Where recordings are kept, sealed. Back it up as well as the database.
CUSTODY_STORE = Path(os.environ.get("OPENNRM_CUSTODY_STORE", STATE / "custody")).absolute()
# The database; without it an embedded one below STATE is used.
DATABASE_URL = os.environ.get("DATABASE_URL", "")
# A superuser's connection, for `opennrm prepare-database` and `opennrm migrate` alone.
DATABASE_ADMIN_URL = os.environ.get("DATABASE_ADMIN_URL", "")
# The role by which this process connects; the command line sets it (web, worker, operator, migrator).
DATABASE_ROLE = os.environ.get("OPENNRM_DATABASE_ROLE", "opennrm_app")
# The master key: keep it, and its backup, apart from the database and its backups.
MASTER_KEY_FILE = Path(os.environ.get("OPENNRM_MASTER_KEY_FILE", STATE / "keys" / "master.json"))
# The folder of the country pack. It can be left out where there is only one beside the template.
_CHOSEN_PACK = os.environ.get("OPENNRM_COUNTRY_PACK", "")
# The address that people type. Anything but https is refused unless it is this very machine.
ADDRESS = os.environ.get("OPENNRM_ADDRESS", "http://localhost:8000").rstrip("/")
# Where mail goes out, such as smtp://name:password@mail.example.org:587; without it, to files below STATE.
MAIL_URL = os.environ.get("OPENNRM_MAIL_URL", "")
# The sender of mail; without it, no-reply at the address's host.
MAIL_FROM = os.environ.get("OPENNRM_MAIL_FROM", "")
# The programs of another PostgreSQL for the embedded server; without it, those of the package.
POSTGRES_BINDIR = os.environ.get("OPENNRM_POSTGRES_BINDIR", "")
# Addresses of proxies whose X-Forwarded-For is believed, separated by spaces.
TRUSTED_PROXIES = os.environ.get("OPENNRM_TRUSTED_PROXIES", "").split()
# Set to 1 by `opennrm run`: an installation with invented people, whose sign-ins are printed.
DEMONSTRATION = os.environ.get("OPENNRM_DEMONSTRATION", "") == "1"

_address = urlsplit(ADDRESS)
IS_SECURE = _address.scheme == "https"
if not IS_SECURE and _address.hostname not in ("localhost", "127.0.0.1", "::1"):
    raise ImproperlyConfigured(
        f"OPENNRM_ADDRESS is {ADDRESS}, which is not https. Put a TLS proxy in front, and set OPENNRM_ADDRESS "
        "to its https address."
    )


def country_pack(packs: Path, chosen: str = "") -> Path:
    """The folder of the pack that was chosen, or of the only one that there is beside the template.

    :raises ImproperlyConfigured: none was chosen, and there is none, or more than one.
    """
    if chosen:
        return Path(chosen).absolute()
    found = sorted(file.parent for file in packs.glob("*/pack.toml") if file.parent.name != "template")
    if len(found) == 1:
        return found[0]
    names = ", ".join(folder.name for folder in found) or "none"
    raise ImproperlyConfigured(
        f"Which country is this? The country packs in {packs} are: {names}. Set OPENNRM_COUNTRY_PACK to the folder "
        "of the one that this installation serves."
    )


# What a pack may name; `opennrm.country` asks for it, and knows no context.
VOCABULARY = "opennrm.contexts.vocabulary"
# What also follows from an event of a case; `opennrm.cases` asks for it, and knows no context above it.
CONSEQUENCES = "opennrm.contexts.consequences"
# What stands in the way of closing a case, in the same way.
OBSTACLES = "opennrm.contexts.obstacles"
STEP_RULES = "opennrm.contexts.step_rules"
# What contexts count for whoever supervises an agency; `opennrm.overview` asks for it.
FIGURES = "opennrm.contexts.figures"
COUNTRY_PACK = country_pack(ROOT / "country_packs", _CHOSEN_PACK)


def _secret_key() -> str:
    from opennrm.foundation import keys

    if MASTER_KEY_FILE.exists():
        return keys.FileKeyKeeper(MASTER_KEY_FILE).derive("django signing").hex()
    # Commands that need no key (check-pack, create-master-key) run without one; serving refuses to start.
    return secrets.token_hex(32)


def _connection(role: str) -> dict:
    from opennrm.foundation import database

    place = database.locate(STATE, url=DATABASE_URL or None, admin_url=DATABASE_ADMIN_URL or None)
    parameters = place.connection(role)
    known = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **{django: parameters[libpq] for libpq, django in known.items() if libpq in parameters},
        # Kept from one request to the next; foundation/context.py sets each back first, and notices a dead one.
        "CONN_MAX_AGE": 600,
        # Plans must be made afresh for each actor (docs/decisions/0002); this is Django's default, kept explicit.
        "OPTIONS": {
            "server_side_binding": False,
            **{name: value for name, value in parameters.items() if name not in known},
        },
    }


SECRET_KEY = _secret_key()
DEBUG = False
ALLOWED_HOSTS = [_address.hostname or "localhost"]
ROOT_URLCONF = "opennrm.urls"
WSGI_APPLICATION = "opennrm.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# "auth" is the second door: a role that keeps accounts, memberships and sessions, and sees nothing of a case.
DATABASES = {"default": _connection(DATABASE_ROLE), "auth": _connection("opennrm_auth")}
if DATABASE_ROLE == "opennrm_migrator":
    DATABASES["default"]["OPTIONS"]["options"] = "-c role=opennrm_owner"

# Whoever brings the tables up to date writes all of them by its own connection.
DATABASE_ROUTERS = [] if DATABASE_ROLE == "opennrm_migrator" else ["opennrm.foundation.second_door.Router"]

INSTALLED_APPS = [
    *(f"opennrm.{context}" for context in CONTEXTS),
    "opennrm.web",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
    "django_htmx",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "opennrm.web.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    # Below what sets headers, so that a style or a script carries them like a page.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "opennrm.web.middleware.OneTransaction",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "opennrm.web.middleware.ActingAgency",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "opennrm.web.middleware.FirstSteps",
    # Last, so that it undoes what a view did and nothing of what was done before it.
    "opennrm.web.refusals.Refusals",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "OPTIONS": {
            "loaders": [("django.template.loaders.cached.Loader", ["opennrm.web.indentation.Loader"])],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "opennrm.web.context.page",
            ],
        },
    }
]
FORM_RENDERER = "opennrm.web.design.Renderer"

AUTH_USER_MODEL = "agencies.Account"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
# A tenth of a second of one core for each sign-in, so that signing in cannot be used to exhaust the server.
PASSWORD_HASHERS = ["opennrm.agencies.passwords.Argon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "opennrm.agencies.passwords.NotFromContext"},
    {"NAME": "opennrm.agencies.passwords.NotGuessable"},
]

ACCOUNT_ADAPTER = "opennrm.web.agencies.adapter.AccountAdapter"
MFA_ADAPTER = "opennrm.web.agencies.adapter.SecondFactorAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
# Attempts are counted by opennrm.agencies.throttle, in a table that the pages' role cannot reach.
ACCOUNT_RATE_LIMITS = False
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OpenNRM"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/"

# How a device is known from which somebody signed in before; it lets nobody in.
DEVICE_COOKIE_NAME = "__Host-device" if IS_SECURE else "device"
SESSION_ENGINE = "opennrm.agencies.sessions"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_NAME = "__Host-opennrm" if IS_SECURE else "opennrm"
SESSION_COOKIE_SECURE = IS_SECURE
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if IS_SECURE else "csrf"
CSRF_COOKIE_SECURE = IS_SECURE
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "opennrm.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [ADDRESS]
SECURE_HSTS_SECONDS = 63_072_000 if IS_SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = IS_SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_SECURE and TRUSTED_PROXIES else None
# Nothing is told to other sites. With "no-referrer" browsers also hide from us where a form came from, and the
# check against forged forms would refuse every form.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "media-src": ["'self'"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}

# Uploads stay in memory: nothing unsealed is ever written to a temporary file.
FILE_UPLOAD_HANDLERS = ["opennrm.web.uploads.InMemoryOnly"]
UPLOAD_LIMIT_BYTES = 10 * 1024 * 1024
# Of a whole request: four files and what stands around them. What is larger never reaches Django.
BODY_LIMIT_BYTES = 45 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

# Nothing is cached: every backend that keeps something keeps pickles, and reading one runs what it says.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

_mail = urlsplit(MAIL_URL)
if MAIL_URL:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname, _mail.port or 587
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme != "smtps"
    EMAIL_USE_SSL = _mail.scheme == "smtps"
else:
    EMAIL_BACKEND = "opennrm.foundation.letters.PrivateFiles"
    EMAIL_FILE_PATH = STATE / "mail"
# Letters are sent by the worker alone; a mail server that stalls holds one letter for so long, and no page.
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = MAIL_FROM or f"no-reply@{_address.hostname}"

# What the product shows as help; its pictures are static files.
GUIDE = ROOT / "docs" / "guide"
STATIC_URL = "/static/"
STATICFILES_DIRS = [(f"guide/{folder}", GUIDE / folder) for folder in ("screenshots", "pictures")]
STATIC_ROOT = STATE / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "opennrm.web.static_files.Storage"},
}

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [ROOT / "opennrm" / "locale"]
USE_TZ = True
TIME_ZONE = "UTC"

# Messages say what went wrong and never what was being written: no values, no query strings, no statements.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "filters": {"no_values": {"()": "opennrm.foundation.logs.NoValues"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["no_values"]}
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django.server": {"handlers": ["console"], "level": "WARNING", "propagate": False},
        "django.request": {"handlers": ["console"], "level": "ERROR", "propagate": False},
        # Tells every job that begins and ends: too much to find what matters among it.
        "procrastinate": {"level": "WARNING"},
    },
}
