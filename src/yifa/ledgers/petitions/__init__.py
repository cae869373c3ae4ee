"""Petitions (信访), by the 信访工作条例 (in force since 2022-05-01)."""
