"""The public's door: published reports, readable, checkable and citable. It reads only what was published."""
