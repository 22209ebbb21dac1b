"""The sample city: Xuchang, its real divisions, and offices made after a documented rule."""
