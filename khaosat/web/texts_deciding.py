"""Words of who received and who decided: what an opinion about the outcome speaks of, and where others gather it."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.deciding import Handled
from khaosat.services.unit_figures import Factors, Told
from khaosat.web.audience import Audience
from khaosat.web.filters import number, percent
from khaosat.web.texts_levels import factor_name

_: Callable[..., str] = gettext  # the library has no types


def elsewhere_remark(share: float | None) -> str:
    """Return, beside a figure, what part of the dossiers returned here others decided; empty where none."""
    if share is None:
        return ""
    return _("%(share)s hồ sơ trả tại đây do đơn vị khác giải quyết", share=percent(share))


def outcome_sentence(factors: Factors, handled: Handled) -> str:
    """Return what the factor about the outcome speaks of; empty where it speaks of this unit alone, or is not there."""
    named = [factor_name(item) for item in factors.items if item.elsewhere is not None]
    if not named or handled.share_elsewhere is None:
        return ""
    said = _(
        "%(names)s: %(share)s hồ sơ trả tại đây do đơn vị khác giải quyết, mà phiếu không cho biết là hồ sơ nào, "
        "nên con số này và số tính chung các yếu tố gồm cả ý kiến về việc của đơn vị khác.",
        names=", ".join(named),
        share=percent(handled.share_elsewhere),
    )
    return f"{said} {not_held_sentence(factors)}".strip()


def not_held_sentence(factors: Factors) -> str:
    """Return which factors are not compared with the others because most of it was others' to decide; else empty."""
    named = [factor_name(item) for item in factors.items if item.not_held]
    if not named:
        return ""
    return _("Phần đó quá một nửa, nên không đem %(names)s so với các yếu tố khác.", names=", ".join(named))


def told_sentence(told: Told) -> str:
    """Return what the citizens' word on punctuality speaks of; empty where it speaks of this unit alone."""
    if told.elsewhere is None:
        return ""
    return _(
        "%(share)s hồ sơ trả tại đây do đơn vị khác giải quyết, nên các câu trả lời này nói cả về đơn vị khác.",
        share=percent(told.elsewhere),
    )


def elsewhere_sentence(handled: Handled) -> str:
    """Return how many of the dossiers returned here others decided, and what is counted for whom; else empty."""
    if handled.share_elsewhere is None:
        return ""
    return _(
        "Trong %(received)s hồ sơ trả tại Bộ phận Một cửa, %(elsewhere)s (%(share)s) do đơn vị khác giải quyết: theo "
        "sổ hồ sơ, đúng hạn hay không tính cho đơn vị đó. Ý kiến của người dân thì ở lại nơi họ đến, kể cả ý kiến về "
        "kết quả và về đúng hẹn.",
        received=number(handled.received),
        elsewhere=number(handled.decided_elsewhere),
        share=percent(handled.share_elsewhere),
    )


def gathered_sentence(handled: Handled) -> str:
    """Return how many dossiers decided here were received elsewhere, and where opinions of them are; else empty."""
    if not handled.gathered_at:
        return ""
    return _(
        "%(dossiers)s hồ sơ do đơn vị giải quyết được tiếp nhận ở %(places)s nơi khác. Ý kiến về kết quả của chúng nằm "
        "trong số liệu của những nơi đó, không nằm ở đây:",
        dossiers=number(handled.from_elsewhere),
        places=number(len(handled.gathered_at)),
    )


def gathered_names(handled: Handled) -> str:
    """Return those places by name, each with the unit above it: names occur twice."""
    return "; ".join(
        f"{unit.name} ({unit.parent_name})" if unit.parent_name else unit.name for unit in handled.gathered_at
    )


def lend_to(audience: Audience) -> None:
    """Make the words known to every template of the program."""
    for word in (outcome_sentence, told_sentence, elsewhere_sentence, gathered_sentence, gathered_names):
        audience.add_app_template_global(word, word.__name__)
