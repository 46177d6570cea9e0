"""Pages about people's calendars, and the feeds that calendar programs read."""
