"""What people say about a text while it is written: comments, replies, who is there."""

from __future__ import annotations

from django.db import transaction

from yifa.foundation import clock
from yifa.foundation.errors import Forbidden, Invalid
from yifa.office.models import Person
from yifa.reports.models import Comment, Passage, Presence, Report

LONGEST = 2000


@transaction.atomic
def comment(
    *, passage: Passage, body: str, by: Person, quote: str = "", parent: Comment | None = None
) -> Comment:
    """Remark on a passage, or reply to a remark. The door says who may."""
    text = body.strip()
    if not text:
        raise Invalid({"body": "请写下意见"})
    if len(text) > LONGEST:
        raise Invalid({"body": f"意见不能超过{LONGEST}字"})
    if parent is not None and parent.passage_id != passage.pk:
        raise Invalid({"parent": "回复的意见不在这一段"})
    return Comment.objects.create(
        passage=passage, parent=parent, quote=quote.strip()[:200], body=text, at=clock.now(), by=by
    )


@transaction.atomic
def resolve(*, comment: Comment, by: Person) -> Comment:
    """Close a remark with its replies."""
    top = comment.parent or comment
    if top.resolved_at is None:
        top.resolved_at, top.resolved_by = clock.now(), by
        top.save(update_fields=["resolved_at", "resolved_by"])
    return top


@transaction.atomic
def take_back(*, comment: Comment, by: Person) -> None:
    """Delete one's own remark that nobody has answered."""
    if comment.by_id != by.pk or comment.replies.exists():
        raise Forbidden("只能删除自己的、还没有人回复的意见")
    comment.delete()


def here(*, report: Report, by: Person, passage: Passage | None = None) -> None:
    """Note that somebody has the report open."""
    Presence.objects.update_or_create(
        report=report, person=by, defaults={"passage": passage, "at": clock.now()}
    )
