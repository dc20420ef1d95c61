"""In which order Word wants the children of an element (ISO/IEC 29500-1, Annex A): the parts of it that are used here."""

from __future__ import annotations

_RUN = """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish
webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang
eastAsianLayout specVanish oMath"""
_PARAGRAPH = """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs
suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing
ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment textboxTightWrap outlineLvl divId cnfStyle
rPr sectPr pPrChange"""
_ORDERS = {
    "rPr": _RUN,
    "pPr": _PARAGRAPH,
    "pBdr": "top left bottom right between bar",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing tblInd
        tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription""",
    "tblBorders": "top left start bottom right end insideH insideV",
    "tblCellMar": "top left start bottom right end",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark""",
    "tbl": "tblPr tblGrid tr",
    "tc": "tcPr p",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden unhideWhenUsed qFormat locked personal
        rsid pPr rPr tblPr trPr tcPr tblStylePr""",
    "styles": "docDefaults latentStyles style",
    "lvl": "start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr rPr",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "num": "abstractNumId lvlOverride",
    "font": """altName panose1 charset family notTrueType pitch sig embedRegular embedBold embedItalic embedBoldItalic""",
    "settings": """writeProtection view zoom removePersonalInformation embedTrueTypeFonts embedSystemFonts saveSubsetFonts
        defaultTabStop autoHyphenation characterSpacingControl footnotePr endnotePr compat docVars rsids themeFontLang
        clrSchemeMapping decimalSymbol listSeparator""",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType
        pgNumType cols titlePg docGrid""",
}
ORDER = {element: tuple(children.split()) for element, children in _ORDERS.items()}
