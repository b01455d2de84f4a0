"""Settings of previews."""

from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class PreviewsSettings(Section, frozen=True, kw_only=True):
    enabled: Annotated[
        bool, Meta(description="Fetch pages that messages link to, and show what they say")
    ] = True
    pictures: Annotated[
        bool, Meta(description="Fetch the picture a page names too, and show it beside what the page says")
    ] = True
    at_once: Annotated[
        int, Meta(ge=1, le=100, description="Most pages fetched at once, and messages worked on")
    ] = 8
