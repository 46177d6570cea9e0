"""How fast reminders are planned and sent, against the bare loops that do nothing else."""
