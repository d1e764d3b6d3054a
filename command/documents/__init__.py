"""Documents: the numbered papers of a case, their templates, and the closed case as one file."""
