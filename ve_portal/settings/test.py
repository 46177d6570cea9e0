"""The tests: the real engines, with quick passwords and the mail kept in memory."""

import os

os.environ.setdefault("SECRET_KEY", "tests-only-and-refused-in-production")
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DATABASE_URL", "postgresql:///unset")
os.environ.setdefault("REDIS_URL", "redis://unset.invalid/0")

from ve_portal.settings.development import *

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
ACCOUNT_RATE_LIMITS = False
