"""The WSGI application that `yifa serve` and any WSGI server run."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
application = get_wsgi_application()
