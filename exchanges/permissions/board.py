"""Who may look for a partner, and answer."""
