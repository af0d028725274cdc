"""The portal as a WSGI application: everything but the live stream."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "steepi_portal.settings")
application = get_wsgi_application()
