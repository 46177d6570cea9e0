"""What happens to the teams of an exchange."""
