"""What students are told about their places."""
