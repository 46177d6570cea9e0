"""Who may do what with a team."""
