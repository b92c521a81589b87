"""What granian serves."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from touyan.conf.turns import Turns
from touyan.kernel.postgresql.base import Patience

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "touyan.conf.settings")
application = Turns(get_wsgi_application())
# Pages only: a command may take its time over one statement.
Patience.seconds = settings.DATABASE_PATIENCE
