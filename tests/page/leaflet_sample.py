"""A tri-fold built by hand, with every kind of block, in the words that an office would use."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from hashlib import sha256
from pathlib import Path

from bhxhcomm.core import resources
from bhxhcomm.language.figures import Form, Unit
from bhxhcomm.language.text import Figure, FigureSpan, Mark, Source, Span, Text, Words, words
from bhxhcomm.materials.document import (
    Action,
    Block,
    Bullets,
    CallOut,
    Colophon,
    Contact,
    Cover,
    Document,
    Heading,
    Image,
    KeyFigure,
    Panel,
    Paragraph,
    Picture,
    QuestionAnswer,
    Quotation,
    Sheet,
    Steps,
    Table,
)

SINCE = dt.date(2025, 7, 1)
LABELS = {
    "draft": "BẢN NHÁP",
    "hotline": "Tổng đài",
    "valid_from": "Số liệu áp dụng từ {date}",
    "sources": "Căn cứ",
    "code": "Mã ấn phẩm",
    "qr_alt": "Mã QR dẫn tới {link}",
    "logo_alt": "Biểu trưng của {name}",
}


def rich(text: str) -> Text:
    """Words in which `**` marks what is strong."""
    return tuple(
        Words(part, Mark.STRONG if number % 2 else Mark.NONE) for number, part in enumerate(text.split("**")) if part
    )


def money(amount: int, unit: Unit = Unit.VND_MONTH, form: Form = Form.FULL) -> Span:
    source = Source("Nghị định 73/2024/NĐ-CP")
    return FigureSpan(Figure("mau", unit, Decimal(amount), SINCE, (source,), ("mau",)), form)


def figure(value: Decimal | str, unit: Unit, mark: Mark = Mark.NONE) -> Span:
    return FigureSpan(Figure("mau", unit, value, SINCE, (Source("Luật mẫu"),), ("mau",)), Form.FULL, mark)


def image(name: str = "gia-dinh-ba-the-he.svg") -> Image:
    path = resources.folder("assets") / "pictures" / name
    return Image(str(path), sha256(path.read_bytes()).hexdigest())


def table() -> Table:
    monthly = (105_300, 73_710, 63_180, 52_650, 42_120)
    people = ("Người thứ nhất", "Người thứ hai", "Người thứ ba", "Người thứ tư", "Từ người thứ năm")
    return Table(
        columns=(words("Thành viên"), words("Một tháng (đồng)"), words("Một năm (đồng)")),
        rows=tuple(
            (words(person), (money(each, form=Form.NUMBER),), (money(each * 12, form=Form.NUMBER),))
            for person, each in zip(people, monthly, strict=True)
        ),
        numeric=(False, True, True),
        note=words("Tính theo lương cơ sở 2.340.000 đồng một tháng. Khi lương cơ sở thay đổi, mức đóng thay đổi theo."),
    )


def panels() -> dict[str, tuple[Block, ...]]:
    """The blocks of the six panels."""
    return {
        "bia": (
            Cover(
                title=words("Cả nhà cùng tham gia, càng đông càng giảm"),
                tagline=words("Bảo hiểm y tế hộ gia đình: một tấm thẻ cho mỗi người, yên tâm cho cả nhà."),
                audience=words("Dành cho các hộ gia đình chưa có thẻ bảo hiểm y tế"),
                picture=Picture(image(), words("Một gia đình ba thế hệ: ông bà, cha mẹ và các con")),
                office_parent=words("Bảo hiểm xã hội Việt Nam"),
                office_name=words("Bảo hiểm xã hội tỉnh Mẫu"),
            ),
        ),
        "mat_gap": (
            Heading(words("Ai tham gia theo hộ gia đình?"), icon="family"),
            Paragraph(
                rich(
                    "Là **những người cùng đăng ký thường trú hoặc tạm trú** ở một nơi "
                    "và chưa có thẻ bảo hiểm y tế (BHYT) theo diện khác."
                )
            ),
            Heading(words("Không tính vào hộ"), 3, "check"),
            Bullets(
                (
                    words("Người đi làm đã đóng BHYT ở cơ quan, công ty"),
                    words("Học sinh, sinh viên đóng ở trường"),
                    words("Trẻ dưới 6 tuổi, người từ đủ 75 tuổi, hộ nghèo: Nhà nước đóng cho"),
                )
            ),
            Heading(words("Đang tạm trú nơi khác?"), 3, "house"),
            Paragraph(
                words("Bà con vẫn tham gia được tại nơi tạm trú. Chỉ cần số định danh cá nhân của từng người trong hộ.")
            ),
            CallOut(
                words("Người thân đã có thẻ thì không phải mua lại. Tra cứu thẻ trên ứng dụng VssID trước khi đóng."),
                words("Kiểm tra trước khi đóng"),
                "note",
            ),
            Quotation(
                words("Nhà tôi năm người, đóng cùng lúc nên đỡ được hơn một nửa so với mua riêng từng thẻ."),
                words("Một hộ tham gia ở xã Mẫu"),
            ),
        ),
        "bia_sau": (
            Heading(words("Đăng ký ở đâu, cần những gì?"), icon="location"),
            Steps(
                (
                    rich("Đến **điểm thu BHYT, bưu điện** hoặc UBND xã, phường nơi đang ở."),
                    rich("Đọc **số định danh cá nhân** của từng người, ghi Tờ khai TK1-TS."),
                    rich("Nộp tiền, **nhận biên lai**; thẻ điện tử có trên VssID, VNeID."),
                )
            ),
            Action(
                words("Đóng và gia hạn ngay trên điện thoại"),
                "https://dichvucong.gov.vn/bhyt-ho-gia-dinh",
                "dichvucong.gov.vn",
            ),
            Contact(
                name=words("Bảo hiểm xã hội tỉnh Mẫu"),
                address=words("Số 1, đường Mẫu, phường Mẫu"),
                hotline=(figure("1900 9068", Unit.PHONE),),
                hotline_note=words("Cước gọi 1.000 đồng/phút, trực cả ngày"),
                website="https://tinhmau.baohiemxahoi.gov.vn",
                zalo="https://zalo.me/baohiemxahoi",
                qr_link="https://zalo.me/baohiemxahoi",
                qr_caption=words("Quét để hỏi qua Zalo"),
            ),
            Colophon(
                valid_from=SINCE,
                sources=words("Luật BHYT (sửa đổi năm 2024); Nghị định 188/2025/NĐ-CP; Nghị định 73/2024/NĐ-CP."),
                imprint=(words("Tài liệu tuyên truyền, không bán."),),
            ),
        ),
        "trong_1": (
            Heading(words("Mỗi người đóng bao nhiêu?"), icon="money"),
            Paragraph(
                (
                    *words("Người thứ nhất đóng "),
                    figure(Decimal("0.045"), Unit.RATE, Mark.STRONG),
                    *words(" lương cơ sở. Từ người thứ hai, mức đóng "),
                    Words("giảm dần", Mark.STRONG),
                    *words("."),
                )
            ),
            table(),
            KeyFigure((figure(Decimal("0.3"), Unit.RATE),), words("người thứ hai đóng ít hơn")),
            KeyFigure((figure(Decimal("0.6"), Unit.RATE),), words("từ người thứ năm đóng ít hơn")),
            CallOut(
                (
                    *words("Nhà có năm người đóng một năm hết "),
                    money(336_960 * 12, Unit.VND_YEAR),
                    *words(", không phải đóng cùng một lúc: có thể chia làm hai hoặc bốn lần."),
                ),
                words("Ví dụ: nhà cô Hoa có năm người"),
                "example",
            ),
        ),
        "trong_2": (
            Heading(words("Có thẻ được hưởng gì?"), icon="shield"),
            KeyFigure(
                (figure(Decimal("0.8"), Unit.RATE),),
                words("chi phí khám, chữa bệnh do quỹ chi trả khi đi đúng nơi, đúng tuyến"),
            ),
            Heading(words("Được hưởng 100% khi"), 3, "heart"),
            Bullets(
                (
                    words("Khám, chữa bệnh tại trạm y tế xã"),
                    words("Chi phí một lần khám thấp hơn 15% lương cơ sở"),
                    words("Tham gia 5 năm liên tục và đã cùng chi trả quá 6 tháng lương cơ sở trong năm"),
                )
            ),
            Picture(
                image("hoc-sinh-den-truong.svg"),
                words("Trẻ em đến trường"),
                words("Thẻ của con do Nhà nước hỗ trợ một phần ở trường."),
            ),
            CallOut(
                words("Đóng chậm quá 90 ngày thì thời gian 5 năm liên tục tính lại từ đầu."),
                words("Đừng để thẻ bị gián đoạn"),
                "warning",
            ),
        ),
        "trong_3": (
            Heading(words("Đi khám cần mang gì, khám ở đâu?"), icon="hospital"),
            QuestionAnswer(
                words("Đi khám phải mang theo giấy tờ gì?"),
                rich("Chỉ cần **căn cước gắn chip**, hoặc ứng dụng VNeID, VssID trên điện thoại."),
            ),
            QuestionAnswer(
                words("Thẻ có giá trị từ ngày nào?"),
                rich(
                    "Lần đầu, hoặc đã gián đoạn từ 3 tháng: sau **30 ngày** kể từ ngày đóng. Đóng nối tiếp: dùng được ngay."
                ),
            ),
            QuestionAnswer(
                words("Có được khám ở tỉnh khác không?"),
                words(
                    "Được. Cấp cứu thì nơi nào cũng được hưởng. Khám thường thì đến cơ sở ban đầu "
                    "trong cả nước, không phân biệt địa giới."
                ),
            ),
            QuestionAnswer(
                words("Đóng mấy tháng một lần?"), words("Tùy gia đình: 3 tháng, 6 tháng hoặc 12 tháng một lần.")
            ),
            CallOut(
                rich("Cài **VssID** để xem hạn thẻ, nơi khám và quá trình đóng của cả nhà."),
                words("Thẻ luôn ở trong điện thoại"),
                "note",
            ),
        ),
    }


def leaflet(draft: bool = False, **changed: tuple[Block, ...]) -> Document:
    """The whole leaflet; the blocks of a panel can be given by its name."""
    blocks = panels() | changed
    outside = tuple(Panel(name, blocks[name]) for name in ("bia", "mat_gap", "bia_sau"))
    inside = tuple(Panel(name, blocks[name]) for name in ("trong_1", "trong_2", "trong_3"))
    return Document(
        material="leaflet",
        variant="trifold",
        lang="vi",
        lang_tag="vi",
        title="Bảo hiểm y tế hộ gia đình",
        author="Bảo hiểm xã hội tỉnh Mẫu",
        subject="Mức đóng và quyền lợi bảo hiểm y tế theo hộ gia đình",
        sheets=(Sheet("ngoai", outside), Sheet("trong", inside)),
        labels=tuple(LABELS.items()),
        draft=draft,
        code="7K2M-9QXD",
    )


def raster(folder: Path, name: str, data: bytes) -> Image:
    """A picture file with these bytes."""
    path = folder / name
    path.write_bytes(data)
    return Image(str(path), sha256(data).hexdigest())
