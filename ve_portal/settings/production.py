"""Production only tightens, and refuses to start on anything left open."""

from django.core.exceptions import ImproperlyConfigured

from core.checks import HINT, stale_rules
from ve_portal.settings import env
from ve_portal.settings.base import *

if len(SECRET_KEY) < 50 or SECRET_KEY.startswith(("development", "change")):
    raise ImproperlyConfigured("SECRET_KEY must be a secret of your own, 50 characters or more.")
if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS must name the hosts that this portal answers for.")
# Web, worker, beat and every command read these settings, and Django's system checks reach only
# some of them: nobody may tell a wrong time.
if wrong_rules := stale_rules():
    raise ImproperlyConfigured(f"{wrong_rules} {HINT}")

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = True
# The proxy's own health checks reach the web process over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 31536000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_TRUSTED_ORIGINS = [SITE_ORIGIN]
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https"
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer("TRUSTED_PROXY_COUNT", 1)
