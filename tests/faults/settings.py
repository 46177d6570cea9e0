"""The settings of the processes that the fault tests start: real mail, and short waits."""

import os

from tests.faults import broken
from ve_portal.settings import env  # noqa: TID251 -- these are settings, too
from ve_portal.settings.test import *  # noqa: F403, TID251 -- the tests' settings, but for the mail

EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
EMAIL_TIMEOUT = env.integer("FAULTS_EMAIL_TIMEOUT", 2)

if point := os.environ.get("FAULTS_KILLED_AT"):
    broken.be_killed_at(point)
if hours := env.integer("FAULTS_CLOCK_HOURS", 0):
    broken.mislead_clock(hours)
