"""`bhxhcomm infographic build`: pictures of exact size with their words, PDF for the press, posts; what is wrong is told."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import pytest
from PIL import Image

from bhxhcomm.ledger import provenance
from bhxhcomm.materials.infographic import LAYOUTS
from tests.cli.program import PACK, copy_of_examples, run

FOLDER = f"out/bhxh-tinh-mau-mot/{PACK}"


def chunks(png: bytes) -> list[bytes]:
    """The names of the chunks of a PNG, in order."""
    names, at = [], 8
    while at < len(png):
        (length,) = struct.unpack(">I", png[at : at + 4])
        names.append(png[at + 4 : at + 8])
        at += 12 + length
    return names


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = copy_of_examples(tmp_path_factory.mktemp("hinh") / "vi-du")
    variants = [word for name in ("tall", "carousel", "poster-a3", "posts") for word in ("--variant", name)]
    done = run("infographic", "build", PACK, *variants, "-q", cwd=root)
    assert done.status == 0, done.err
    return root / FOLDER


@pytest.mark.wheel
def test_pictures_have_exactly_their_pixels_and_are_small(drawn: Path) -> None:
    for name, variant in (("tall", "tall"), ("carousel-1", "carousel"), ("poster-a3", "poster-a3")):
        path = drawn / f"infographic-{name}.vi.nhap.png"
        with Image.open(path) as image:
            assert image.size == LAYOUTS[variant].pixels
        assert path.stat().st_size < 300_000


def test_a_carousel_is_numbered_from_cover_to_end(drawn: Path) -> None:
    assert len(list(drawn.glob("infographic-carousel-?.vi.nhap.png"))) == 7


def test_a_picture_says_that_it_is_srgb_and_carries_its_record(drawn: Path) -> None:
    path = drawn / "infographic-tall.vi.nhap.png"
    names = chunks(path.read_bytes())
    assert names.index(b"sRGB") < names.index(b"IDAT")
    record = provenance.read(path)
    assert record is not None
    assert "bhyt.ho_gia_dinh.nguoi_5" in {figure["id"] for figure in record["figures"]}
    with Image.open(path) as image:
        image.load()
        assert "Nghị định 188/2025/NĐ-CP" in str(image.info["Source"])


def test_explain_knows_every_figure_of_a_chart(drawn: Path) -> None:
    done = run("explain", drawn / "infographic-tall.vi.nhap.png", cwd=drawn.parents[2])
    for figure in ("105.300", "73.710", "63.180", "52.650", "42.120"):
        assert figure in done.out


def test_the_words_that_stand_for_a_picture_lie_beside_it(drawn: Path) -> None:
    words = (drawn / "infographic-tall.vi.nhap.alt.txt").read_text()
    assert "Người thứ nhất: 105.300" in words
    assert "Số liệu áp dụng từ 01/7/2025" in words


@pytest.mark.wheel
def test_posts_say_how_long_they_are(drawn: Path) -> None:
    posts = json.loads((drawn / "infographic-posts.vi.nhap.json").read_text())
    by_channel = {post["channel"]: post for post in posts["posts"]}
    assert posts["draft"] is True
    assert by_channel["facebook"]["characters"] == len(by_channel["facebook"]["text"])
    assert by_channel["facebook"]["pictures"][0] == "infographic-tall.vi.nhap.png"
    assert by_channel["sms"]["encoding"] == "GSM-7"
    assert by_channel["sms"]["segments"] == 1
    markdown = (drawn / "infographic-posts.vi.nhap.md").read_text()
    assert by_channel["facebook"]["text"] in markdown
    assert "BẢN NHÁP" in markdown
    message = by_channel["sms"]
    assert f"{message['units']} đơn vị theo bảng mã GSM-7, thành 1 tin (nhiều nhất {message['limit']} tin)." in markdown


def test_every_picture_of_a_post_has_the_words_that_stand_for_it(drawn: Path) -> None:
    posts = json.loads((drawn / "infographic-posts.vi.nhap.json").read_text())["posts"]
    post = next(post for post in posts if post["channel"] == "facebook")
    markdown = (drawn / "infographic-posts.vi.nhap.md").read_text()
    assert [each["picture"] for each in post["alternatives"]] == post["pictures"]
    assert len(post["pictures"]) == 8
    for each in post["alternatives"]:
        beside = (drawn / each["picture"]).with_suffix(".alt.txt").read_text()
        assert "\n".join(each["alt"]) in beside
        assert beside.rstrip().endswith(each["alt"][-1])
        assert f"Lời mô tả hình {each['picture']}:" in markdown


def test_twice_as_large_on_request(workspace: Path) -> None:
    done = run("infographic", "build", PACK, "--variant", "square", "--scale", "2", "--json", cwd=workspace)
    assert done.status == 0
    path = workspace / FOLDER / "infographic-square-2x.vi.nhap.png"
    with Image.open(path) as image:
        assert image.size == (2160, 2160)


def test_a_poster_for_the_press_has_bleed_and_no_other_colour_than_ink(workspace: Path) -> None:
    args = ("--variant", "poster-a3", "--format", "pdf", "--for", "press", "--marks", "--json")
    done = run("infographic", "build", PACK, *args, cwd=workspace)
    assert done.status == 0, done.problems
    (made,) = done.artifacts
    assert made["path"].endswith("infographic-poster-a3-press.vi.nhap.pdf")
    assert made["checks"]["bleed_mm"] == 3
    assert made["checks"]["ink_coverage"] <= 300


def test_a_block_that_does_not_fit_is_named_and_nothing_is_cut(workspace: Path) -> None:
    pack = workspace / "packs" / PACK / "pack.yaml"
    text = pack.read_text()
    pack.write_text(text.replace("    square: [muc-dong]", "    square: [muc-dong, quy-tra, luong-co-so, dang-ky]"))
    done = run("infographic", "build", PACK, "--variant", "square", "--json", cwd=workspace)
    assert done.status == 1
    (told,) = [problem for problem in done.problems if problem["severity"] == "error"]
    assert told["code"] == "block-does-not-fit", "one overflow is told once"
    assert "“luong-co-so”" in told["message"]
    assert " px" in told["message"]
    assert "dang-ky" in told["hint"], "what would be enough to leave out"
    assert not (workspace / FOLDER / "infographic-square.vi.nhap.png").exists()


def test_every_kind_of_chart_is_drawn_without_a_finding(workspace: Path) -> None:
    pack = workspace / "packs" / PACK / "pack.yaml"
    text = pack.read_text()
    for block in ("muc-dong", "quy-tra", "luong-co-so", "khi-nao-dung-the", "dang-ky", "nha-bon-nguoi"):
        pack.write_text(text.replace("    square: [muc-dong]", f"    square: [{block}]"))
        done = run("infographic", "build", PACK, "--variant", "square", "--json", cwd=workspace)
        assert (done.status, [one for one in done.problems if one["severity"] == "error"]) == (0, [])


def picture(kind: str) -> bytes:
    import io

    image = Image.new("RGB", (60, 40), (200, 80, 40))
    out = io.BytesIO()
    if kind == "profile":
        from PIL import ImageCms

        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        image.save(out, "JPEG", icc_profile=profile)
    elif kind == "orientation":
        exif = Image.Exif()
        exif[0x0112] = 6
        image.save(out, "JPEG", exif=exif)
    elif kind == "transparent":
        Image.new("RGBA", (60, 40), (200, 80, 40, 128)).save(out, "PNG")
    elif kind == "corrupt":
        image.save(out, "PNG")
        return out.getvalue()[:60]
    else:
        Image.new("1", (10_001, 10_001)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        ("profile", 0, ""),
        ("orientation", 0, ""),
        ("transparent", 0, ""),
        ("corrupt", 1, "picture-corrupt"),
        ("huge", 1, "picture-too-large"),
    ],
)
def test_pictures_of_all_kinds_are_set_or_named(workspace: Path, kind: str, status: int, code: str) -> None:
    folder = workspace / "packs" / PACK
    ending = "jpg" if kind in ("profile", "orientation") else "png"
    (folder / "images" / f"anh.{ending}").write_bytes(picture(kind))
    text = (folder / "pack.yaml").read_text()
    at = text.index("\n  infographic:\n")
    changed = text[:at] + text[at:].replace("images/gia-dinh-ba-the-he.svg", f"images/anh.{ending}", 1)
    (folder / "pack.yaml").write_text(changed)
    done = run("infographic", "build", PACK, "--variant", "square", "--json", cwd=workspace)
    assert done.status == status, done.problems
    errors = {problem["code"] for problem in done.problems if problem["severity"] == "error"}
    assert errors == ({code} if code else set())


@pytest.mark.slow
@pytest.mark.parametrize("lang", ["hmong-vn", "ede", "tay", "dao", "khmer"])
@pytest.mark.parametrize("pack", ["bhyt-ho-gia-dinh", "bhxh-tu-nguyen", "bhyt-hssv"])
def test_layouts_hold_the_longer_texts_of_other_languages(tmp_path: Path, pack: str, lang: str) -> None:
    root = copy_of_examples(tmp_path / "vi-du")
    assert run("locale", "pseudo", pack, "--lang", lang, "-q", cwd=root).status == 0
    wanted = [word for name in FITTING[lang] for word in ("--variant", name)]
    # What fits is told by the page; its pixels are looked at in one language alone.
    formats = () if lang == "khmer" else ("--format", "pdf")
    done = run("infographic", "build", pack, "--lang", lang, *wanted, *formats, "--json", cwd=root / "out" / "chu-thu")
    assert done.status == 0, [problem for problem in done.problems if problem["severity"] == "error"]


FITTING = {
    "hmong-vn": tuple(LAYOUTS),
    "ede": tuple(LAYOUTS),
    "tay": tuple(LAYOUTS),
    "dao": tuple(LAYOUTS),
    "khmer": ("wide", "poster-a3", "poster-a2"),
}
"""The layouts with room for test text, which is a third longer; Khmer also needs higher lines."""


@pytest.mark.slow
def test_posts_are_the_same_whatever_language_the_interface_speaks(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []
    for language in ("en", "vi"):
        monkeypatch.setenv("BHXHCOMM_LANG", language)
        out = workspace / language
        done = run(
            "infographic",
            "build",
            "bhyt-ho-gia-dinh",
            "--variant",
            "posts",
            "--format",
            "md",
            "--out",
            out,
            cwd=workspace,
        )
        assert done.status == 0, done.err
        found.append([path.read_bytes() for path in sorted(out.rglob("*.md"))])
    assert found[0]
    assert found[0] == found[1]
