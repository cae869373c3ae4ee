"""Events that spread the law, by the 法治宣传教育法 (in force since 2025-11-01)."""
