"""The cast of the demonstration: one person a role, their names say that they are invented."""

from khaosat.policy import Role
from khaosat.services.demo_people import DemoPerson


def cast(*, unit_key: str, officer_key: str, other_unit_key: str) -> tuple[DemoPerson, ...]:
    """Return the people: An heads `unit_key` and Bình (`officer_key`) serves there; Hà heads a unit elsewhere."""
    return (
        DemoPerson("an", "An (trưởng đơn vị mẫu)", Role.UNIT_HEAD, unit_key=unit_key),
        DemoPerson("ha", "Hà (trưởng đơn vị mẫu, nơi khác)", Role.UNIT_HEAD, unit_key=other_unit_key),
        DemoPerson("binh", "Bình (công chức mẫu)", Role.OFFICER, unit_key=unit_key, officer_key=officer_key),
        DemoPerson("chi", "Chi (Sở Nội vụ, mẫu)", Role.AFFAIRS),
        DemoPerson("cuc", "Cúc (Sở Nội vụ, mẫu)", Role.AFFAIRS),
        DemoPerson("duc", "Đức (người có thẩm quyền, mẫu)", Role.DECIDER),
        DemoPerson("em", "Em (giải quyết khiếu nại, mẫu)", Role.APPEAL),
        DemoPerson("giang", "Giang (thanh tra mẫu)", Role.INSPECTOR),
        DemoPerson("dung", "Dũng (quản trị viên mẫu)", Role.ADMINISTRATOR),
        DemoPerson("thu", "Thu (điều tra viên mẫu)", Role.COLLECTOR),
    )
