"""What citizens see without an account. It refuses to know who they are beyond their code."""
