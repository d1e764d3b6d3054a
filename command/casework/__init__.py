"""Casework: the file we answer for, from report to archive.

Knows places, accounts and identity; never learns that a wall or a map exists.
"""
