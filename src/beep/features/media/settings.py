"""Settings of media."""

from pathlib import Path
from typing import Annotated

from msgspec import Meta

from beep.runtime.feature import Section


class MediaSettings(Section, frozen=True):
    max_file_bytes: Annotated[
        int, Meta(ge=1024, le=1 << 31, description="Largest file, in bytes; exactly this many still pass.")
    ] = 50 * 1024 * 1024
    waiting_files: Annotated[
        int, Meta(ge=10, le=10_000, description="Most files of one person that wait for their message.")
    ] = 100
    waiting_bytes: Annotated[
        int, Meta(ge=1 << 20, le=1 << 40, description="Most bytes of one person that wait for their message.")
    ] = 1 << 30
    address_hours: Annotated[
        int, Meta(ge=1, le=168, description="Hours an address of a file is good for, at least.")
    ] = 6
    origin: Annotated[
        str,
        Meta(
            pattern="^(|https?://[^/?#]+)$",
            description="Where files are served from, such as https://files.example.org; empty for Beep's"
            " own address. Another name keeps files apart from the page's sign-in.",
        ),
    ] = ""
    max_pixels: Annotated[
        int, Meta(ge=1_000_000, le=500_000_000, description="Largest image Beep opens, in pixels.")
    ] = 50_000_000
    store: Annotated[
        str, Meta(pattern="^(file|s3)$", description="`file` (a folder of the home) or `s3`.")
    ] = "file"
    s3_endpoint: Annotated[str, Meta(description="Address of the S3; empty for the provider's own.")] = ""
    s3_bucket: Annotated[str, Meta(description="Bucket, which must exist.")] = ""
    s3_region: Annotated[str, Meta(description="Region, where the S3 has any.")] = "us-east-1"
    s3_key_id: Annotated[str, Meta(description="Access key's id.")] = ""
    s3_secret_file: Annotated[str, Meta(description="File that holds the access key's secret.")] = ""
    s3_secret: Annotated[
        str, Meta(description="The secret itself, where there is no file; set it by environment only.")
    ] = ""
    clamav: Annotated[
        str,
        Meta(pattern="^(|[^:]+:[0-9]{1,5})$", description="host:port of a ClamAV daemon; empty for none."),
    ] = ""
    clamav_required: Annotated[
        bool, Meta(description="Refuse files while the scanner does not answer; false lets them pass.")
    ] = True

    def secret(self) -> str:
        """Return the access key's secret, from its file where there is one."""
        return Path(self.s3_secret_file).read_text("utf-8").strip() if self.s3_secret_file else self.s3_secret
