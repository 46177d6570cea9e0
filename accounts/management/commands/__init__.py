"""Commands about people and institutions."""
