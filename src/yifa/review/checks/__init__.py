"""Every check there is, in the order they run. A new check is one file here and one line in this list."""

from __future__ import annotations

from yifa.review.checks import (
    against,
    approximate,
    articles,
    brackets,
    broken,
    characters,
    cumulative,
    enterprises,
    growth,
    halfwidth,
    identity,
    issuers,
    names,
    number,
    numbering,
    office,
    parts,
    percent,
    persons,
    phrases,
    plans,
    plausible,
    rate,
    repeat,
    role,
    sameness,
    sentences,
    separator,
    settled,
    signature,
    status,
    titles,
    totals,
    twice,
    verbs,
    years,
)
from yifa.review.reading import Check

CHECKS: tuple[Check, ...] = (
    # arithmetic
    totals.CHECK,
    settled.CHECK,
    rate.CHECK,
    percent.CHECK,
    growth.CHECK,
    twice.CHECK,
    # the ledgers, plausibility
    against.CHECK,
    cumulative.CHECK,
    plausible.CHECK,
    # law
    titles.CHECK,
    status.CHECK,
    articles.CHECK,
    plans.CHECK,
    issuers.CHECK,
    # structure
    parts.CHECK,
    numbering.CHECK,
    signature.CHECK,
    number.CHECK,
    years.CHECK,
    office.CHECK,
    # personal data
    identity.CHECK,
    persons.CHECK,
    enterprises.CHECK,
    # wording
    repeat.CHECK,
    characters.CHECK,
    phrases.CHECK,
    brackets.CHECK,
    approximate.CHECK,
    role.CHECK,
    names.CHECK,
    verbs.CHECK,
    separator.CHECK,
    broken.CHECK,
    sentences.CHECK,
    halfwidth.CHECK,
    # other files
    sameness.CHECK,
)
