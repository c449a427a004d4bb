"""Minutes to units under both counting rules, with every permitted answer and its working."""

from logic.units.chart import cms_band, cms_units
from logic.units.count import UnitCount, count_units
from logic.units.entry import CountingRule, Share
from logic.units.support import MinuteRange, SupportingMinutes, units_supported_by

__all__ = [
    "CountingRule",
    "MinuteRange",
    "Share",
    "SupportingMinutes",
    "UnitCount",
    "cms_band",
    "cms_units",
    "count_units",
    "units_supported_by",
]
