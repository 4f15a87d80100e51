"""What the demo says when it stands: where a citizen goes, where staff goes, and as whom."""

import io

import qrcode
from sqlalchemy import Engine

import config
from khaosat.access import Scope, open_session
from khaosat.demo import state
from khaosat.demo.filling import BY, demo_of, people_of
from khaosat.errors import ConflictFailure
from khaosat.policy import SECOND_FACTOR
from khaosat.services import demo_people
from khaosat.services.placards import text_of_code


def new_passwords(engine: Engine, settings: config.Settings, *, names: tuple[str, ...] = ()) -> list[str]:
    """Give the cast (or those named) new passwords; returns a line each, with the role's words for a visitor."""
    demo = demo_of(engine, settings)
    kept = loaded(settings)
    people = [person for person in people_of(kept.office) if not names or person.name in names]
    with open_session(engine, Scope.sign_in_desk()) as session:
        made = demo_people.demo_passwords(session, names=[person.name for person in people], by=BY, at=demo.clock.now())
    return [
        f"  {person.name:<6} {made[person.name]:<18} {person.display_name}"
        + (f" · mã: demo totp {person.name}" if person.role in SECOND_FACTOR else "")
        for person in people
    ]


def loaded(settings: config.Settings) -> state.State:
    """Return the demo's state. Raises ConflictFailure before it has been loaded."""
    kept = state.read(settings.demo_folder)
    if kept is None:
        raise ConflictFailure(what="demo", reason="not_loaded")
    return kept


def block(engine: Engine, settings: config.Settings) -> str:
    """Return the closing block: the citizen's address with its QR, the staff door, fresh passwords, the commands."""
    kept = loaded(settings)
    address = text_of_code(settings.public_url, kept.code)
    now = config.clock_of(settings).now()
    return "\n".join(
        (
            "",
            f"Khảo sát hài lòng · dữ liệu minh hoạ · hôm nay là {now:%d/%m/%Y}",
            "",
            f"Người dân chấm tại:  {settings.public_url}/p/{kept.code}",
            _drawn(address),
            f"Cửa cán bộ:          {settings.public_url}/dang-nhap   (tên, mật khẩu)",
            *new_passwords(engine, settings),
            "",
            "Tiến đồng hồ đến đợt công bố sau:  DEMO=1 .venv/bin/flask --app wsgi demo forward --release",
            "Mã xác thực hai lớp:               DEMO=1 .venv/bin/flask --app wsgi demo totp chi",
            "Dừng: Ctrl+C",
        )
    )


def _drawn(text: str) -> str:
    """Return the QR code in half blocks, light on dark as terminals are."""
    code = qrcode.QRCode(border=2, error_correction=qrcode.ERROR_CORRECT_M)
    code.add_data(text, optimize=4)
    drawn = io.StringIO()
    code.print_ascii(out=drawn, invert=True)
    return drawn.getvalue().rstrip("\n")
