"""Words of a unit's first screen and its chapters: its place among like units, what waits, what changed."""

from collections.abc import Callable, Sequence

from flask_babel import gettext

from khaosat.services.figures import LEAST, Figure
from khaosat.services.placing import Place as InFunnel
from khaosat.services.unit_figures import Factors, Headline, MethodChange, MissingLevel, Neighbour, Place, Split
from khaosat.web.audience import Audience
from khaosat.web.filters import day, number
from khaosat.web.texts_levels import factor_name, named_level
from khaosat.web.texts_results import dates, interval_of, month_name, value_of

_: Callable[..., str] = gettext  # the library has no types


def like_units(place: Place) -> str:
    """Return among whom a unit is placed: how many, and what like means."""
    kinds = {
        "commune": _("%(units)s xã, phường, thị trấn đã có kết quả", units=place.units),
        "district": _("%(units)s huyện, thị xã, thành phố đã có kết quả, mỗi nơi tính cả cấp xã", units=place.units),
        "department": _("%(units)s sở, ban, ngành đã có kết quả", units=place.units),
    }
    return kinds.get(place.kind) or _("%(units)s đơn vị cùng loại đã có kết quả", units=place.units)


def place_words(place: Place) -> str:
    """Return where a unit lies among its like, in two or three words."""
    return {
        InFunnel.FAR_BELOW: _("Thấp hơn hẳn"),
        InFunnel.BELOW: _("Thấp hơn"),
        InFunnel.INSIDE: _("Trong mức thường gặp"),
        InFunnel.ABOVE: _("Cao hơn"),
        InFunnel.FAR_ABOVE: _("Cao hơn hẳn"),
        None: "",
    }[place.place]


def place_sentence(place: Place) -> str:
    """Return what that place means."""
    rare, very = _("thường thì 40 nơi mới có một nơi như vậy"), _("thường thì 1.000 nơi mới có một nơi như vậy")
    return {
        InFunnel.FAR_BELOW: _("Thấp hơn mức chung của các đơn vị cùng loại; %(rare)s.", rare=very),
        InFunnel.BELOW: _("Thấp hơn mức chung của các đơn vị cùng loại; %(rare)s.", rare=rare),
        InFunnel.INSIDE: _("Khác mức chung không nhiều hơn các đơn vị cùng loại vẫn thường khác nhau."),
        InFunnel.ABOVE: _("Cao hơn mức chung của các đơn vị cùng loại; %(rare)s.", rare=rare),
        InFunnel.FAR_ABOVE: _("Cao hơn mức chung của các đơn vị cùng loại; %(rare)s.", rare=very),
        None: _("Chưa đủ năm đơn vị cùng loại có kết quả để so."),
    }[place.place]


def place_note(place: Place) -> str:
    """Return among whom, where, and what that means, in one line."""
    among = _("So với %(units)s", units=like_units(place))
    return (
        f"{among}: {' '.join(filter(None, (place_words(place) and place_words(place) + '.', place_sentence(place))))}"
    )


def lowest_sentence(factors: Factors) -> str:
    """Return how far the lowest factor stands below the others, or that none does."""
    if factors.lowest is not None:
        against = factors.lowest.against
        return _(
            "%(value)s (%(interval)s) điểm %% so với các yếu tố khác, cùng những người trả lời.",
            value=value_of(against),
            interval=interval_of(against),
        )
    if any(item.against.shown for item in factors.items):
        names = ", ".join(factor_name(item) for item in factors.items if item.not_held)
        if names:
            return _(
                "Không yếu tố nào thấp hơn hẳn; không xét %(names)s, vì phần lớn do nơi khác giải quyết.", names=names
            )
        return _("Không yếu tố nào thấp hơn hẳn các yếu tố khác.")
    return _("Chưa đủ phiếu để so các yếu tố với nhau.")


def comments_waiting(head: Headline) -> str:
    """Return how many comments nobody has seen to."""
    if head.hand.more:
        return _("hơn %(number)s ý kiến chưa xem", number=number(head.hand.comments))
    return _("%(number)s ý kiến chưa xem", number=number(head.hand.comments))


def requests_waiting(head: Headline) -> str:
    """Return how many requests nobody has replied to, and since when."""
    if head.hand.oldest is None:
        return ""
    since = day(head.hand.oldest)
    return _("%(number)s lời nhắn chưa trả lời, cũ nhất từ %(day)s", number=head.hand.requests, day=since)


def split_sentence(split: Split) -> str:
    """Return over which days a split was released, and what waits for its next block."""
    waits = (
        _("%(number)s phiếu công bố sau đó chờ lần chia sau.", number=number(split.waiting)) if split.waiting else ""
    )
    if split.blocks:
        return " ".join([_("Số liệu %(dates)s.", dates=dates(split.blocks.first, split.blocks.last)), waits]).strip()
    if split.last is None:
        return _("Một năm qua chưa lần nào đủ phiếu để chia theo cách này.")
    return " ".join([_("Lần gần nhất chia được là đến %(day)s.", day=day(split.last)), waits]).strip()


def missing_sentence(split: Split, level: MissingLevel) -> str:
    """Return since when a level has not filled, and how many answers of any level came since."""
    return _(
        "%(level)s: chưa đủ phiếu trong kỳ này. Lần gần nhất tách riêng được là đến %(day)s; "
        "từ đó có %(number)s phiếu, gộp mọi loại.",
        level=named_level(split.name, level.level, level.names),
        day=day(level.last),
        number=number(level.waiting),
    )


def change_in_method(change: MethodChange) -> str:
    """Return what is measured otherwise from that month on."""
    if change.mode is None:
        return _("từ tháng %(month)s: bộ câu hỏi mới", month=month_name(change.month))
    mode = named_level("mode", change.mode, {})
    return _("từ tháng %(month)s: thêm hình thức “%(mode)s”", month=month_name(change.month), mode=mode)


def succession_words(other: Neighbour) -> str:
    """Return how and since when one unit follows another."""
    named = {
        "merge": _("sáp nhập từ %(day)s", day=day(other.on)),
        "split": _("chia tách từ %(day)s", day=day(other.on)),
        "rename": _("đổi tên từ %(day)s", day=day(other.on)),
        "transfer": _("chuyển giao nhiệm vụ từ %(day)s", day=day(other.on)),
        "abolish": _("giải thể từ %(day)s", day=day(other.on)),
    }
    return named[other.kind]


def trips_names() -> tuple[str, str, str]:
    """Return what people may say of how often they came."""
    return _("Đi một lần"), _("Đi hai lần"), _("Đi ba lần trở lên")


def told_by(shares: Sequence[Figure]) -> str:
    """Return how many answered one question about the visit; never the exact number of fewer than five."""
    n = shares[0].n
    return _("Dưới 5 người trả lời.") if n < LEAST else _("%(number)s người trả lời.", number=number(n))


def punctuality_names() -> tuple[str, str, str]:
    """Return what people may say of when the result came."""
    return _("Sớm hẹn"), _("Đúng hẹn"), _("Trễ hẹn")


def lend_to(audience: Audience) -> None:
    """Make the words known to the audience's templates."""
    for word in (
        like_units, place_words, place_sentence, place_note, lowest_sentence, comments_waiting, requests_waiting,
        split_sentence, told_by, missing_sentence, change_in_method, succession_words,
    ):  # fmt: skip  # one list, one line of thought
        audience.add_app_template_global(word, word.__name__)
