"""The WSGI entry that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from config.checks import warn  # noqa: E402  # settings have to be there first

warn()

# What is loaded stays, so the collector need not go through it again: a list of ten thousand rows
# would otherwise set it off in the middle of a page, for longer than the page takes.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 50, 50)
