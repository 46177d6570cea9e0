"""Commands about exchanges."""
