"""The one row in which the walk for default ratings counts."""

from django.db import migrations


class Migration(migrations.Migration):
    """The walk begins before any service."""

    dependencies = [("cases", "0001_initial")]

    operations = [
        migrations.RunSQL(
            'INSERT INTO cases_default_sweep ("only", day, after_key)'
            " VALUES (true, '2000-01-01', '00000000-0000-0000-0000-000000000000')",
            "DELETE FROM cases_default_sweep",
        ),
    ]
