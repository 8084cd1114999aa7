"""The roof: settings, addresses, and the doors in.

Where a newer SQLite is installed as pysqlite3, it takes the place of Python's own in the whole
process, and before anything has opened a database: a WAL file is only safe with a sound release
(see config.databases), and two libraries in one process would undo each other's file locks.
"""

import sys

try:
    import pysqlite3
except ImportError:  # no build for this machine: the system’s, with the journal that is safe there
    pass
else:
    sys.modules["sqlite3"] = pysqlite3
    sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
