"""Placeholders that nobody filled in are found; what people write in brackets, with dots and with the letter x passes."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from bhxhcomm.content import units
from bhxhcomm.language.unfilled import unfilled
from bhxhcomm.materials import loading

OPEN = r"""
(điền tên)
Bảo hiểm xã hội … (điền tên)
BHXH tỉnh (Điền địa chỉ)
( điền  tên người soạn )
(xin điền số điện thoại)
[điền số tiền]
(dien ten)
(ghi tên cơ quan vào đây)
[thay bằng số của đơn vị ở đây]
(sẽ bổ sung)
(cập nhật sau)
(đang cập nhật)
(chưa có số)
(tên)
(họ và tên)
(Tên đơn vị)
[số]
Quyết định số [số] ngày [ngày ký] của Giám đốc
<tên đơn vị>
⟨địa chỉ⟩
Theo Quyết định \[số\] của Giám đốc
{{tên}} kính báo
[insert date] and [your name]
TODO
Gọi tổng đài todo để được giải đáp.
FIXME: hỏi lại phòng Thu
Thời hạn: TBD
Lorem ipsum dolor sit amet
…………
… … …
Họ và tên: ..................
Họ và tên: . . . . . . . .
Mã số BHXH: ________
Ngày … tháng … năm 2026
ngày ... tháng ... năm ...
Nghị định số …/2027/NĐ-CP
Số .../GP-STTTT
Theo Quyết định số … của Thủ tướng
Mức đóng là … đồng một tháng.
Quỹ trả … % chi phí.
xxx
Điện thoại: 0912 xxx xxx
Gọi 0912xxxxxx
Quyết định XXX/QĐ-BHXH
Trước ngày xx/xx/2026
Hạn nộp: ???
""".strip().split("\n")

OPEN_NAMES = """
(tên)
tên
Họ và tên
họ tên:
(số)
số
Số …
Số 12, đường …, phường …
Số 45 đường ...
BHXH tỉnh …
Bảo hiểm xã hội (địa chỉ)
Nguyễn Thị Hoa (chức vụ)
-
?
…
N/A
chưa có
không rõ
ten
dia chi
""".strip().split("\n")

CLEAN = """
Mức đóng (tính theo tháng) do người lao động trích từ lương.
Mang theo thẻ BHYT (nếu có).
Tổng đài (có tính cước) phục vụ từ 7 giờ đến 21 giờ.
Người thứ hai (vợ hoặc chồng) đóng bằng 70% người thứ nhất.
Điền đủ thông tin vào Mẫu TK1-TS (lấy tại UBND xã).
Mẫu TK1-TS (điền đủ, ký và ghi rõ họ tên).
Tờ khai (điền sẵn tại bưu điện) không mất tiền.
Phiếu đề nghị (điền vào ô số 5) nộp kèm sổ.
Người đại diện (ký, ghi rõ họ tên)
(Ký tên, đóng dấu)
Hồ sơ gồm: tờ khai, sổ BHXH, giấy ra viện, …
Rau, quả, thịt, cá, … đều tăng giá.
Chờ một chút… rồi bấm phím 1.
Nghỉ ốm, thai sản, tai nạn… được hưởng chế độ.
Bà con nghe: “…từ ngày 1 tháng 7…”
[…] trích Điều 3 của Luật.
[Xem thêm trên trang của chúng tôi](https://baohiemxahoi.gov.vn)
[Số điện thoại](tel:19009068) của tổng đài
[Tên và địa chỉ](https://baohiemxahoi.gov.vn/danh-ba) các cơ quan
Diện hộ nghèo (diện hỗ trợ 100%) không phải đóng.
(Diện tích, dân số) của xã
Điện thoại (điện thoại bàn hoặc di động) đều gọi được.
Liên hệ qua Zalo (số điện thoại đã đăng ký).
Số định danh cá nhân (số CCCD) thay mã số BHXH.
Mã số BHXH (10 chữ số) in trên thẻ.
Khu vực nông thôn (xã) và thành thị (phường)
Học sinh (từ lớp 1) và sinh viên (năm thứ nhất)
Ngày sinh (ngày, tháng, năm) ghi như trong căn cước.
Chương XXX của bộ luật
Thế kỷ XX và thế kỷ XXI
Khóa XXX, kỳ họp thứ hai
Bảo hiểm thất nghiệp (BHTN), tai nạn lao động (TNLĐ)
Nhân viên đại lý thu (có thẻ) đến tận nhà.
Số người tham gia: 95% dân số (năm 2025).
{luong_co_so} đồng (mức hiện nay)
Từ {bhyt.ngay_ap_dung} (ngày Luật có hiệu lực)
Cảnh giác: cán bộ BHXH không hỏi mã OTP!!!
Thật không? Thật!
Ai được hưởng?? Mọi người.
Ô nhập viện (nhập viện từ 3 ngày trở lên)
Bổ sung hồ sơ (bổ sung giấy ra viện) trong 10 ngày.
Cập nhật thông tin (cập nhật số điện thoại mới) tại xã.
Thẻ cũ (chưa có mã vạch) vẫn dùng được.
Người chưa có thẻ (chưa có hoặc đã mất) được cấp lại.
Người chưa biết chữ (chưa biết đọc) có thể điểm chỉ.
Gửi tên đơn vị (tên đầy đủ và tên viết tắt) cho cơ quan BHXH.
Trẻ sơ sinh (tên chưa đặt) vẫn được cấp thẻ.
Viết tên vào đây rồi ký.
Tài khoản 1234 (số này không đổi)
Nghị định 188/2025/NĐ-CP (hiệu lực 15/8/2025)
Theo Nghị định số 73/2024/NĐ-CP … và các văn bản khác
Học phí, tiền ăn, … đồng thời được giảm.
Ốm đau, thai sản, … đồng bào vùng sâu được hỗ trợ.
3 … 5 ngày
Cứ 3 tháng, 6 tháng, … 12 tháng đóng một lần.
Kích thước 21 × 29,7 cm; cỡ XXL
www.baohiemxahoi.gov.vn
Email: hotro@vss.gov.vn
Tiêu đề: “Đường về tuổi già”
Hỏi: Tôi tên Hoa (35 tuổi) thì đóng bao nhiêu?
Bà Nguyễn Thị A (xã B, tỉnh C) đóng từ năm 2020.
Ông Trần Văn B, sinh năm 19…
Thay thẻ (thay bằng căn cước gắn chip) khi đi khám.
Nhập mã số (nhập 10 số, không có dấu cách).
Chèn thẻ vào máy (chiều có chip ở dưới).
Khám tại trạm y tế (đúng tuyến) được trả 100%.
5.000 bản, khổ 10 × 21 cm, nộp lưu chiểu quý III năm 2025
Giấy phép xuất bản số 12/GP-STTTT ngày 01/7/2025
Năm học 2025–2026 (năm học mới)
Toàn dân (tham gia) – toàn diện
Khi đi khám, hãy mang: căn cước, thẻ, giấy chuyển tuyến (mẫu số 6).
Bấm phím *, rồi phím #
Trang 1/4
Đóng 12 tháng... được giảm.
Cách tính: 2.340.000 × 4,5% = 105.300 đồng
Vợ/chồng, bố/mẹ, con/cháu
Gọi 1900 9068 (24/7)
(*) Không áp dụng cho người đã nghỉ hưu.
(1) Người thứ nhất; (2) người thứ hai
a) tên, tuổi; b) địa chỉ; c) số điện thoại
Họ và tên, ngày sinh, địa chỉ: ghi như căn cước.
Nơi ở hiện nay (địa chỉ thường trú hoặc tạm trú)
Thông tin người hưởng (tên, số tài khoản, ngân hàng)
""".strip().split("\n")

CLEAN_NAMES = """
Nguyễn Thị Hoa
Trần Văn Nam (0123)
KT. GIÁM ĐỐC Lê Thị Duyệt (Phó Giám đốc)
Người viết mẫu
Cơ quan mẫu tỉnh
Tỉnh (mẫu)
Bảo hiểm xã hội Việt Nam
BHXH tỉnh Mẫu Một
Số 12, đường Hùng Vương, phường Tân Lợi, tỉnh Đắk Lắk
150 đường Trần Phú (cạnh bưu điện)
123/BC-BHXH
Số 45/QĐ-BHXH ngày 01/7/2025
Luật 51/2024/QH15
A Sùng
Ê
Y Bih Niê Kdăm
Điền Văn Ten
""".strip().split("\n")


@pytest.mark.parametrize("text", OPEN)
def test_what_nobody_has_filled_in_is_found(text: str) -> None:
    assert unfilled(text)
    assert unfilled(unicodedata.normalize("NFD", text))


@pytest.mark.parametrize("text", OPEN_NAMES)
def test_in_a_name_less_is_allowed(text: str) -> None:
    assert unfilled(text, name=True)


@pytest.mark.parametrize("text", CLEAN)
def test_what_people_write_passes(text: str) -> None:
    assert unfilled(text) == ()


@pytest.mark.parametrize("text", CLEAN_NAMES)
def test_what_people_are_called_passes(text: str) -> None:
    assert unfilled(text, name=True) == ()


def test_the_span_is_that_of_the_placeholder() -> None:
    text = "Quyết định số [số] ngày [ngày ký] của Giám đốc"

    assert [text[start:end] for start, end in unfilled(text)] == ["[số]", "[ngày ký]"]


def test_the_examples_have_none(examples: Path) -> None:
    space = loading.load(examples)
    texts = [unit.prose.source for pack in space.packs.values() for unit in units.pack_units(pack.shape)]
    texts += [unit.prose.source for office in space.offices.values() for unit in units.office_units(office.shape)]

    assert len(texts) > 300
    assert [text for text in texts if unfilled(text)] == []


@pytest.mark.parametrize("sign", ["(", "[", "<", "…", ".", "_", "x", "điền ", "(điền "])
def test_a_long_text_is_looked_at_in_no_time(sign: str) -> None:
    import time

    began = time.process_time()
    unfilled(sign * 20_000, name=True)
    assert time.process_time() - began < 2
