"""Telephone and mail address of staff are encrypted at rest; what stands there is kept."""

from typing import Any

import django.core.validators
from django.db import migrations

import yifa.foundation.fields
from yifa.foundation import crypto


def close(apps: Any, _editor: Any) -> None:
    """Write every value again: reading takes the open one, writing encrypts it."""
    for person in apps.get_model("office", "Person").objects.exclude(phone="", email="").iterator():
        person.save(update_fields=["phone", "email"])


def open_again(_apps: Any, editor: Any) -> None:
    """Put the values back in clear, past the field that would encrypt them."""
    with editor.connection.cursor() as cursor:
        cursor.execute("SELECT id, phone, email FROM office_person WHERE phone <> '' OR email <> ''")
        for pk, phone, email in cursor.fetchall():
            values = [crypto.decrypt(phone), crypto.decrypt(email), pk]
            cursor.execute("UPDATE office_person SET phone = %s, email = %s WHERE id = %s", values)


class Migration(migrations.Migration):
    dependencies = [
        ("office", "0004_adviser"),
    ]

    operations = [
        migrations.AlterField(
            model_name="person",
            name="email",
            field=yifa.foundation.fields.PersonalField(
                blank=True,
                max_length=254,
                validators=[django.core.validators.EmailValidator()],
                verbose_name="邮箱",
            ),
        ),
        migrations.AlterField(
            model_name="person",
            name="phone",
            field=yifa.foundation.fields.PersonalField(blank=True, max_length=20, verbose_name="手机"),
        ),
        migrations.RunPython(close, open_again),
    ]
