"""The least site that Django can be, for gunicorn: see `bare_urls`.

It has the desk's settings, so that its database is the same and as durable, but no middleware.
It stands beside the benchmarks and not among them, since those need the apps that it makes ready.
"""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

django.setup(set_prefix=False)
settings.MIDDLEWARE = []
settings.ROOT_URLCONF = "claims.management.bare_urls"
application = WSGIHandler()
