"""Pages about people and institutions, a module for each noun."""
