"""``{% remembered a=... b=... %} ... {% endremembered %}``: a part of a page that is rendered once for what it shows.

Inside, only the values that it names exist, and nothing else of the page, so what is rendered follows from these, the
language and the time zone of the reader. The part must use no tag that reads anything else (the site's name, a query).
Most of the time of a page made anew is templates, and lists of times at one place differ little between readers.

Values are hashable; those inside of tuples and dataclasses are plain texts, numbers and dates, not markup. A field of a
form is known by all that is shown of it; what somebody has typed into one is not remembered.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from django import template
from django.forms import BoundField
from django.template.base import FilterExpression, NodeList, Parser, Token, token_kwargs
from django.template.context import Context
from django.utils import timezone, translation
from django.utils.safestring import SafeString

MOST = 3000
"""Maximum number of parts in a process, of some kilobytes each; the least recently used is removed first."""
TYPED = None
"""What stands for a value that is not remembered."""

register = template.Library()
_parts: OrderedDict[Hashable, SafeString] = OrderedDict()
_lock = threading.Lock()


class RememberedNode(template.Node):
    """The part between the tags, and the values that it may show."""

    def __init__(self, values: dict[str, FilterExpression], nodelist: NodeList) -> None:
        self.values, self.nodelist = values, nodelist

    def render(self, context: Context) -> SafeString:
        """Return what was rendered for the same values before, or render it."""
        values = {name: value.resolve(context) for name, value in self.values.items()}
        known = [_known(value) for value in values.values()]
        if TYPED in known:
            return self.nodelist.render(context.new(values))
        key = (self, translation.get_language(), timezone.get_current_timezone_name(), *known)
        with _lock:
            part = _parts.get(key)
            if part is not None:
                _parts.move_to_end(key)
                return part
        part = self.nodelist.render(context.new(values))
        with _lock:
            _parts[key] = part
            while len(_parts) > MOST:
                _parts.popitem(last=False)
        return part


def _known(value: Any) -> Hashable:
    # A text that is markup equals the same text that is not: the type belongs to the key.
    return _known_field(value) if isinstance(value, BoundField) else (type(value), value)


def _known_field(bound: BoundField) -> Hashable:
    widget, value = bound.field.widget, bound.value()
    choices = getattr(widget, "choices", None)
    if choices is None and value not in (None, ""):
        return TYPED
    chosen = tuple(map(str, value)) if isinstance(value, (list, tuple)) else value
    field = bound.field
    return (
        type(widget), bound.html_name, bound.auto_id, str(bound.label), str(bound.help_text), tuple(bound.errors),
        chosen, tuple((str(code), str(label)) for code, label in choices or ()), tuple(sorted(widget.attrs.items())),
        field.required, field.disabled, bound.form.use_required_attribute,
    )  # fmt: skip


@register.tag
def remembered(parser: Parser, token: Token) -> RememberedNode:
    """Read the values and the part of a template."""
    name, *given = token.split_contents()
    values: dict[str, Any] = token_kwargs(given, parser)
    if given or not values:
        raise template.TemplateSyntaxError(f"'{name}' takes values with a name only: {name} day=card.day")
    nodelist = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(values, nodelist)
