"""The national indicators of both editions."""

import csv
from importlib.resources import files
from typing import Any

from django.db import migrations

# The second edition is in use; the first is kept, because ratings of its time name its labels.
_EDITIONS = {"1": False, "2": True}


def _load_indicators(apps: Any, schema_editor: Any) -> None:
    indicator = apps.get_model("ratings", "Indicator")
    for edition, using in _EDITIONS.items():
        text = (files("haochaping.ratings") / "editions" / f"{edition}.csv").read_text("utf-8")
        indicator.objects.bulk_create(
            indicator(
                edition=edition,
                norm_code=int(row["normCode"]),
                norm_name=row["normName"],
                star_level=int(row["starLevel"]),
                basic=row["expandNorm"] == "false",
                using=using,
            )
            for row in csv.DictReader(text.splitlines())
        )


class Migration(migrations.Migration):
    """Data that a node cannot do without."""

    dependencies = [("ratings", "0001_initial")]

    operations = [
        migrations.RunPython(_load_indicators, migrations.RunPython.noop),
    ]
