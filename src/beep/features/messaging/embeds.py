"""Embeds: boxes beside a message's text, sent by bots or made from the links it holds."""

from collections.abc import Sequence
from typing import Annotated

from msgspec import Meta, Struct, structs

# The most embeds a message has, and the most text they hold together.
EMBED_LIMIT = 10
TEXT_LIMIT = 6000
# What kind of embed shows the page behind a link.
PREVIEW = "link"
# How a preview names the picture of its page where it is stored; shown is its signed address.
_FILE = "attachment://"
_Url = Annotated[str, Meta(max_length=2048, pattern="^(https?|attachment)://")]
_Color = Annotated[int, Meta(ge=0, le=0xFFFFFF)]


class EmbedMedia(Struct, frozen=True, kw_only=True, omit_defaults=True):
    url: _Url
    proxy_url: str | None = None
    height: int | None = None
    width: int | None = None


class EmbedFooter(Struct, frozen=True, kw_only=True, omit_defaults=True):
    text: Annotated[str, Meta(max_length=2048)]
    icon_url: _Url | None = None


class EmbedProvider(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: Annotated[str, Meta(max_length=256)] | None = None
    url: _Url | None = None


class EmbedAuthor(Struct, frozen=True, kw_only=True, omit_defaults=True):
    name: Annotated[str, Meta(max_length=256)]
    url: _Url | None = None
    icon_url: _Url | None = None


class EmbedField(Struct, frozen=True, kw_only=True):
    name: Annotated[str, Meta(min_length=1, max_length=256)]
    value: Annotated[str, Meta(min_length=1, max_length=1024)]
    inline: bool = False


class Embed(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An embed as it is sent, stored and shown; what is not there is left out, as documented."""

    type: str | None = None
    title: Annotated[str, Meta(max_length=256)] | None = None
    description: Annotated[str, Meta(max_length=4096)] | None = None
    url: _Url | None = None
    timestamp: Annotated[str, Meta(max_length=40)] | None = None
    color: _Color | None = None
    footer: EmbedFooter | None = None
    image: EmbedMedia | None = None
    thumbnail: EmbedMedia | None = None
    provider: EmbedProvider | None = None
    author: EmbedAuthor | None = None
    fields: Annotated[list[EmbedField], Meta(max_length=25)] = []

    def text_length(self) -> int:
        """Return how much text counts towards the limit of a message."""
        texts = [self.title, self.description, self.footer and self.footer.text]
        texts += [self.author and self.author.name]
        texts += [part for one in self.fields for part in (one.name, one.value)]
        return sum(len(text) for text in texts if text)

    def is_empty(self) -> bool:
        return not (self.text_length() or self.image or self.thumbnail or self.url)


def with_picture(embed: Embed, file_id: int, width: int, height: int) -> Embed:
    """Return a preview with the picture of its page, a file of the message's channel."""
    picture = EmbedMedia(url=f"{_FILE}{file_id}", width=width, height=height)
    return structs.replace(embed, thumbnail=picture)


def picture_of(embed: Embed) -> int | None:
    """Return the file that is the picture of a preview's page."""
    if embed.type != PREVIEW or embed.thumbnail is None or not embed.thumbnail.url.startswith(_FILE):
        return None
    return int(embed.thumbnail.url.removeprefix(_FILE))


def pictures_of(embeds: Sequence[Embed]) -> list[int]:
    return [one for embed in embeds if (one := picture_of(embed)) is not None]
