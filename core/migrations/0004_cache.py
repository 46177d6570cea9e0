"""The cache: a table, as `createcachetable` makes it, so that `migrate` is all there is to run."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("core", "0003_failed_messages"),
    ]

    operations = [
        migrations.RunSQL(
            """
            CREATE TABLE core_cache (
                cache_key varchar(255) NOT NULL PRIMARY KEY,
                value text NOT NULL,
                expires timestamptz NOT NULL
            );
            CREATE INDEX core_cache_expires ON core_cache (expires);
            """,
            "DROP TABLE core_cache",
        ),
    ]
