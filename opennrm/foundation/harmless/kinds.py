"""Which keys are kept of each kind of dictionary in a PDF, and of what kind their values are.

What is not listed is not kept: names of layers, of people and of programs, texts, scripts, attached files,
and whatever a program puts there that nobody has heard of yet.
"""

PLAIN = "plain"
"""Numbers, names, short strings, and lists of them."""
MAP = "map of "
"""Before a kind: a dictionary whose keys are the document's own names for things of this kind."""


def _kind(plain: str, **others: str) -> dict[str, str]:
    keys = {f"/{key}": PLAIN for key in plain.split()}
    return keys | {f"/{key}": kind for key, kind in others.items()}


_FUNCTION = "FunctionType Domain Range Size BitsPerSample Order Encode Decode C0 C1 N Bounds"
_XOBJECT = "Type Subtype"

KEYS: dict[str, dict[str, str]] = {
    "page": _kind("Type MediaBox CropBox Rotate UserUnit", Resources="resources", Group="group", Contents="data",
                  Annots="annotation"),
    "resources": _kind("ProcSet", ExtGState=MAP + "state", ColorSpace=MAP + "colour", Pattern=MAP + "pattern",
                       Shading=MAP + "shading", XObject=MAP + "xobject", Font=MAP + "font"),
    "state": _kind("Type LW LC LJ ML D RI OP op OPM FL SM SA BM CA ca AIS TK", Font="font", SMask="soft mask",
                   TR="function", TR2="function"),
    "soft mask": _kind("Type S BC", G="xobject", TR="function"),
    "group": _kind("Type S I K", CS="colour"),
    "form": _kind(f"{_XOBJECT} FormType BBox Matrix", Resources="resources", Group="group"),
    "image": _kind(f"{_XOBJECT} Width Height BitsPerComponent Intent ImageMask Decode Interpolate SMaskInData Matte",
                   ColorSpace="colour", Mask="image", SMask="image"),
    "font": _kind("Type Subtype BaseFont FirstChar LastChar Widths FontBBox FontMatrix DW W DW2 W2",
                  FontDescriptor="font descriptor", Encoding="encoding", ToUnicode="encoding",
                  DescendantFonts="font", CharProcs=MAP + "data", Resources="resources",
                  CIDSystemInfo="characters", CIDToGIDMap="data"),
    "font descriptor": _kind("Type FontName FontFamily FontStretch FontWeight Flags FontBBox ItalicAngle Ascent "
                             "Descent Leading CapHeight XHeight StemV StemH AvgWidth MaxWidth MissingWidth CharSet",
                             FontFile="font file", FontFile2="font file", FontFile3="font file", CIDSet="data"),
    "font file": _kind("Subtype Length1 Length2 Length3"),
    "encoding": _kind("Type BaseEncoding Differences CMapName WMode", CIDSystemInfo="characters",
                      UseCMap="encoding"),
    "characters": _kind("Registry Ordering Supplement"),
    "pattern": _kind("Type PatternType PaintType TilingType BBox XStep YStep Matrix", Resources="resources",
                     Shading="shading", ExtGState="state"),
    "shading": _kind("ShadingType Background BBox AntiAlias Coords Domain Extend Matrix BitsPerCoordinate "
                     "BitsPerComponent BitsPerFlag Decode VerticesPerRow", ColorSpace="colour",
                     Function="function"),
    "function": _kind(_FUNCTION, Functions="function"),
    # The parts of a colour space: a profile, a calibration, a table, or how one colour becomes another.
    "colour": _kind(f"{_FUNCTION} WhitePoint BlackPoint Gamma Matrix", Alternate="colour", Functions="function"),
    "annotation": _kind("Type Subtype Rect F"),
    "filter": _kind("Predictor Colors BitsPerComponent Columns EarlyChange K EndOfLine EncodedByteAlign Rows "
                    "EndOfBlock BlackIs1 DamagedRowsBeforeError ColorTransform", JBIG2Globals="data"),
    "data": {},
}  # fmt: skip
STREAMS = frozenset((
    "form", "image", "font file", "encoding", "pattern", "shading", "function", "colour", "data",
))  # fmt: skip
"""The kinds that may carry data of their own."""
OF_EVERY_STREAM = _kind("Filter", DecodeParms="filter")

SEEN_ANNOTATIONS = frozenset((
    "/Widget", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Ink", "/Stamp",
    "/Square", "/Circle", "/Line", "/Polygon", "/PolyLine", "/Caret",
))  # fmt: skip
"""Of an annotation only its place and its appearance are kept. Contents, authors, links and times go."""
NOT_SEEN = 0b10 | 0b100000
"""In the flags of an annotation: hidden, or not to be viewed."""
