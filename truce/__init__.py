"""Truce: one CRM that ends the quarrel between marketing and sales.

SQLite comes from pysqlite3, swapped in here before Django looks: the library of many
systems (3.7.0 to 3.51.2) can corrupt a write-ahead log under several connections, and
two SQLite libraries in one process would drop each other's locks.
"""

import sys

import pysqlite3

sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = pysqlite3.dbapi2
