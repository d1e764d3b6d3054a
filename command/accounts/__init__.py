"""People, agencies, roles, rosters and sessions. It refuses to know what a case is."""
