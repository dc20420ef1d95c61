"""The words of a small workspace, each part of which a test can replace."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

DATE = dt.date(2025, 7, 1)

SETTINGS = """\
format: workspace/1
default_office: tinh
as_of: 2025-07-01
"""

FACTS = """\
format: facts/1
facts:
  luong_co_so:
    label: Lương cơ sở
    unit: VND/month
    review_by: 2026-01-01
    values:
      - {from: 2024-07-01, value: 2.340.000, source: {document: Nghị định 73/2024/NĐ-CP}}
  bhyt.ty_le_dong:
    label: Tỷ lệ đóng
    unit: rate
    review_by: 2026-01-01
    values:
      - {from: 2018-12-01, value: "4,5%", source: {document: Nghị định 146/2018/NĐ-CP}}
  bhyt.nguoi_1:
    label: Người thứ nhất
    unit: VND/month
    formula: luong_co_so * bhyt.ty_le_dong
  bhyt.con_dong:
    label: Còn đóng
    unit: VND/month
    formula: bhyt.nguoi_1 * (1 - bhyt.ho_tro)
    round: half_up 1
  bhyt.ho_tro:
    label: Tỉnh hỗ trợ
    unit: rate
    local: true
    otherwise: 0%
  so_thang:
    label: Số tháng
    unit: months
    review_by: 2026-01-01
    values:
      - {from: 2018-01-01, value: 120, source: {document: Luật}}
  so_nam:
    label: Số năm
    unit: years
    review_by: 2026-01-01
    values:
      - {from: 2016-01-01, until: 2025-06-30, value: 20, source: {document: Luật cũ}}
      - {from: 2025-07-01, value: 15, source: {document: Luật mới}}
  tuoi:
    label: Tuổi hưởng
    unit: years
    review_by: 2026-01-01
    values:
      - {from: 2025-07-01, value: 75, source: {document: Luật}}
  ngay_hieu_luc:
    label: Ngày luật có hiệu lực
    unit: date
    review_by: 2026-01-01
    values:
      - {from: 2025-07-01, value: 2025-07-01, source: {document: Luật}}
  tong_dai:
    label: Tổng đài
    unit: phone
    review_by: 2026-01-01
    values:
      - {from: 2019-01-01, value: 1900 9068, source: {document: BHXH Việt Nam}}
  luat:
    label: Luật Bảo hiểm xã hội
    unit: text
    review_by: 2026-01-01
    values:
      - {from: 2025-07-01, value: Luật 41/2024/QH15, source: {document: Luật}}
"""

OFFICE = """\
format: office/1
name: Bảo hiểm xã hội tỉnh Mẫu
short_name: Bảo hiểm tỉnh Mẫu
province: Lào Cai
facts:
  bhyt.ho_tro:
    values:
      - {from: 2025-07-01, value: 20%, source: {document: Nghị quyết}}
"""

HEAD = """\
format: pack/1
id: vi-du
title: Bảo hiểm y tế
topic: bhyt
audience: Mọi người
author: Người viết
"""

SECTION = """\
sections:
  - id: mot
    heading: Điều cần biết
    blocks:
"""

COVER = """\
      cover:
        tagline: Cho mọi nhà
"""

MATERIALS = """\
materials:
  leaflet:
    trifold:
{cover}\
      panels:
        mat_gap: [mot]
        trong_1: [hai]
        trong_2: [ba]
        trong_3: [bon]
"""

OTHER_SECTIONS = "".join(
    f"  - id: {name}\n    heading: Điều khác\n    blocks:\n      - text: Một câu ngắn.\n"
    for name in ("hai", "ba", "bon")
)

TEXT_LINE = (HEAD + SECTION).count("\n") + 1
"""The line on which the blocks of the first section begin."""


@dataclass(frozen=True)
class Files:
    """What stands in the files; each part can be replaced."""

    settings: str = SETTINGS
    facts: str = FACTS
    office: str = OFFICE
    blocks: str = "      - text: Một câu ngắn.\n"
    head: str = ""
    cover: str = COVER

    @property
    def pack(self) -> str:
        return HEAD + self.head + SECTION + self.blocks + OTHER_SECTIONS + MATERIALS.format(cover=self.cover)
