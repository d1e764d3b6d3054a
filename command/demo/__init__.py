"""The demonstration: fictitious people and matters, prepared once, and incidents that play."""
