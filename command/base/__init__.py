"""The ground: settings, clock, database, journal, HTTP frame. It knows no room above it."""
