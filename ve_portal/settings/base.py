"""Complete settings, read from the environment: the only place that reads it."""

from pathlib import Path
from typing import Any

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from ve_portal.settings import env

BASE_DIR = Path(__file__).resolve().parent.parent.parent

SECRET_KEY = env.text("SECRET_KEY")
DEBUG = False
# Whether the pages for contributors (the design page, the local mailbox) exist.
DEVELOPMENT = False
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
# Links in e-mails start with this, never with what a request claims to be its host.
SITE_ORIGIN = env.text("SITE_ORIGIN", "http://localhost:8000").rstrip("/")
ROOT_URLCONF = "ve_portal.urls"
WSGI_APPLICATION = "ve_portal.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "ve_portal",
    "credits",
    "exchanges",
    "mou",
    "training",
    "accounts",
    "core",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "crispy_bootstrap5",
    "bootstrap",
    "csp",
    "django_countries",
    "django_htmx",
    "pgtrigger",
    "rules",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Around the messages, which put themselves into words on the way out.
    "accounts.middleware.ReaderMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "ve_portal.context.portal",
            ],
        },
    },
]

DATABASES = {"default": env.database("DATABASE_URL")}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_REDIRECT_URL = "home"
LOGIN_URL = "account_login"

ACCOUNT_ADAPTER = "accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "signup": "accounts.forms.SignupForm",
    "login": "accounts.forms.LoginForm",
    "add_email": "accounts.forms.AddEmailForm",
    "change_password": "accounts.forms.ChangePasswordForm",
    "set_password": "accounts.forms.SetPasswordForm",
    "reset_password": "accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.ResetPasswordKeyForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_CONFIRM_EMAIL_ON_GET = False
# Only in the browser that signed up, and soon after: it goes on to where it was going.
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
# Computers in classrooms are shared: a session ends with the browser, and nothing offers otherwise.
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
# People are told by e-mail when their password or their addresses change.
ACCOUNT_EMAIL_NOTIFICATIONS = True

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("it", _("Italian"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# The zone of readers who have not chosen one.
TIME_ZONE = env.text("TIME_ZONE", "Europe/Rome")

STATIC_URL = "/static/"
STATIC_ROOT: Path | None = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = Path(env.text("MEDIA_ROOT", str(BASE_DIR / "media")))
# An address typed without a scheme is taken as https, as Django will do by itself from 6.0 on.
FORMS_URLFIELD_ASSUME_HTTPS = True
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"
COUNTRIES_FIRST: list[str] = []

# The university that runs this portal.
BRAND_NAME = env.text("BRAND_NAME", "University of Siena")
BRAND_SHORT_NAME = env.text("BRAND_SHORT_NAME", "UniSiena")
# Its accent on light and on dark pages, as #RRGGBB; empty is the one of static/css/portal.css.
BRAND_ACCENT = env.text("BRAND_ACCENT", "")
BRAND_ACCENT_DARK = env.text("BRAND_ACCENT_DARK", "")
# Its logo, as a path below static/; empty is none.
BRAND_LOGO = env.text("BRAND_LOGO", "")
# Its SCHAC code, to know which institution the office belongs to.
HOME_INSTITUTION = env.text("HOME_INSTITUTION", "unisi.it")
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "office@example.org")

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Virtual Exchange <no-reply@example.org>")
LOCAL_MAILDIR = ""

# A worker holds a message for this long; well over twice what one SMTP dialogue may take.
OUTBOX_LEASE_SECONDS = env.integer("OUTBOX_LEASE_SECONDS", 120)
OUTBOX_INTERVAL_SECONDS = env.integer("OUTBOX_INTERVAL_SECONDS", 5)
REMINDER_INTERVAL_SECONDS = env.integer("REMINDER_INTERVAL_SECONDS", 60)
RECOMPUTE_INTERVAL_SECONDS = env.integer("RECOMPUTE_INTERVAL_SECONDS", 86400)
# Where online meetings may be held (a host, with all below it); empty is anywhere.
MEETING_HOSTS = env.words("MEETING_HOSTS")
INVITATION_DAYS = env.integer("INVITATION_DAYS", 7)

REDIS_URL = env.text("REDIS_URL")
# It counts attempts to log in. Without Redis people still log in, and the limits still hold.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
    },
}

CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://")
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_timeout": 1, "socket_connect_timeout": 1}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = "UTC"
# Beat dates a bell by its clock and a worker reads it by its own, which may be hours away from it.
# What rang while no worker ran costs a look each, so it does not last for ever.
_BELL = {"expires": 24 * 3600}
CELERY_BEAT_SCHEDULE = {
    "deliver-mail": {
        "task": "core.deliver_mail",
        "schedule": OUTBOX_INTERVAL_SECONDS,
        "options": _BELL,
    },
    "plan-reminders": {
        "task": "core.plan_reminders",
        "schedule": REMINDER_INTERVAL_SECONDS,
        "options": _BELL,
    },
    "recompute-meetings": {
        "task": "ve_portal.recompute_meetings",
        "schedule": RECOMPUTE_INTERVAL_SECONDS,
        "options": _BELL,
    },
}

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    },
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"
CSRF_COOKIE_SAMESITE = "Lax"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

LOGGING: dict[str, Any] = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    },
    "filters": {"without_secrets": {"()": "ve_portal.logs.WithoutSecrets"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["without_secrets"],
        },
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
}
