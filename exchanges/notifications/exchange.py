"""What the teachers and the office are told about an exchange."""
