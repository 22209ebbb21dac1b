"""Who works on the sample node: one account per role, so that a negative rating can go all the way.

``FIRST_OFFICE`` is the office that ``describe`` names first; its handler, leader and clerk are
here, so that a rating of the first place can be handled by the accounts below.
"""

from dataclasses import dataclass

from haochaping.directory.sample.city import Office, city
from haochaping.directory.sample.places import CITY_CODE

_YUZHOU = "411081000000"


@dataclass(frozen=True, slots=True)
class Account:
    """A staff account: its office by region and key of ``offices.csv``."""

    login: str
    name: str
    role: str
    area: str
    office: str

    @property
    def org_code(self) -> str:
        """The code of its office, which is also the scope of its role."""
        return office_of(self.area, self.office).code


FIRST_OFFICE = (CITY_CODE, "police")

ACCOUNTS = (
    Account("dispatcher", "许静怡", "dispatcher", CITY_CODE, "service"),
    Account("supervisor", "韩国平", "supervisor", CITY_CODE, "service"),
    Account("handler", "郭建民", "handler", *FIRST_OFFICE),
    Account("leader", "赵海涛", "unit_leader", *FIRST_OFFICE),
    Account("clerk", "", "clerk", *FIRST_OFFICE),
    Account("dispatcher-yuzhou", "尹晓丽", "dispatcher", _YUZHOU, "service"),
    Account("handler-yuzhou", "楚文杰", "handler", _YUZHOU, "estate"),
    Account("city-office", "魏东升", "city_office", CITY_CODE, "gov"),
    Account("discipline", "冀凤霞", "discipline", CITY_CODE, "gov"),
    Account("auditor", "程素琴", "auditor", CITY_CODE, "gov"),
    Account("operator", "任志超", "operator", CITY_CODE, "service"),
    Account("directory", "段梦琪", "directory_admin", CITY_CODE, "service"),
)

APPS = {
    "business": "许昌市政务服务业务系统",
    "channel": "许昌市移动政务渠道",
    "upstream": "上级政务服务平台",
    "downstream": "下级政务服务系统",
}


def office_of(area: str, key: str) -> Office:
    """The office with that key in a region of the sample city; KeyError if there is none."""
    for office in city().offices:
        if office.place.code == area and office.key == key:
            return office
    raise KeyError(f"{area} has no office {key}")
