"""The one row that the sequencer counts in."""

from django.db import migrations


class Migration(migrations.Migration):
    """Positions begin at 1, so the head begins at 0."""

    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(
            'INSERT INTO core_event_head ("only", position) VALUES (true, 0)',
            "DELETE FROM core_event_head",
        ),
    ]
