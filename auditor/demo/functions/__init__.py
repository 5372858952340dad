"""The functions of Juniper and Lark, a shop for records and books that does not exist.

All facts about one function are in one row. What a row does not say is as it should be.
"""

from __future__ import annotations

from auditor.demo.functions.america import AMERICAN
from auditor.demo.functions.orders import ORDERS, PAYMENTS
from auditor.demo.functions.platform import PLATFORM
from auditor.demo.functions.shop import CUSTOMERS, INVENTORY, MEDIA, NOTIFICATIONS, SEARCH

FUNCTIONS = (
    *ORDERS,
    *PAYMENTS,
    *SEARCH,
    *MEDIA,
    *NOTIFICATIONS,
    *CUSTOMERS,
    *INVENTORY,
    *PLATFORM,
    *AMERICAN,
)
