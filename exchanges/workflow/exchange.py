"""What happens to an exchange as a whole, from the idea to its end."""
