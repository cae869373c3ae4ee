from django.apps import AppConfig


class Reports(AppConfig):
    name = "yifa.reports"
    verbose_name = "年度报告"

    def ready(self) -> None:
        from yifa.procedures.registry import register as register_procedure
        from yifa.records.registry import register
        from yifa.reports.ledger import LEDGER
        from yifa.reports.models import Passage, Publication, Version
        from yifa.reports.procedure import REPORTING
        from yifa.seals import registry as seals

        register_procedure(REPORTING)
        register(LEDGER)
        seals.register(seals.source(Version))
        seals.register(seals.source(Publication, without=("withdrawn_at", "superseded_at")))
        same = seals.columns(Version, ("kind", "level", "runs", "place", "removed"))
        seals.register(
            seals.Mirror(Passage._meta.db_table, Version._meta.db_table, "passage_id", "revision", same)
        )
