"""PostgreSQL, Valkey and mail for a developer's machine, with nothing installed beforehand.

Nothing here imports Django or the settings: `manage.py` and the tests call it before either
exists, so that `DATABASE_URL` and `REDIS_URL` are in the environment when settings are read.
Production never starts any of it.
"""
