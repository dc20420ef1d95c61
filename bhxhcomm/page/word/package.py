"""The file itself: parts and their relationships by python-docx, written to a ZIP that is the same every time."""

from __future__ import annotations

import datetime as dt
from hashlib import sha256
from urllib.parse import quote

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.opc.parts.coreprops import CorePropertiesPart
from docx.package import Package as WordPackage

from bhxhcomm.core import zips
from bhxhcomm.page.word.xml import serialised

FIXED = dt.datetime(1980, 1, 1)
"""The date in the file: the first that a ZIP can hold. The bytes know no clock."""
OBFUSCATED_FONT = "application/vnd.openxmlformats-officedocument.obfuscatedFont"
FONT = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/font"
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_URI_SAFE = "%/:?#@!$&'()*+,;=-._~"


class Package:
    """The parts of one Word file. The main part must be filled by `finish`."""

    def __init__(self) -> None:
        self._package = WordPackage()
        self._main = Part(PackURI("/word/document.xml"), CONTENT_TYPE.WML_DOCUMENT_MAIN, b"", self._package)
        self._package.relate_to(self._main, RELATIONSHIP_TYPE.OFFICE_DOCUMENT)
        self._pictures: dict[str, str] = {}

    def part(
        self, name: str, content_type: str, kind: str, blob: bytes, source: Part | None = None
    ) -> tuple[Part, str]:
        """A part `/word/<name>` with these bytes, and its relationship from the main part (or from `source`)."""
        made = Part(PackURI(f"/word/{name}"), content_type, blob, self._package)
        return made, (source or self._main).relate_to(made, kind)

    def picture(self, data: bytes) -> str:
        """The relationship of a picture; the same bytes are held once."""
        digest = sha256(data).hexdigest()
        if digest not in self._pictures:
            ending, kind = ("png", CONTENT_TYPE.PNG) if data.startswith(b"\x89PNG") else ("jpeg", CONTENT_TYPE.JPEG)
            name = f"media/image{len(self._pictures) + 1}.{ending}"
            self._pictures[digest] = self.part(name, kind, RELATIONSHIP_TYPE.IMAGE, data)[1]
        return self._pictures[digest]

    def link(self, address: str) -> str:
        """The relationship of an address, encoded so that Word takes it for one."""
        return self._main.relate_to(quote(address, safe=_URI_SAFE), RELATIONSHIP_TYPE.HYPERLINK, is_external=True)

    def properties(self, *, title: str, author: str, subject: str, keywords: str, language: str) -> None:
        """What the file says of itself (Dublin Core)."""
        part = CorePropertiesPart.default(self._package)
        properties = part.core_properties
        # Word's own limit for each of them is 255 characters.
        properties.title, properties.author, properties.subject = title[:255], author[:255], subject[:255]
        properties.keywords, properties.language, properties.last_modified_by = keywords, language, author[:255]
        properties.identifier = keywords
        properties.created = properties.modified = FIXED
        self._package.relate_to(part, RELATIONSHIP_TYPE.CORE_PROPERTIES)

    def finish(self, document: bytes) -> bytes:
        """The bytes of the file, with this main part."""
        self._main._blob = document
        parts = list(self._package.iter_parts())
        entries = [("[Content_Types].xml", _content_types(parts)), ("_rels/.rels", self._package.rels.xml)]
        for part in parts:
            entries.append((part.partname.membername, part.blob))
            if len(part.rels):
                entries.append((part.partname.rels_uri.membername, part.rels.xml))
        return zips.packed(entries, stored=(".png", ".jpeg"))


def _content_types(parts: list[Part]) -> bytes:
    """The list of content types: by ending for what is embedded, by name for all other parts."""
    from lxml import etree

    by_ending = {"rels": CONTENT_TYPE.OPC_RELATIONSHIPS, "xml": CONTENT_TYPE.XML}
    by_name = {}
    for part in parts:
        if part.partname.ext == "xml":
            by_name[str(part.partname)] = part.content_type
        else:
            by_ending[part.partname.ext] = part.content_type
    root = etree.Element(f"{{{_TYPES}}}Types", nsmap={None: _TYPES})
    for ending, kind in sorted(by_ending.items()):
        etree.SubElement(root, f"{{{_TYPES}}}Default", Extension=ending, ContentType=kind)
    for name, kind in sorted(by_name.items()):
        etree.SubElement(root, f"{{{_TYPES}}}Override", PartName=name, ContentType=kind)
    return serialised(root)
