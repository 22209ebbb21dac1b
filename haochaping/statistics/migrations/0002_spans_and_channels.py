"""Cells of months and years; channels in grains of their own.

What was counted is moved, not counted again: the old cells held each channel and origin apart.
"""

from django.db import migrations, models

_SCORED = "('app', 'web', 'miniprogram', 'sms-link', 'sms-reply', 'ticket', 'device', 'operator', 'paper')"  # noqa: E501
_SPANS = """
CROSS JOIN LATERAL (
  VALUES ('day', day), ('month', date_trunc('month', day)::date),
         ('year', date_trunc('year', day)::date)
) AS span (name, first)
"""
_LEVELS = [f"level_{n}" for n in range(1, 6)]
_OTHERS = [
    "services", "services_rated", "follow_ups", "set_aside", "defaults", "orders",
    "orders_upheld", "orders_rectified",
]  # fmt: skip
_NAMES = ", ".join(_LEVELS + _OTHERS)
_SCORED_LEVELS = ", ".join(
    f"coalesce(sum({name}) FILTER (WHERE origin IN {_SCORED}), 0)" for name in _LEVELS
)
_SUMS = ", ".join(f"sum({name})" for name in _OTHERS)

_MOVE = f"""
LOCK TABLE statistics_rollup IN ACCESS EXCLUSIVE MODE;
ALTER TABLE statistics_rollup DROP CONSTRAINT statistics_rollup_pkey,
  DROP CONSTRAINT statistics_rollup_grain;
CREATE TEMPORARY TABLE rollup_before ON COMMIT DROP AS SELECT * FROM statistics_rollup;
DELETE FROM statistics_rollup;
ALTER TABLE statistics_rollup
  ADD COLUMN span varchar(5) NOT NULL,
  ADD COLUMN unscored integer NOT NULL DEFAULT 0,
  ADD PRIMARY KEY (grain, span, day, org_code, area_code, subject, pf, origin),
  SET (fillfactor = 70);
INSERT INTO statistics_rollup (
  grain, span, day, org_code, area_code, subject, pf, origin, {_NAMES}, unscored
)
SELECT grain, span.name, span.first, org_code, area_code, subject, 0, '', {_SCORED_LEVELS}, {_SUMS},
       coalesce(sum({" + ".join(_LEVELS)}) FILTER (WHERE origin NOT IN {_SCORED}), 0)
FROM rollup_before {_SPANS}
GROUP BY 1, 2, 3, 4, 5, 6
UNION ALL
SELECT CASE grain WHEN 'item' THEN 'item-channel' ELSE 'channel' END, span.name, span.first,
       org_code, area_code, subject, pf, origin,
       {", ".join(f"sum({name})" for name in _LEVELS + _OTHERS)}, 0
FROM rollup_before {_SPANS}
WHERE grain IN ('organisation', 'item') AND pf <> 0
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8;
"""  # noqa: S608 - names of this file only


class Migration(migrations.Migration):
    dependencies = (("statistics", "0001_initial"),)

    operations = (
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(_MOVE, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveConstraint(model_name="rollup", name="statistics_rollup_grain"),
                migrations.AddField(
                    model_name="rollup",
                    name="span",
                    field=models.CharField(default=None, max_length=5),
                    preserve_default=False,
                ),
                migrations.AddField(
                    model_name="rollup", name="unscored", field=models.IntegerField(db_default=0)
                ),
                migrations.AlterField(
                    model_name="rollup",
                    name="pk",
                    field=models.CompositePrimaryKey(
                        "grain", "span", "day", "org_code", "area_code", "subject", "pf", "origin",
                        blank=True, editable=False, primary_key=True, serialize=False,
                    ),  # fmt: skip
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    grain__in=["organisation", "channel", "item", "item-channel", "staff", "window"]
                ),
                name="statistics_rollup_grain",
            ),
        ),
        migrations.AddConstraint(
            model_name="rollup",
            constraint=models.CheckConstraint(
                condition=models.Q(span__in=["day", "month", "year"]), name="statistics_rollup_span"
            ),
        ),
    )
