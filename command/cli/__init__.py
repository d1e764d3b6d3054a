"""The command line: one file a command; each asks the rooms to do the work and prints."""
