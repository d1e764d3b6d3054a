"""Assessment: what citizens said of units, and what follows from it for unit and officer.

Fed by the journal; looks at cases through what casework publishes. Counts work, never citizens.
"""
