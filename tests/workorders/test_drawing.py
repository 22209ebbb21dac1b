"""The page in ``docs/`` is the table in the code."""

from django.conf import settings

from tests.workorders.drawing import page


def test_the_page_is_the_table() -> None:
    path = settings.BASE_DIR / "docs" / "workorders.md"
    drawn = page()
    stored = path.read_text(encoding="utf-8") if path.exists() else ""
    if stored != drawn:
        path.write_text(drawn, encoding="utf-8")
    assert stored == drawn, "docs/workorders.md was not the table; it was drawn anew, commit it"
