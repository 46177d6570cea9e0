"""Who may use a ready-made exchange in a course, and who decides."""
