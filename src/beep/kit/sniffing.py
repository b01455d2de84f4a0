"""What a file is, by its first bytes: never by what somebody calls it."""

import mimetypes

OPAQUE = "application/octet-stream"
HEAD_BYTES = 512
# Types a page may show in place; everything else is only ever downloaded (S-20, S-22).
IMAGES = frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"})
PLAYABLE = frozenset(
    {
        "video/mp4",
        "video/webm",
        "video/quicktime",
        "audio/mpeg",
        "audio/ogg",
        "audio/wav",
        "audio/flac",
        "audio/mp4",
    }
)
_STARTS = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\xff\xfb", "audio/mpeg"),
    (b"\xff\xf3", "audio/mpeg"),
    (b"\xff\xf2", "audio/mpeg"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-msdownload"),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_ISO = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4"}
_NOT_VIDEO = (b"avif", b"avis", b"heic", b"heix", b"mif1", b"crx ")
# What only a container's name tells apart, by its ending.
_ZIPS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
}
_TEXTS = frozenset({"text/plain", "text/csv", "text/markdown", "application/json", "text/calendar"})


def content_type(head: bytes, filename: str) -> str:
    """Return the type of a file that begins with `head`; `OPAQUE` for what is not recognised.

    Pages, scripts and drawings come out as plain text: nothing here may make a browser run one.
    """
    ending = filename.rpartition(".")[2].lower()
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], OPAQUE)
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return OPAQUE if brand in _NOT_VIDEO else _ISO.get(brand, "video/mp4")
    for start, kind in _STARTS:
        if head.startswith(start):
            if kind == "application/zip":
                return _ZIPS.get(ending, kind)
            is_film = kind == "audio/ogg" and b"theora" in head
            return "video/ogg" if is_film else kind
    return _text(head, filename)


def _text(head: bytes, filename: str) -> str:
    try:
        # The last character may be cut.
        text = head.decode("utf-8") if len(head) < HEAD_BYTES else head[:-4].decode("utf-8", "ignore")
    except UnicodeDecodeError:
        return OPAQUE
    if not text or any(ord(sign) < 32 and sign not in "\t\n\r\f\x1b" for sign in text) or "\ufffd" in text:
        return OPAQUE
    if len(head) == HEAD_BYTES and len(text.encode()) < HEAD_BYTES - 8:
        return OPAQUE
    guessed = mimetypes.guess_type(filename)[0]
    return guessed if guessed in _TEXTS else "text/plain"
