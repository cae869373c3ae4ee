from django.apps import AppConfig


class Office(AppConfig):
    name = "yifa.office"
    verbose_name = "组织"

    def ready(self) -> None:
        """Logging in and being locked out leave their marks."""
        from axes.signals import user_locked_out
        from django.contrib.auth.signals import user_logged_in

        from yifa.office import accounts, sessions

        user_logged_in.connect(sessions.begin)
        user_locked_out.connect(accounts.lock_noted)
