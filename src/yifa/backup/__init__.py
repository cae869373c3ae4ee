"""Backup and restore: one encrypted file with every table, the uploaded files, the anchors and, by choice, the keys.

`box` encrypts a stream in chunks, `tables` reads and writes rows the same way on both databases, `actions` are the verbs.
What was written from SQLite can be restored into PostgreSQL and the other way round.
"""
