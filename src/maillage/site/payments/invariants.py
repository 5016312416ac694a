"""Database triggers on payments: closed months never change, totals add up, nothing is paid twice."""

from __future__ import annotations

import pgtrigger

from maillage.site.database.triggers import refused


def never_changes(what: str) -> pgtrigger.Trigger:
    """Trigger for a row that is written once: no update, no deletion."""
    return pgtrigger.Trigger(
        name=f"{what}_never_changes",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        func=refused(f"{what}_never_changes", f"a {what} never changes: correct it by a line of a later month"),
    )


def changes_once(what: str, condition: pgtrigger.Condition) -> pgtrigger.Trigger:
    """Trigger that forbids updates and deletion of a row that fulfils ``condition``."""
    return pgtrigger.Trigger(
        name=f"{what}_changes_once",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=condition,
        func=refused(f"{what}_changes_once", f"this {what} is settled"),
    )


def month_is_over() -> pgtrigger.Trigger:
    """Trigger: a month is closed after its last day, and months in their order."""
    return pgtrigger.Trigger(
        name="month_is_over",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        IF NEW.closed_at < (NEW.month + interval '1 month' - interval '14 hours') AT TIME ZONE 'UTC' THEN
            {refused("closing_of_month_that_is_over", "a month is closed when it is over")}
        END IF;
        IF EXISTS (
            SELECT 1 FROM payments_monthclosing WHERE payer_id = NEW.payer_id AND month > NEW.month
        ) THEN
            {refused("closing_in_order", "a later month is closed already")}
        END IF;
        RETURN NEW;
        """,
    )


def totals_add_up(table: str) -> pgtrigger.Trigger:
    """Trigger at commit: a statement is the sum of its lines, a closing the sum of its statements."""
    return pgtrigger.Trigger(
        name=f"totals_of_{table}",
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        timing=pgtrigger.Deferred,
        func=f"""
        {"" if table == "closing" else _sum_of_lines("NEW.id" if table == "statement" else "NEW.statement_id")}
        {"" if table == "line" else _sum_of_statements("NEW.id" if table == "closing" else "NEW.closing_id")}
        RETURN NULL;
        """,
    )


def _sum_of_lines(statement: str) -> str:
    return f"""
        IF EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            LEFT JOIN payments_statementline line ON line.statement_id = statement.id
            WHERE statement.id = {statement}
            GROUP BY statement.id
            HAVING statement.total_cents <> coalesce(sum(line.cents), 0) OR statement.line_count <> count(line.id)
        ) THEN
            {refused("statement_is_sum_of_lines", "a statement is the sum of its lines")}
        END IF;
    """


def _sum_of_statements(closing: str) -> str:
    return f"""
        IF EXISTS (
            SELECT 1 FROM payments_monthclosing closing
            LEFT JOIN payments_monthlystatement statement ON statement.closing_id = closing.id
            WHERE closing.id = {closing}
            GROUP BY closing.id
            HAVING closing.total_cents <> coalesce(sum(statement.total_cents), 0)
        ) THEN
            {refused("closing_is_sum_of_statements", "a closed month is the sum of its statements")}
        END IF;
    """


def line_of_its_month() -> pgtrigger.Trigger:
    """Trigger: a line is not dated after its month; a correction names a line of another statement of the person."""
    return pgtrigger.Trigger(
        name="line_of_its_month",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            JOIN payments_monthclosing closing ON closing.id = statement.closing_id
            WHERE statement.id = NEW.statement_id AND NEW.date < closing.month + interval '1 month'
        ) THEN
            {refused("line_not_after_its_month", "a line tells a day of its month or of an earlier one")}
        END IF;
        IF NEW.corrects_id IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM payments_statementline former
            JOIN payments_monthlystatement was ON was.id = former.statement_id
            JOIN payments_monthlystatement statement ON statement.id = NEW.statement_id
            WHERE former.id = NEW.corrects_id AND was.professional_id = statement.professional_id
            AND was.id <> statement.id
        ) THEN
            {refused("correction_of_earlier_line", "a correction names a line of an earlier statement")}
        END IF;
        RETURN NEW;
        """,
    )


def session_held_and_confirmed() -> pgtrigger.Trigger:
    """Trigger: a paid session was held, confirmed, and given by the person who is paid."""
    return pgtrigger.Trigger(
        name="session_held_and_confirmed",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM agenda_session session
            JOIN payments_heldconfirmation confirmation ON confirmation.session_id = session.id
            JOIN agenda_sessionpost post ON post.session_id = session.id AND post.giver
            JOIN agenda_claim claim ON claim.post_id = post.id AND claim.active
            JOIN directory_professional person ON person.resource_id = claim.resource_id
            WHERE session.id = NEW.session_id AND session.state = 'held' AND person.id = NEW.professional_id
        ) THEN
            {refused("paid_session_held_and_confirmed", "a session is paid that was held, confirmed and given")}
        END IF;
        IF NOT EXISTS (
            SELECT 1 FROM payments_statementline line
            JOIN payments_monthlystatement statement ON statement.id = line.statement_id
            WHERE line.id = NEW.line_id AND statement.professional_id = NEW.professional_id
        ) THEN
            {refused("paid_session_of_who_is_paid", "a line pays sessions of the person of its statement")}
        END IF;
        RETURN NEW;
        """,
    )


def confirmation_of_paid_session() -> pgtrigger.Trigger:
    """Trigger: the confirmation of a session that a line pays is not taken back."""
    return pgtrigger.Trigger(
        name="confirmation_of_paid_session",
        when=pgtrigger.Before,
        operation=pgtrigger.Delete,
        func=f"""
        IF EXISTS (SELECT 1 FROM payments_paidsession WHERE session_id = OLD.session_id) THEN
            {refused("confirmation_of_paid_session", "this session is paid")}
        END IF;
        RETURN OLD;
        """,
    )


def contest_before_payment() -> pgtrigger.Trigger:
    """Trigger: a paid statement cannot be contested."""
    return pgtrigger.Trigger(
        name="contest_before_payment",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func=f"""
        IF EXISTS (
            SELECT 1 FROM payments_orderedpayment payment
            JOIN payments_statementline line ON line.statement_id = payment.statement_id
            WHERE line.id = NEW.line_id AND payment.state IN ('paid', 'outside')
        ) THEN
            {refused("contest_before_payment", "this statement is paid")}
        END IF;
        RETURN NEW;
        """,
    )


def payment_of_statement() -> pgtrigger.Trigger:
    """Trigger: an order pays a statement's total, from the payer who closed it; one is paid outside to heirs only."""
    return pgtrigger.Trigger(
        name="payment_of_statement",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update,
        func=f"""
        IF NOT EXISTS (
            SELECT 1 FROM payments_monthlystatement statement
            JOIN payments_monthclosing closing ON closing.id = statement.closing_id
            LEFT JOIN payments_paymentorder ordered ON ordered.id = NEW.order_id
            LEFT JOIN agenda_departure departure ON departure.professional_id = statement.professional_id
            WHERE statement.id = NEW.statement_id AND statement.total_cents = NEW.cents
            AND CASE WHEN NEW.state = 'outside' THEN departure.kind = 'death'
                ELSE ordered.payer_id = closing.payer_id END
        ) THEN
            {refused("payment_of_statement", "a payment is the total of a statement of its payer")}
        END IF;
        RETURN NEW;
        """,
    )
