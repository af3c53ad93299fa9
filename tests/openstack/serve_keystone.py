"""Serves Keystone: serve_keystone.py FOLDER HOST PORT.

One application thread: on sqlite keystone nests sessions, and two writers at once end in "database is locked".
"""
import os
import sys

import waitress

folder, host, port = sys.argv[1:4]
sys.argv = sys.argv[:1]  # oslo.config would parse them
os.environ.update(OS_KEYSTONE_CONFIG_DIR=folder, OS_KEYSTONE_CONFIG_FILES='keystone.conf')

from keystone.server.wsgi import initialize_public_application  # noqa: E402

waitress.serve(initialize_public_application(), host=host, port=int(port), threads=1, channel_timeout=300, connection_limit=500)
