"""The settings under test: the town's own, with their data elsewhere and passwords made cheap.

Each process (xdist has several) has a folder of its own, so no test meets another's files, and
`var/` of the checkout is never touched. This must be known before the settings are read.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

HOME = Path(tempfile.mkdtemp(prefix="touyan-tests-"))
atexit.register(shutil.rmtree, HOME, ignore_errors=True)
os.environ["TOUYAN_HOME"] = str(HOME)
for _name in [name for name in os.environ if name.startswith("TOUYAN_") and name != "TOUYAN_HOME"]:
    del os.environ[_name]
os.environ.pop("REDIS_URL", None)
# As in a town that serves people; a demonstration keeps all of it longer.
os.environ["TOUYAN_ORDERS_KEPT_DAYS"] = "1096"
os.environ["TOUYAN_CONTACTS_KEPT_DAYS"] = "183"
os.environ["TOUYAN_CHILDREN_KEPT_DAYS"] = "180"

from touyan.conf.settings import *  # noqa: E402, F403
from touyan.conf.settings import DATABASES, STORAGES  # noqa: E402

# A real file rather than memory: the browser's parallel requests each get a connection, as in life.
# No fsync: nothing here has to survive a power cut.
# A browser keeps its line to the live server open, and with it a thread: its connection must not stay, too.
DATABASES["default"]["CONN_MAX_AGE"] = 0
if DATABASES["default"]["ENGINE"] == "touyan.kernel.sqlite":
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "var" / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"

PASSWORD_HASHERS = ["tests.hasher.QuickArgon2", *PASSWORD_HASHERS[1:]]  # noqa: F405

# Tests need no collectstatic; that hashed names work is a test of its own.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
