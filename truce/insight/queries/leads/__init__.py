"""The leads list: which leads match a filter, in which order, shown with which columns.

A filter is a criteria tree over the fields in `_fields`; a view is a named filter, order and choice of columns.
The same query (`matching`) gives the rows, their number and the leads that a bulk change takes.
"""

from truce.insight.queries.leads._columns import Column, all_columns, columns_of
from truce.insight.queries.leads._fields import vocabulary
from truce.insight.queries.leads._filter import (
    Chip,
    Filter,
    Picker,
    changed,
    chips,
    picker,
    read,
    read_test,
    words_for,
)
from truce.insight.queries.leads._order import ORDERS, PAGE
from truce.insight.queries.leads._page import (
    Asked,
    Count,
    LeadsPage,
    Row,
    count,
    holding,
    leads_page,
    matching,
)
from truce.insight.queries.leads._views import BUILT_IN, View, first_view, query_of, views_for

__all__ = [
    "BUILT_IN",
    "ORDERS",
    "PAGE",
    "Asked",
    "Chip",
    "Column",
    "Count",
    "Filter",
    "LeadsPage",
    "Picker",
    "Row",
    "View",
    "all_columns",
    "changed",
    "chips",
    "columns_of",
    "count",
    "first_view",
    "holding",
    "leads_page",
    "matching",
    "picker",
    "query_of",
    "read",
    "read_test",
    "views_for",
    "vocabulary",
    "words_for",
]
