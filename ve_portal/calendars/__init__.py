"""People's calendars: all their meetings, of whatever app, on pages and in feeds."""
