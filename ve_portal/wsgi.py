"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

from ve_portal.logs import keep_secrets_out_of

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ve_portal.settings.production")

application = get_wsgi_application()
# Its access log holds the address of every request.
keep_secrets_out_of("gunicorn.access", "gunicorn.error")
