"""The composition root: settings, URLs, home pages, and reports that read several apps."""

import os
import zoneinfo

# Zone rules come from the pinned `tzdata` package on every machine. Without this the operating
# system's copy wins, and it can be months older: Morocco left UTC+1 on 2026-09-20. Every entry
# point (manage.py, Celery, gunicorn, the tests) imports this package first.
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(to=())
zoneinfo.ZoneInfo.clear_cache()
