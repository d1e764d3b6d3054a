"""One-time links as people get them: a path of this centre that holds the token."""


def link_path(token: str) -> str:
    """In the fragment: it is never sent in a request line, so no log and no proxy keeps it."""
    return f"/welcome#{token}"
