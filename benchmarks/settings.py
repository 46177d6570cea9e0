"""The portal as it is served, with the meter outermost and no other difference."""

from ve_portal.settings.development import *

DEBUG = False
ROOT_URLCONF = "benchmarks.urls"
MIDDLEWARE = ["benchmarks.meter.MeterMiddleware", *MIDDLEWARE]
LOGGING["root"]["level"] = "ERROR"
TEMPLATES[0]["DIRS"].append(BASE_DIR / "benchmarks" / "templates")
