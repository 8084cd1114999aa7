"""What is odd in an item of an agency or a feed, and is told instead of refused."""

from collections.abc import Callable, Mapping
from datetime import datetime

from articles.importers.columns import refuse_broken, shown
from articles.importers.compose import language_tag, web_address
from articles.importers.dates import moment
from articles.text import UnreadableText

LONGEST_ID = 200  # characters of an external_id


class Oddities(list[str]):
    """The warnings of one item, as they are found."""

    def tell(self, what: str) -> None:
        """Add one, in signs that can be shown."""
        if (what := shown(what, 500)) not in self:
            self.append(what)

    def language(self, value: str) -> str:
        """The tag, or nothing for what is none."""
        return self.kept(language_tag, value)

    def address(self, value: str) -> str:
        """The address on the web, or nothing for what is none."""
        return self.kept(web_address, value)

    def id_beside(self, address: str, value: str) -> str:
        """The id; nothing for one too long to keep, where the address tells the article apart."""
        value = " ".join(value.split())
        if len(value) <= LONGEST_ID or not address:
            return value
        self.tell(
            f"Its id has {len(value):,} characters, of which {LONGEST_ID} can be kept. It was left"
            " out: its address tells it apart."
        )
        return ""

    def kept(self, check: Callable[[str], str], value: str) -> str:
        """What `check` makes of the value, or nothing where it refuses it."""
        try:
            return check(value)
        except UnreadableText as error:
            self.tell(f"{error} It was left out.")
            return ""


def when(row: Mapping[str, str]) -> datetime | None:
    """The moment a row was published. Raises UnreadableText, also for half characters anywhere."""
    refuse_broken(row)
    return moment(row["published"])
