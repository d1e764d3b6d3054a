"""Receptions: who meets whom, and the media between them through a forwarder of our own.

The state machine and the routing are decisions; bytes move in worker processes that know no case.
"""
