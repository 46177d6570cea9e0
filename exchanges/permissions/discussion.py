"""Who may discuss a design, read its changes and add colleagues."""
