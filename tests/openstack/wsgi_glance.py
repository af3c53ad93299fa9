"""Glance as an application of uWSGI."""
from glance.common.wsgi_app import init_app
import sqlite_locks  # noqa: F401

application = init_app()
