"""Fills a bootstrapped Keystone database and writes ids.json: seed.py FOLDER.

Keystone's application is called in this process, so that no port is needed. The catalogue's URLs are
placeholders here: place.py sets them for each start.
"""
import json
import os
import sqlite3
import sys

folder = sys.argv[1]
sys.argv = sys.argv[:1]
os.environ.update(OS_KEYSTONE_CONFIG_DIR=folder, OS_KEYSTONE_CONFIG_FILES='keystone.conf')

from keystone.server.wsgi import initialize_public_application  # noqa: E402
from werkzeug.test import Client  # noqa: E402

client = Client(initialize_public_application())


def call(method, path, body=None, token=None):
    answer = client.open('/v3' + path, method=method, json=body, headers={'X-Auth-Token': token} if token else {})
    assert answer.status_code < 300, f'{method} {path}: {answer.status_code} {answer.get_data(as_text=True)}'
    return answer


login = call('POST', '/auth/tokens', {'auth': {
    'identity': {'methods': ['password'], 'password': {
        'user': {'name': 'admin', 'domain': {'id': 'default'}, 'password': 'admin-secret'}}},
    'scope': {'project': {'name': 'admin', 'domain': {'id': 'default'}}}}})
token = login.headers['X-Subject-Token']
roles = {role['name']: role['id'] for role in call('GET', '/roles', token=token).json['roles']}
projects = {'admin': login.json['token']['project']['id']}
users = {'admin': {'password': 'admin-secret', 'project': 'admin', 'role': 'admin'}}


def add_user(name, project, role):
    if project not in projects:
        made = call('POST', '/projects', {'project': {'name': project, 'domain_id': 'default'}}, token)
        projects[project] = made.json['project']['id']
    made = call('POST', '/users', {'user': {'name': name, 'domain_id': 'default', 'password': name + '-secret'}}, token)
    call('PUT', f'/projects/{projects[project]}/users/{made.json["user"]["id"]}/roles/{roles[role]}', token=token)
    users[name] = {'password': name + '-secret', 'project': project, 'role': role}


add_user('glance', 'service', 'admin')
add_user('publisher', 'publisher', 'member')
add_user('consumer', 'consumer', 'member')
add_user('outsider', 'outsider', 'member')
add_user('looker', 'publisher', 'reader')
image = call('POST', '/services', {'service': {'name': 'glance', 'type': 'image'}}, token).json['service']['id']
for interface in ('public', 'internal', 'admin'):
    call('POST', '/endpoints', {'endpoint': {
        'service_id': image, 'interface': interface, 'region_id': 'RegionOne', 'url': 'http://placeholder'}}, token)

del users['glance']
for user in users.values():
    user['project_id'] = projects[user['project']]
with open(os.path.join(folder, 'ids.json'), 'w') as file:
    json.dump({'region': 'RegionOne', 'domain': 'Default', 'users': users}, file, indent=1)
for name in ('keystone', 'glance'):
    with sqlite3.connect(os.path.join(folder, name + '.db')) as database:
        database.execute('PRAGMA journal_mode=WAL')
        database.execute('PRAGMA wal_checkpoint(TRUNCATE)')
