"""The signed-in person as the desk of an appraisal takes them."""

from config import ZONE
from khaosat.services.appraisal_desk import Asker
from khaosat.services.appraisal_moves import Mover
from khaosat.web import guard


def asker() -> Asker:
    """Return who asks: what they may do, which officer they are, which units they head, and today."""
    person = guard.person()
    who = Mover(person.permissions, person.officer_id, person.scope.writes, person.display_name)
    return Asker(who, person.account_id, guard.now().astimezone(ZONE).date())
