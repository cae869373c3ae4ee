"""Disputes mediated by people's mediation committees, by the 人民调解法 (in force since 2011-01-01)."""
