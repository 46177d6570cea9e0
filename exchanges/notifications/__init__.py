"""E-mails about exchanges: one module per noun, one function per message."""
