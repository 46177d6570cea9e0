"""People, institutions, departments, roles and invitations."""
