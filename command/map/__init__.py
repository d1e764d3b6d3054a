"""The map: a shell drawn once, public geography, and counts by village.

Open cases reach it by the live stream, never through a page. Refuses to know a case's words.
"""
