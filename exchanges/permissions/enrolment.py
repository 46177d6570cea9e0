"""Who may do what with a place in an exchange."""
