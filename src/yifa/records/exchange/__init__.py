"""Records as spreadsheets, both ways: export and template out, a user's own sheet in as typed values.

What becomes of the values (the moves of the procedure, the writing) is decided above, in `procedures.imports`.
"""

from yifa.records.exchange.export import export
from yifa.records.exchange.template import template

__all__ = ["export", "template"]
