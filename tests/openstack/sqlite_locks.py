"""Imported for its effect: BEGIN IMMEDIATE on sqlite.

oslo.db opens a deferred transaction; two that read and then write fail at once with "database is locked" (HTTP 500),
because sqlite's busy time-out does not apply to the upgrade of a read lock.
"""
from sqlalchemy import event
from sqlalchemy.engine import Engine


@event.listens_for(Engine, 'before_cursor_execute', retval=True)
def begin_immediate(conn, cursor, statement, parameters, context, executemany):
    return ('BEGIN IMMEDIATE' if statement == 'BEGIN' else statement), parameters
