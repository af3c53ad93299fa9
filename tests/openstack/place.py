"""Gives a copy of the snapshot its ports: place.py FOLDER IDS KEYSTONE_PORT GLANCE_PORT (0: any free one).

Writes the catalogue's URLs and FOLDER/lab.json, prints both ports.
"""
import json
import os
import random
import socket
import sqlite3
import sys

folder, ids = sys.argv[1:3]
HOST = '127.0.0.1'


def free_port():
    # Below the range from which the kernel takes ports of outgoing connections: nothing takes it before the server does.
    for port in random.sample(range(20000, 32000), 200):
        with socket.socket() as probe:
            try:
                probe.bind((HOST, port))
                return port
            except OSError:
                continue
    raise SystemExit('no free port')


keystone, glance = (int(port) or free_port() for port in sys.argv[3:5])
urls = {'identity': f'http://{HOST}:{keystone}/v3', 'image': f'http://{HOST}:{glance}'}
with sqlite3.connect(os.path.join(folder, 'keystone.db')) as database:
    for kind, url in urls.items():
        database.execute('UPDATE endpoint SET url = ? WHERE service_id IN (SELECT id FROM service WHERE type = ?)', (url, kind))
with open(ids) as file:
    lab = json.load(file)
with open(os.path.join(folder, 'lab.json'), 'w') as file:
    json.dump({'keystone_url': urls['identity'], 'glance_url': urls['image'], **lab}, file, indent=1)
print(keystone, glance)
