"""Tell a proxy or an orchestrator whether the process is alive, and whether it can serve."""

from typing import Any

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

PATIENCE: dict[str, Any] = {"socket_timeout": 1, "socket_connect_timeout": 1}


@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """Answer as long as the process does; it depends on nothing else."""
    return JsonResponse({"status": "alive"})


@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when PostgreSQL answers and is migrated, 503 otherwise.

    Without Redis the portal is degraded, not down: pages work, and mail waits in its rows.
    """
    try:
        executor = MigrationExecutor(connection)
        is_migrated = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    if not is_migrated:
        return JsonResponse({"status": "down", "database": "not migrated"}, status=503)
    try:
        with redis.Redis.from_url(settings.REDIS_URL, **PATIENCE) as broker:
            broker.ping()
    except (RedisError, OSError):
        return JsonResponse({"status": "degraded", "broker": "unreachable"})
    return JsonResponse({"status": "ready"})
