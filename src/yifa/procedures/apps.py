from django.apps import AppConfig


class Procedures(AppConfig):
    name = "yifa.procedures"
    verbose_name = "程序"

    def ready(self) -> None:
        from yifa.procedures.models import MessageChannel
        from yifa.records.directory import Directory, register

        register(
            Directory(
                "channels",
                "消息渠道",
                "时限提醒发往何处：本单位自己的网关",
                model=MessageChannel,
                fields="unit kind address active",
                columns="unit kind active",
                verbs=("configure",),
                icon="message",
            )
        )
