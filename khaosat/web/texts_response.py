"""Words of response rates: how many of those served have answered, and what the silent ones could change."""

from collections.abc import Callable

from flask_babel import gettext

from khaosat.services.response_rates import Known, ResponseRate
from khaosat.web.audience import Audience
from khaosat.web.filters import number, percent

_: Callable[..., str] = gettext  # the library has no types


def answered_of(rate: ResponseRate) -> str:
    """Return 120 phiếu trên 900 hồ sơ."""
    return _("%(answers)s phiếu trên %(dossiers)s hồ sơ", answers=number(rate.answers), dossiers=number(rate.dossiers))


def response_sentence(rate: ResponseRate) -> str:
    """Return what the rate allows to say about everybody served."""
    if rate.known is Known.NO_DOSSIERS:
        return _("Chưa có số hồ sơ của kỳ này, nên chưa tính được.")
    if rate.known is Known.MORE_ANSWERS:
        return _(
            "Nhiều phiếu hơn hồ sơ (%(counts)s): số hồ sơ thiếu, hoặc có phiếu không ứng với hồ sơ nào.",
            counts=answered_of(rate),
        )
    said = []
    if rate.low is not None and rate.high is not None:
        said.append(
            _(
                "Nếu mọi người im lặng đều không hài lòng: %(low)s hài lòng; nếu đều hài lòng: %(high)s.",
                low=percent(rate.low),
                high=percent(rate.high),
            )
        )
    if rate.months < rate.of_months:
        months = {"known": number(rate.months), "all": number(rate.of_months)}
        said.append(_("Số hồ sơ mới có %(known)s trong %(all)s tháng.", **months))
    return " ".join(said)


def response_short(rate: ResponseRate) -> str:
    """Return the rate in a few words for a row of a table; empty where dossiers are not known."""
    if rate.known is Known.NO_DOSSIERS:
        return ""
    if rate.known is Known.MORE_ANSWERS or rate.value is None:
        return _("nhiều phiếu hơn hồ sơ")
    return _("%(share)s trả lời", share=percent(rate.value, 0))


FILTERS: dict[str, Callable[..., str]] = {
    "answered_of": answered_of,
    "response_sentence": response_sentence,
    "response_short": response_short,
}


def lend_to(audience: Audience) -> None:
    """Make the words known to every template of the program."""
    for name, word in FILTERS.items():
        audience.add_app_template_filter(word, name)
