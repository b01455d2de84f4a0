"""Which links are previewed, and what is read of a page."""

import pytest

from beep.features.previews.rules import Description, decoded, describe, embed_of, links_in


@pytest.mark.parametrize(
    ("content", "links"),
    [
        ("rien", []),
        ("http:// et https://", []),
        ("voir https://a.test/x.", ["https://a.test/x"]),
        ("(https://a.test/x), https://b.test/(y)!", ["https://a.test/x", "https://b.test/(y)"]),
        ("https://a.test https://a.test", ["https://a.test"]),
        ("<https://a.test> https://b.test", ["https://b.test"]),
        ("`https://a.test` https://b.test", ["https://b.test"]),
        ("``a ` https://a.test`` https://b.test", ["https://b.test"]),
        ("```\nhttps://a.test\n``` https://b.test", ["https://b.test"]),
        ("` https://a.test", ["https://a.test"]),
        ("[nom](https://a.test/y)", ["https://a.test/y"]),
        ("**https://a.test**", ["https://a.test"]),
        ("gopher://a.test file:///etc ftp://a.test", []),
        ("HTTPS://A.test/É", ["HTTPS://A.test/É"]),
        (" ".join(f"https://{n}.test" for n in range(9)), [f"https://{n}.test" for n in range(5)]),
        ("https://a.test/" + "x" * 2048, []),
    ],
)
def test_links_are_those_people_see_as_links(content: str, links: list[str]) -> None:
    assert links_in(content) == links


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("", Description()),
        ("<title>Un &amp; deux</title>", Description("Un & deux")),
        ("<TITLE lang=fr>\n Un \n</TITLE>", Description("Un")),
        ('<title>T</title><meta property="og:title" content="O">', Description("O")),
        ("<meta content='a > b' name=twitter:title>", Description("a > b")),
        ('<meta name="description" content="D"><title>T', Description(None, "D")),
        ("<meta property=og:site_name content=S><meta name=theme-color content='#0000fF'>",
         Description(site="S", color=255)),
        ("<meta name=theme-color content=red><title>T</title>", Description("T")),
        ("<script>'<title>X</title>'</script><!-- <title>Y</title> --><title>T</title>", Description("T")),
        ("</head><title>T</title>", Description()),
        ("<body><title>T</title>", Description()),
        ("<metadata property=og:title content=x><title>T</title>", Description("T")),
        ("<title>a\u202eb\x00c\u2066</title>", Description("abc")),
        ("<title>&#xD800;</title>", Description("\ufffd")),
        ("<title>" + "x" * 300 + "</title>", Description("x" * 255 + "…")),
        ("<title><b>gras</b></title>", Description("<b>gras</b>")),
    ],
)  # fmt: skip
def test_a_page_says_what_it_is_as_text_of_bounded_length(page: str, said: Description) -> None:
    assert describe(page) == said


@pytest.mark.req("S-09")
@pytest.mark.parametrize(
    "piece",
    ["<meta a='", '<meta a="', "<meta ", "<title", "<!--", "<script>", "<", "&", "<meta a=b ", "</head <"],
)
def test_a_page_made_to_be_slow_is_read_to_the_end_of_what_is_read(piece: str) -> None:
    """Finishes: a reader that looks back would take hours over a mebibyte of these."""
    describe(piece * ((1 << 20) // len(piece)))
    describe("<title>x</title>" + piece * ((1 << 20) // len(piece)))


@pytest.mark.req("S-09")
@pytest.mark.parametrize("piece", ["`", "` ", "`` ` ", "http://", "<http://", "https://a(", ")", "http://a)"])
def test_a_text_made_to_be_slow_is_read(piece: str) -> None:
    links_in(piece * (16_000 // len(piece)))


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        ("é".encode(), "text/html", "é"),
        ("é".encode("latin-1"), "text/html; charset=ISO-8859-1", "é"),
        ("<meta charset='windows-1252'>é".encode("cp1252"), "text/html", "<meta charset='windows-1252'>é"),
        (b"a-", "text/html; charset=punycode", "a-"),
        (b"\xff", "text/html; charset=nothing", "\ufffd"),
        (b"a", "text/html; charset=iso-8859-99", "a"),
    ],
)
def test_pages_are_read_in_the_signs_they_name(content: bytes, kind: str, text: str) -> None:
    assert decoded(content, kind) == text


def test_a_page_that_says_nothing_has_no_preview() -> None:
    assert embed_of("https://a.test", Description(site="S", color=1)) is None
