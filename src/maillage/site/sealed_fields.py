"""Fields that hold contacts and names encrypted, and the keyed digests by which their rows are found."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import EmptyResultSet, FieldError
from django.db import models

from maillage.site import sealing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    _Text = models.TextField[Any, Any]
    _Keys = ArrayField[Any, Any]
    _Number = models.BigIntegerField[Any, Any]
    _Lookup = models.Lookup[Any]
else:
    _Text, _Keys, _Number, _Lookup = models.TextField, ArrayField, models.BigIntegerField, models.Lookup

BATCH = 500


class SealedText(_Text):
    """A text that the database holds encrypted (:mod:`.sealing`), "" as it is; Python reads and writes it in clear.

    The database can tell whether there is one, and nothing else: to find, order or compare, use :class:`SearchKeys`.
    """

    def get_lookup(self, lookup_name: str) -> Any:
        """Return how rows are compared: nothing but being there, and in triggers having changed."""
        return super().get_lookup(lookup_name) if lookup_name in ("exact", "isnull", "df", "ndf") else None

    def get_prep_value(self, value: Any) -> Any:
        """Return what a condition compares with: only "" can be asked for. Raises ``FieldError``."""
        if value:
            raise FieldError(f"{self.name} is encrypted: find rows by their search keys.")
        return super().get_prep_value(value)

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Return what is stored: the sealed text."""
        if prepared or not value or hasattr(value, "as_sql"):
            return value
        return sealing.seal(str(value))

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Return what is stored: the sealed text."""
        return self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, *_: Any) -> Any:
        """Return the text in clear. Raises ``sealing.Unreadable``."""
        return sealing.unseal(value) if value else value


class SealedEmail(SealedText):
    """A sealed e-mail address that ``=`` and ``in`` find, however written, by the :class:`EmailKey` beside it."""

    def get_lookup(self, lookup_name: str) -> Any:
        """Return how rows are compared: by the digest of the address."""
        return _Addresses if lookup_name in ("exact", "iexact", "in") else super().get_lookup(lookup_name)


class _Addresses(_Lookup):
    """Rows whose address is one of those asked for, under any key of the site; "" asks where there is none."""

    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        """Return the condition. Raises ``FieldError`` where the addresses are not given as texts."""
        if hasattr(self.rhs, "resolve_expression"):
            raise FieldError("Encrypted addresses are compared by their digests (email_key).")
        asked = [self.rhs] if isinstance(self.rhs, str) else list(self.rhs)
        sealed, params = self.process_lhs(compiler, connection)
        found = [f"{sealed} = ''"] if "" in asked else []
        keys = [key for one in asked if one for key in sealing.search_keys(email_term(one))]
        if keys:
            held: Any = self.lhs
            digest, params = compiler.compile(held.target.model._meta.get_field("email_key").get_col(held.alias))
            found.append(f"{digest} IN ({', '.join(['%s'] * len(keys))})")
        if not found:
            raise EmptyResultSet
        return f"({' OR '.join(found)})", [*params, *keys]


class EmailKey(_Number):
    """The keyed digest of the ``email`` of the row, made whenever the row is saved."""

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Return the digest under the newest key."""
        del add
        key = email_key(model_instance.email)
        setattr(model_instance, self.attname, key)
        return key


class Addressed(models.Model):
    """A row that is found by its e-mail address, which the database holds sealed."""

    email = SealedEmail("adresse électronique")
    email_key = EmailKey("empreinte de l’adresse", editable=False)

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Save; a new address is never without its digest."""
        if update_fields is not None and "email" in (named := set(update_fields)):
            update_fields = named | {"email_key"}
        super().save(update_fields=update_fields, **options)


class SearchKeys(_Keys):
    """Keyed digests of ``search_terms()`` of the row, made whenever it is saved."""

    def __init__(self, **options: Any) -> None:
        options |= {"base_field": models.BigIntegerField(), "default": list, "editable": False}
        super().__init__(**options)

    def deconstruct(self) -> Any:
        """Leave out what every such field has."""
        name, path, args, options = super().deconstruct()
        usual = ("base_field", "default", "editable")
        return name, path, args, {key: value for key, value in options.items() if key not in usual}

    def pre_save(self, model_instance: Any, add: bool) -> Any:
        """Return the digests under the newest key; a row of an earlier state of the tables keeps its own."""
        terms = getattr(model_instance, "search_terms", None)
        if terms is not None:
            setattr(model_instance, self.attname, keys_of(terms()))
        return super().pre_save(model_instance, add)


def keys_of(terms: Sequence[str]) -> list[int]:
    """Return the digests of terms under the newest key, in order."""
    return sorted({sealing.search_key(term) for term in terms})


def email_term(email: str) -> str:
    """Return the term by which a row is found by an e-mail address, however it was written."""
    return f"email:{email.strip().lower()}"


def email_key(email: str) -> int:
    """Return the digest under the newest key by which a row is found by its address."""
    return sealing.search_key(email_term(email))


def found_by(terms: Sequence[str], field: str = "search_keys") -> models.Q:
    """Return the condition for rows that hold any of the terms, written under any key of the site."""
    return models.Q(**{f"{field}__overlap": [key for term in terms for key in sealing.search_keys(term)]})


def seal_addresses(schema_editor: Any, table: str, columns: Sequence[str] = ("email",)) -> None:
    """Seal columns of a table, the first of which is its address, and write the digest of that, for a migration."""

    def sealed(*values: str) -> list[Any]:
        return [*(sealing.seal(value) if value else value for value in values), email_key(values[0])]

    _change_rows(schema_editor, table, columns, sealed, ["email_key"])


def seal_rows(schema_editor: Any, table: str, columns: Sequence[str], terms: Callable[..., list[str]] | None) -> None:
    """Seal columns of a table that hold clear texts, for a migration; ``terms`` takes them in order."""

    def sealed(*values: str) -> list[Any]:
        row: list[Any] = [sealing.seal(value) if value else value for value in values]
        return row if terms is None else [*row, keys_of(terms(*values))]

    _change_rows(schema_editor, table, columns, sealed, [] if terms is None else ["search_keys"])


def unseal_rows(schema_editor: Any, table: str, columns: Sequence[str]) -> None:
    """Open again what :func:`seal_rows` sealed."""

    def opened(*values: str) -> list[Any]:
        return [sealing.unseal(value) if value else value for value in values]

    _change_rows(schema_editor, table, columns, opened, [])


def _change_rows(
    schema_editor: Any, table: str, columns: Sequence[str], change: Callable[..., list[Any]], more: list[str]
) -> None:
    """Rewrite columns row by row, in batches of the key so that no table is held in memory."""
    quote, last = schema_editor.connection.ops.quote_name, 0
    listed = ", ".join(map(quote, columns))
    written = ", ".join(f"{quote(column)} = %s" for column in [*columns, *more])
    read = f"SELECT id, {listed} FROM {quote(table)} WHERE id > %s ORDER BY id LIMIT {BATCH}"  # noqa: S608
    write = f"UPDATE {quote(table)} SET {written} WHERE id = %s"  # noqa: S608
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(read, [last])
            rows = cursor.fetchall()
            for pk, *values in rows:
                cursor.execute(write, [*change(*values), pk])
            if len(rows) < BATCH:
                break
            last = rows[-1][0]
        # A restored backup migrates in one transaction, and no table with checks still to come can be altered.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
