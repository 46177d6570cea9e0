"""Students take and leave their places."""
