"""Figures of policy typed into prose are found, whatever way they are typed; what only looks like one is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bhxhcomm.core.problems import Problem, Severity
from tests.lint.sample import TEXT_LINE

Say = Callable[..., list[Problem]]

FOUND = [
    ("Mỗi tháng đóng 105.300 đồng.", "105.300 đồng"),
    ("Mỗi tháng đóng 105.300đ.", "105.300đ"),
    ("Mỗi tháng đóng 105,300 VNĐ.", "105,300 VNĐ"),
    ("Lương cơ sở 2,34 triệu đồng.", "2,34 triệu đồng"),
    ("Được nhận 2,3 triệu đồng một lần.", "2,3 triệu đồng"),
    ("Được nhận 1.5 tr một lần.", "1.5 tr"),
    ("Được nhận 2 triệu mỗi con.", "2 triệu"),
    ("Chỉ 105 nghìn mỗi tháng.", "105 nghìn"),
    ("Chỉ 105k mỗi tháng.", "105k"),
    ("Được 2 triệu rưỡi.", "2 triệu rưỡi"),
    ("Người thứ nhất: 105.300", "105.300"),
    ("Đóng 4,5% lương cơ sở.", "4,5%"),
    ("Nhà nước hỗ trợ 30 %.", "30 %"),
    ("Nhà nước hỗ trợ 30–50% mức đóng.", "30–50%"),
    ("Giảm 10 phần trăm.", "10 phần trăm"),
    ("Theo Nghị định 188/2025/NĐ-CP.", "188/2025/NĐ-CP"),
    ("Theo Luật 41/2024/QH15.", "41/2024/QH15"),
    ("Theo Thông tư số 12/2025/TT-BNV.", "12/2025/TT-BNV"),
    ("Theo Quyết định 595/QĐ-BHXH.", "595/QĐ-BHXH"),
    ("Theo QĐ 595.", "QĐ 595"),
    ("Gọi 1900 9068 để hỏi.", "1900 9068"),
    ("Gọi 19009068 để hỏi.", "19009068"),
    ("Gọi 1900.9068 để hỏi.", "1900.9068"),
    ("Liên hệ 0912 345 678.", "0912 345 678"),
    ("Liên hệ 0912.345.678.", "0912.345.678"),
    ("Liên hệ +84 912 345 678.", "+84 912 345 678"),
    ("Liên hệ (0214) 3840 123.", "(0214) 3840 123"),
    ("Gọi tổng đài 1022.", "1022"),
    ("Tối đa 120 tháng.", "120 tháng"),
    ("Đóng đủ 15 năm.", "15 năm"),
    ("Từ đủ 75 tuổi.", "75 tuổi"),
    ("Gián đoạn từ 90 ngày.", "90 ngày"),
    ("Đóng 3-6 tháng.", "3-6 tháng"),
    ("Người có thẻ BHYT 5 năm liên tục.", "5 năm"),
    ("Không quá 20 lần lương cơ sở.", "20 lần"),
    ("Áp dụng từ 01/7/2025.", "01/7/2025"),
    ("Áp dụng từ 1/7.", "1/7"),
    ("Áp dụng từ ngày 1/7.", "1/7"),
    ("Áp dụng từ ngày 1 tháng 7 năm 2025.", "ngày 1 tháng 7 năm 2025"),
    ("Áp dụng từ tháng 7/2025.", "7/2025"),
    ("Đóng hai triệu ba trăm nghìn đồng.", "hai triệu ba trăm nghìn đồng"),
    ("Mỗi năm hai mươi triệu đồng.", "hai mươi triệu đồng"),
    ("Hai triệu rưỡi đồng một lần.", "Hai triệu rưỡi đồng"),
    ("Nhà nước lo năm mươi phần trăm.", "năm mươi phần trăm"),
    ("Chỉ một phần trăm.", "một phần trăm"),
    ("Đóng đủ mười lăm năm.", "mười lăm năm"),
    ("Đóng đủ hai mươi năm trở lên.", "hai mươi năm"),
    ("Chờ ba mươi ngày.", "ba mươi ngày"),
    ("Tối đa một trăm hai mươi tháng.", "một trăm hai mươi tháng"),
    ("Từ đủ mười tám tuổi.", "mười tám tuổi"),
    ("Nhóm mười hai người.", "mười hai người"),
    ("Có **4,5%** in đậm.", "4,5%"),
    ("Xem [mức 4,5%](https://vi-du.vn).", "4,5%"),
]

ONLY_WARNED = {
    "188/2025/NĐ-CP",
    "12/2025/TT-BNV",
    "595/QĐ-BHXH",
    "QĐ 595",
    "0912 345 678",
    "0912.345.678",
    "+84 912 345 678",
    "(0214) 3840 123",
    "1022",
    "90 ngày",
    "3-6 tháng",
    "5 năm",
    "20 lần",
    "1/7",
    "7/2025",
    "ba mươi ngày",
    "mười tám tuổi",
    "mười hai người",
}
"""What is no money, no rate, and the value of no fact."""

NOT_FOUND = [
    "Mỗi tháng đóng {bhyt.nguoi_1}.",
    "Mức cũ là {luong_co_so:@2024-07-01}.",
    "Xem [trang này](https://vi-du.vn/188/2025/ND-CP?x=30%25).",
    "Xem https://vi-du.vn/2025/105.300.",
    "Gọi [tổng đài](tel:19009068).",
    "Đọc [Luật 41/2024/QH15](https://vi-du.vn/luat).",
    "Tổng đài phục vụ 24/7.",
    "Làm việc từ 24/7.",
    "Trực 24/24 giờ.",
    "Điền mẫu TK1-TS.",
    "Nhận mẫu C12-TS và D02-TS.",
    "Định danh VNeID mức 2.",
    "1. Đến đại lý thu.",
    "Bước 2: nhận thẻ.",
    "Người thứ 5 trở đi giảm nhiều nhất.",
    "Ngày BHYT Việt Nam 1/7.",
    "Năm học 2025–2026.",
    "Từ năm 2025.",
    "Mức đóng 1 tháng.",
    "Làm việc 7 ngày trong tuần.",
    "Học sinh lớp 5 năm nay.",
    "Nộp trước ngày 10 tháng sau.",
    "Đã có 2 triệu người tham gia.",
    "Có 3 thế hệ, 4 người trong nhà.",
    "Khám bệnh 0 đồng.",
    "Hơn 50 đồng bào dân tộc.",
    "Số định danh cá nhân 012345678901.",
    "Mã số BHXH 0123456789.",
    "Có 12.345 bạn đọc.",
    "Chỉ mất 5 phút, làm lúc 8:30.",
    "Trang 12, mục 3.1.",
    "Khổ giấy A4.",
    "Nhà có hai con, đi ba bước.",
    "Nộp sáu tháng một lần, mỗi lần một năm.",
    "Không mất một đồng nào, khám không đồng.",
    "Hơn hai triệu người đã tham gia.",
    "Một trăm đồng bào, hai mươi đồng chí.",
    "Từ tháng mười hai năm nay.",
    "Ngày mười lăm tháng bảy.",
    "Lễ ba mươi tháng tư.",
    "Người thứ mười hai tháng này.",
    "Học lớp mười năm nay, hai mươi năm học.",
    "Ba triệu năm trăm bạn đọc.",
    "Cả trăm năm, hàng chục ngày.",
]


@pytest.mark.parametrize(("text", "figure"), FOUND)
def test_a_typed_figure_is_found_at_its_first_character(say: Say, text: str, figure: str) -> None:
    (problem,) = say(text, "literal-figure")
    assert f"“{figure}”" in problem.message
    column = len('      - text: "') + text.index(figure) + 1
    assert (problem.place.line, problem.place.column) == (TEXT_LINE, column)
    assert problem.severity is (Severity.WARNING if figure in ONLY_WARNED else Severity.ERROR)
    assert problem.hint
    assert problem.pack == "vi-du"


@pytest.mark.parametrize("text", NOT_FOUND)
def test_what_is_no_figure_of_policy_is_left_alone(say: Say, text: str) -> None:
    assert say(text, "literal-figure") == []


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Đóng 4,5% lương.", "write {bhyt.ty_le_dong}"),
        ("Đóng 4.5 % lương.", "write {bhyt.ty_le_dong}"),
        ("Đóng 105.300đ.", "write the one that is meant: {bhyt.nguoi_1}, {bhyt.con_dong}"),
        ("Lương 2.340.000", "write {luong_co_so:so}"),
        ("Lương 2,34 triệu đồng.", "write {luong_co_so}"),
        ("Đóng đủ 15 năm.", "write {so_nam}"),
        ("Tối đa 120 tháng.", "write {so_thang}"),
        ("Từ đủ 75 tuổi.", "write {tuoi:so} tuổi"),
        ("Lương hai triệu ba trăm bốn mươi nghìn đồng.", "write {luong_co_so}"),
        ("Lương hai phẩy ba mươi tư triệu đồng.", "write {luong_co_so}"),
        ("Đóng bốn phẩy năm phần trăm.", "write {bhyt.ty_le_dong}"),
        ("Tối đa một trăm hai mươi tháng.", "write {so_thang}"),
        ("Đóng đủ mười lăm năm.", "write {so_nam}"),
        ("Đóng đủ mười lăm năm rưỡi.", "give it a fact with a source in facts/, and write its placeholder here"),
        ("Từ đủ bảy mươi lăm tuổi.", "write {tuoi:so} tuổi"),
        ("Từ 01/7/2025.", "write {ngay_hieu_luc}"),
        ("Từ ngày 1 tháng 7 năm 2025.", "write {ngay_hieu_luc}"),
        ("Gọi 19009068.", "write {tong_dai}"),
        ("Theo Luật 41/2024/QH15.", "write {luat}"),
        ("Tỉnh hỗ trợ 20%.", "write {bhyt.ho_tro}"),
        ("Còn đóng 84.240 đồng.", "write {bhyt.con_dong}"),
    ],
)
def test_the_hint_names_the_fact_that_has_just_this_value(say: Say, text: str, hint: str) -> None:
    (problem,) = say(text, "literal-figure")
    assert problem.hint == hint


def test_a_value_of_another_date_is_not_offered(say: Say) -> None:
    (problem,) = say("Đóng đủ 20 năm.", "literal-figure")
    assert "so_nam" not in problem.hint
    assert "give it a fact with a source" in problem.hint


def test_several_figures_of_one_text_are_told_in_their_order(say: Say) -> None:
    found = say("Đóng 4,5% của 2.340.000 đồng, gọi 1900 9068.", "literal-figure")
    assert [problem.message.split("”")[0] for problem in found] == ["“4,5%", "“2.340.000 đồng", "“1900 9068"]


@pytest.mark.parametrize(
    "blocks",
    [
        "      - text: Đóng 4,5% lương.\n",
        "      - text: 'Nó là ''mức'' 4,5%.'\n",
        '      - text: "Nó là \\"mức\\" 4,5%."\n',
        '      - text: "Đ\\u1ee9c đóng 4,5%."\n',
        '      - text: "Đóng đủ, \\\n          mỗi tháng 4,5%."\n',
        "      - text: Đóng\n          mỗi tháng\n\n          là 4,5% lương.\n",
        "      - text: |\n          Đóng đủ.\n\n          Mỗi tháng 4,5%.\n",
        "      - text: |\n          Đóng đủ:\n            thụt vào 4,5%.\n",
        "      - text: >-\n          Đóng đủ\n          mỗi tháng 4,5%.\n\n          Thôi 30%.\n",
        '      - bullets:\n          - "**Một** \\\\* là [đây](https://vi-du.vn) {{4,5%}}"\n',
    ],
)
def test_the_place_is_exact_through_quotes_escapes_and_folded_lines(say: Say, blocks: str) -> None:
    problem = say("", "literal-figure", blocks=blocks)[0]
    before = blocks[: blocks.index("4,5%")]
    line, column = TEXT_LINE + before.count("\n"), len(before) - before.rfind("\n")
    assert (problem.place.line, problem.place.column) == (line, column)


def test_the_second_paragraph_of_a_folded_text_has_its_own_place(say: Say) -> None:
    blocks = "      - text: >-\n          Đóng đủ\n          mỗi tháng 4,5%.\n\n          Thôi 30%.\n"
    second = say("", "literal-figure", blocks=blocks)[1]
    assert (second.place.line, second.place.column) == (TEXT_LINE + 4, 16)
