"""The demo district: invented units, people and two years of records, made from a seed through the real verbs."""
