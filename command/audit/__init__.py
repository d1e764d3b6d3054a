"""Audit: who read or did what; rows are only ever added, and chained so that change shows."""
