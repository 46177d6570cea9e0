"""Who may do what with an exchange."""
