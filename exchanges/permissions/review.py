"""Who may endorse, make exceptions and set the chain of review."""
