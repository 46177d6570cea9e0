"""The demo and day-to-day development: loopback only, with throw-away secrets."""

import os

os.environ.setdefault("SECRET_KEY", "development-only-and-refused-in-production")
os.environ.setdefault("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")

from ve_portal.settings import env
from ve_portal.settings.base import *

DEBUG = env.flag("DEBUG", default=False)
DEVELOPMENT = True
LOCAL_MAILDIR = env.text("LOCAL_MAILDIR", "")
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
# Files are served from where they are: nothing is collected.
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
