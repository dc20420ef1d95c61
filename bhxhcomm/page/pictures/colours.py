"""Colours of raster pictures brought to sRGB by colour management (lcms2, by way of Pillow). Runs in the guarded child.

What the bytes of a picture mean is said by its profile (ICC), by the gamma of a PNG, or by nothing: then they are sRGB, grey
of the same curve, or, in CMYK, coated offset as ISO 12647-2 has it (FOGRA39). Sixteen bits become eight by scaling.
"""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy
from PIL import Image, ImageCms

from bhxhcomm.core import resources
from bhxhcomm.core.i18n import _
from bhxhcomm.core.problems import Place, error

OFFSET = "profiles/fogra39.icc"
"""The profile of CMYK that says nothing of itself, below `assets/`."""
INTENT = ImageCms.Intent.RELATIVE_COLORIMETRIC
SRGB_GAMMA = 1 / 2.2
SRGB_CHROMATICITIES = (0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
"""White, red, green and blue of sRGB, as the chunk `cHRM` of a PNG says them (PNG, 11.3.2.1)."""
SRGB_CODES = (1, 13, 0, 1)
"""sRGB in the numbers of the chunk `cICP` (ITU-T H.273)."""
NEAR = 0.01
"""How far a gamma or a chromaticity may be from that of sRGB and still be called the same."""
_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_PROBES = 9


def in_srgb(image: Any, codes: tuple[int, ...], place: Place) -> Any:
    """The picture in RGB, or RGBA where something shows through; without profile, EXIF or other baggage. `codes` are those of
    the chunk `cICP` of a PNG. Raises `ContentError` (`picture-colours`) for colours that cannot be brought to sRGB."""
    profile, codes = image.info.get("icc_profile"), () if image.info.get("icc_profile") else codes
    if codes and codes != SRGB_CODES:
        raise _foreign(place)
    image, alpha = _parts(image)
    if profile and (managed := _managed(image, profile)) is not None:
        image = managed
    elif image.mode == "CMYK":
        image = _converted(image, _offset())
    elif not codes:
        image = _of_gamma(image, place)
    image = image.convert("RGB")
    if alpha is not None and alpha.getextrema()[0] < 255:
        image.putalpha(alpha)
    return Image.frombytes(image.mode, image.size, image.tobytes())


def _parts(image: Any) -> tuple[Any, Any | None]:
    """The picture in eight bits of grey, RGB or CMYK, and what shows through of it, if anything may."""
    info = image.info
    if image.mode.startswith("I"):
        values = numpy.asarray(image).astype(numpy.uint32)
        grey = Image.fromarray(((values * 255 + 32767) // 65535).astype(numpy.uint8))
        grey.info = info
        through = info.get("transparency")
        if through is None:
            return grey, None
        return grey, Image.fromarray(numpy.where(values == through, 0, 255).astype(numpy.uint8))
    if image.mode == "CMYK":
        return image, None
    if image.mode == "1":
        image = image.convert("L")
        image.info = info
    if "transparency" in info or image.mode in ("PA", "La", "RGBa"):
        image = image.convert("RGBA")
    elif image.mode == "P":
        image = image.convert("RGB")
    if image.mode in ("RGBA", "LA"):
        alpha = image.getchannel("A")
        image = image.convert(image.mode[:-1])
        image.info = info
        return image, alpha
    return image, None


def _managed(image: Any, profile: bytes) -> Any | None:
    """The picture in sRGB by its own profile; None where that is damaged, or of another kind than the picture: every program
    then shows it as if it had none."""
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        mode = _SPACES.get(own.profile.xcolor_space)
        if mode == "RGB" and image.mode == "L":
            image = image.convert("RGB")
        if mode != image.mode or (mode == "RGB" and _is_srgb(own)):
            return image if mode == image.mode else None
        return _converted(image, own)
    except (OSError, ImageCms.PyCMSError, ValueError):
        return None


def _converted(image: Any, profile: Any) -> Any:
    """A picture of a profile's space in sRGB."""
    if image.mode == "L":
        # Through a table of its 256 greys: what lcms2 makes of one channel has three.
        ramp = Image.frombytes("L", (256, 1), bytes(range(256)))
        table = numpy.asarray(_transformed(ramp, profile))[0]
        return Image.fromarray(table[numpy.asarray(image)])
    return _transformed(image, profile)


def _transformed(image: Any, profile: Any) -> Any:
    flags = ImageCms.Flags.BLACKPOINTCOMPENSATION
    return ImageCms.profileToProfile(image, profile, _srgb(), INTENT, "RGB", flags=flags)


def _is_srgb(profile: Any) -> bool:
    """Whether a profile changes no colour by more than a step: sRGB under any name, which is left as it is."""
    steps = numpy.linspace(0, 255, _PROBES).round().astype(numpy.uint8)
    probes = numpy.stack(numpy.meshgrid(steps, steps, steps), axis=-1).reshape(1, -1, 3)
    after = numpy.asarray(_transformed(Image.fromarray(probes), profile))
    return int(numpy.abs(probes.astype(int) - after).max()) <= 1


def _of_gamma(image: Any, place: Place) -> Any:
    """A picture without profile: as it is, unless a PNG says another gamma. Other primaries are refused."""
    info = image.info
    if "srgb" in info:
        return image
    said = info.get("chromaticity")
    if said and any(abs(found - known) > NEAR for found, known in zip(said, SRGB_CHROMATICITIES, strict=True)):
        raise _foreign(place)
    gamma = info.get("gamma")
    if not gamma or abs(gamma - SRGB_GAMMA) < NEAR:
        return image
    light = (numpy.arange(256) / 255) ** (1 / gamma)
    curved = numpy.where(light <= 0.0031308, 12.92 * light, 1.055 * light ** (1 / 2.4) - 0.055)
    table = (curved * 255).round().astype(int).tolist()
    return image.point(table * len(image.getbands()))


def _foreign(place: Place) -> Exception:
    return error(
        "picture-colours",
        _("the picture is in colours that cannot be brought to those of screens (sRGB)"),
        place,
        _("Open it in a picture program, convert it to the profile “sRGB”, and save it again."),
    )


@cache
def _srgb() -> Any:
    return ImageCms.createProfile("sRGB")


@cache
def _offset() -> Any:
    return ImageCms.ImageCmsProfile(io.BytesIO((resources.folder("assets") / OFFSET).read_bytes()))
