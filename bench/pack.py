"""How long a province's placards take: 170 posters, and 170 offices' A4, A5 and desk cards.

Every code is read again from the finished sheet before the bytes are handed out; that time is included.
`PYTHONPATH=. python bench/pack.py` prints wall and processor seconds, the median of three rounds.
"""

import time
from collections.abc import Callable
from statistics import median

from khaosat.documents.placards import Poster, pack_pdf, posters_pdf

OFFICES, ROUNDS = 170, 3


def _poster(number: int) -> Poster:
    code = f"7KQ4M{number:03d}"
    return Poster(
        address=f"https://KHAOSAT.EXAMPLE/P/{code}",
        printed_address="khaosat.example/p",
        code=code,
        unit_name=f"UBND xã {number}",
        parent_name="UBND huyện",
        office_name="Bộ phận Tiếp nhận và Trả kết quả",
        counter_label=None,
        issued_on="22/11/2026",
        version="2",
        demo=True,
        bookmark=f"UBND xã {number}",
    )


def _measured(work: Callable[[], bytes]) -> str:
    wall, processor, size = [], [], 0
    for _ in range(ROUNDS):
        started, busy = time.perf_counter(), time.process_time()
        size = len(work())
        wall.append(time.perf_counter() - started)
        processor.append(time.process_time() - busy)
    return f"{median(wall):6.1f} s wall {median(processor):6.1f} s processor {size / 1e6:6.1f} MB"


if __name__ == "__main__":
    sheets = [_poster(number) for number in range(OFFICES)]
    print(f"{OFFICES} posters           {_measured(lambda: posters_pdf(sheets))}")
    print(f"{OFFICES} A4, A5, desk card {_measured(lambda: pack_pdf(sheets))}")
