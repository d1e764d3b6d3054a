"""Yushan, a county command centre. Rooms are subpackages; imports go down only."""
