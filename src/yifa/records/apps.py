from django.apps import AppConfig


class Records(AppConfig):
    name = "yifa.records"
    verbose_name = "记录"

    def ready(self) -> None:
        from yifa.office.access import LENDERS
        from yifa.records.consulting import lent
        from yifa.records.models import Attachment
        from yifa.seals.registry import Files, register, source

        # A file's name may hold a person's, and may be struck out one day; its content is what is sealed.
        register(source(Attachment, without=("name", "removed_at")))
        register(Files(Attachment._meta.db_table, "digest", "record_id", "records:", "record.erase", "size"))

        if lent not in LENDERS:
            LENDERS.append(lent)
