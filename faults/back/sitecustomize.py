"""Every Python process that finds this folder first lives `FAULTS_CLOCK` seconds away from the machine's time."""

import os
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

if seconds := float(os.environ.get("FAULTS_CLOCK", "0")):
    from django.utils import timezone

    from yifa.foundation import clock

    real = time.time
    time.time = lambda: real() + seconds
    shift = timedelta(seconds=seconds)
    timezone.now = lambda: datetime.now(ZoneInfo("UTC")) + shift
    clock.now = lambda: clock._frozen.get() or datetime.now(clock.BEIJING) + shift
