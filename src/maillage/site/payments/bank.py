"""Bank accounts: checked when they are entered, stored encrypted, decrypted for payment orders only."""

from __future__ import annotations

import pghistory
from django.utils import timezone
from schwifty import IBAN
from schwifty.exceptions import SchwiftyException

from maillage.site import sealing
from maillage.site.accounts.models import User
from maillage.site.directory.models import Professional
from maillage.site.locks import in_transaction
from maillage.site.payments.payers import SEPA, BankAccount, Payer
from maillage.site.refusals import InvalidField, NotAllowed

LONGEST = 34
"""Maximum number of characters of an IBAN (ISO 13616)."""


def checked_iban(text: str) -> IBAN:
    """Return the IBAN without spaces. Raises ``InvalidField`` on ``iban`` if it is not valid for transfers in euros.

    Accounts in other countries of the single euro payments area are accepted: a payer in euros must not refuse them
    (regulation (EU) 260/2012, article 9).
    """
    compact = "".join(text.split()).upper()
    if not compact:
        raise InvalidField("iban", "Donnez l’IBAN du compte\u00a0: il est sur votre relevé d’identité bancaire (RIB).")
    try:
        # For a French account, also check the key of the national account number.
        found = IBAN(compact[: LONGEST + 1], validate_bban=compact.startswith("FR"))
    except SchwiftyException as error:
        raise InvalidField(
            "iban", "Cet IBAN comporte une erreur de frappe\u00a0: recopiez-le depuis le RIB, lettres et chiffres."
        ) from error
    if found.country_code not in SEPA:
        raise InvalidField(
            "iban",
            "Ce compte est tenu hors de la zone des paiements en euros (SEPA)\u00a0: aucun virement n’y arriverait. "
            "Donnez celui d’un compte en France ou dans un pays de cette zone.",
        )
    return found


@in_transaction
def give_account(text: str, by: User, *, payer: Payer | None = None) -> BankAccount:
    """Store the bank account of ``by``, a professional, or the one that ``payer`` pays from."""
    iban = checked_iban(text)
    found = str(iban)
    kept = {
        "sealed": sealing.seal(found), "country": iban.country_code, "last_four": found[-4:],
        "changed_at": timezone.now(),
    }  # fmt: skip
    with pghistory.context(user=by.pk):
        if payer is not None:
            if not Payer.objects.changeable_by(by).filter(pk=payer.pk).exists():
                raise NotAllowed("Ce payeur ne relève pas de votre compte.")
            return BankAccount.objects.update_or_create(payer=payer, defaults=kept)[0]
        person = Professional.objects.filter(user=by).first()
        if person is None:
            raise NotAllowed("Votre compte n’est relié à aucune fiche de l’annuaire.")
        return BankAccount.objects.update_or_create(professional=person, defaults=kept)[0]
