"""Glance's own entry point."""
import sys

from glance.cmd.api import main  # patches the standard library for eventlet: must come first
import sqlite_locks  # noqa: F401

sys.exit(main())
