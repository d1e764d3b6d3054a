"""The ground: settings, clock, database, journal, HTTP frame."""
