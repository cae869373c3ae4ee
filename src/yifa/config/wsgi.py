"""The WSGI application that `yifa serve` and any WSGI server run."""

import os
import sys

from django.core.wsgi import get_wsgi_application
from django.db import connections

from yifa.foundation import data

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yifa.config.settings")
# A thread that writes gives up the interpreter at every statement; the others would keep it for 5 ms each time, while
# everybody who wants to write waits for this one.
sys.setswitchinterval(0.001)
application = get_wsgi_application()

if (asked := connections.settings["default"])["ENGINE"].endswith("postgresql") and (limits := data.limits()):
    asked["OPTIONS"] = asked.get("OPTIONS", {}) | {"options": limits}
