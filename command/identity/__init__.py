"""Names and phones, sealed. Everybody else sees masks; it refuses to know what a case is about."""
