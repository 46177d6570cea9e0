"""The Celery application: the doorbell of what PostgreSQL queues."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ve_portal.settings.development")

app = Celery("ve_portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
