"""The door the web server comes in by."""

import os

from django.core.wsgi import get_wsgi_application

from truce.base.process import die_with_supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "truce.config.settings")
die_with_supervisor()

application = get_wsgi_application()
