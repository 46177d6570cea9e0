"""Training editions for teachers, taken together with their partners."""
