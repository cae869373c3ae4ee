"""The yearly report: draft, edit, freeze, check, approve, issue."""
