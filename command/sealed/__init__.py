"""Complaints against agencies and officials, in a lane of their own that the accused never see.

It refuses to know walls, streams, searches and counts; they refuse to know it.
"""
