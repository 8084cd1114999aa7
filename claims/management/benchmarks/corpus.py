"""News to measure with: generated, the same on every machine, or the files of a folder."""

import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from articles.draft import ArticleDraft
from articles.importers import IMPORTERS, Limits, Reading

OTHERS = 10_000_000  # numbers from here on stand in no corpus
UNLIMITED = Limits(file_bytes=1 << 50, unpacked_bytes=1 << 50, entries=1 << 50, items=1 << 50)
CHINESE = 12  # every so many articles are in Chinese
FIRST = datetime(2031, 1, 6, 6, tzinfo=UTC)

PLACES = ("NORTHTOWN", "EASTHAVEN", "ST. MARY", "PORT REED", "WEST HOLLOW", "LOWER WEBER")
PEOPLE = ("Ana Weber", "Dr. Sam Reed", "Gov. Lena Ortiz", "J. P. Maddox", "Sen. Ivo Hahn Jr.")
BODIES = ("the harbour board", "Reed & Weber Inc.", "the U.S. ferry office", "the school council",
          "Northtown Water Co.", "the Ministry of Tides")  # fmt: skip
THINGS = ("ferry service", "bridge tolls", "school meals", "tide barriers", "night buses",
          "grain prices", "water rights", "the harbour tunnel")  # fmt: skip
DEEDS = ("will resume", "were cut", "rose", "fell", "have been delayed", "are under review",
         "may be extended", "were approved")  # fmt: skip
RARE = ("lantern", "quarry", "orchard", "gazebo", "turbine", "mooring", "chapel", "viaduct",
        "beacon", "cannery", "lighthouse", "sawmill", "granary", "causeway", "foundry")  # fmt: skip
SENTENCES = (
    "{Body} said on {day} that {thing} {deed} by {n}.{d} percent, the most since Sept. {m}, when"
    " the {rare} was closed.",
    "“We have looked at {thing} for {m} years,” {person} told reporters at the {rare} near the old"
    " {rare}, “and we will look again.”",
    "About {n},{k} people signed the petition against the {rare}, according to {person} and {body},"
    " which counted them twice.",
    "The plan would cost ${n}.{d} million, or roughly ${m} for each household between the {rare}"
    " and the {rare} on the coast.",
    "{person} did not give a date, but a notice from {body} names {day} at {m} a.m. as the start of"
    " work on the {rare}.",
    "Is that enough? {Body} thinks so: “No. {m} on our list is done, and {thing} {deed},” it said"
    " in a statement that named no cost.",
    "In the {rare} district, where {thing} {deed} last spring, residents waited until {m} p.m. for"
    " word from {body}.",
    "A report of {k} pages puts the loss at {n} tons a year, e.g. near the {rare}, the {rare} and"
    " the {rare}, where {thing} {deed}.",
    "{person}, who has led {body} since 20{m}, said that {thing} {deed} “sooner or later,” whatever"
    " becomes of the {rare}.",
    "By contrast, {thing} {deed} in Easthaven, a town of {n},{k} people {m} km to the south with a"
    " {rare} and no {rare}.",
    "The vote was {m} to {d}; {person} and two others from {body} did not take part in it because"
    " of the {rare}.",
    "“Who pays?” asked {person}, pointing to a table on page {m} that lists the {rare}, the {rare}"
    " and {thing} side by side.",
)
CHINESE_SENTENCES = (
    "{d}月{m}日，北镇港务局表示，轮渡服务将于下周恢复，票价为{n}元，学生和老人可以免费乘坐。",
    "“我们已经等了{m}年。”安娜·韦伯对记者说，她的办公室就在旧灯塔旁边，窗外可以看见港口。",
    "据统计，约有{n}{k}人在请愿书上签名，比去年增加{m}.{d}%，其中一半以上住在沿海地区。",
    "这项计划要耗资{n}亿元吗？委员会没有直接回答，只说报告共有{k}页，将在下个月公布。",
    "东港的居民认为，潮汐屏障的工程应当在{d}月以前完成，否则今年冬天的损失还会更大。",
    "里德补充说：“费用由谁承担，要到议会投票以后才能决定，现在谈论这个问题还太早！”",
)


@dataclass(frozen=True, slots=True)
class Corpus:
    """A file to import: of which format, and whose articles it says these are."""

    path: Path
    kind: str
    articles: int
    source: str = ""

    def drafts(self) -> Iterator[ArticleDraft]:
        """All that can be read of it, without limits on its size as a whole."""
        how = Reading(name=self.path.name, limits=UNLIMITED)
        with self.path.open("rb") as file:
            for item in IMPORTERS[self.kind].read(file, how):
                if isinstance(item, ArticleDraft):
                    yield item

    def read_bare(self) -> int:
        """Reads it as plainly as its format can be; says how many there were."""
        if self.kind == "archive":
            with zipfile.ZipFile(self.path) as archive:
                return sum(bool(archive.read(entry)) for entry in archive.infolist())
        with self.path.open("rb") as file:
            return sum(bool(json.loads(line)) for line in file)


def generated(path: Path, articles: int, first: int = 0) -> Corpus:
    """Writes articles as JSON Lines, those from number `first` on."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for number in range(first, first + articles):
            file.write(json.dumps(article(number), ensure_ascii=False) + "\n")
    return Corpus(path, "json_lines", articles)


def packed(folder: Path, path: Path) -> Corpus:
    """The files of a folder in one archive, as an editor would hand them in."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    with zipfile.ZipFile(path, "w") as archive:
        for file in files:
            archive.write(file, file.relative_to(folder))
    return Corpus(path, "archive", len(files), source="Folder of the benchmark")


def article(number: int) -> dict[str, str]:
    """The article of this number under the names of a table: 1.6 KB and 12 sentences, about."""
    chance = Random(f"claimdesk {number}")  # noqa: S311
    chinese = number % CHINESE == CHINESE - 1
    day = FIRST + timedelta(minutes=7 * (number % OTHERS))
    if chinese:
        title = f"北镇轮渡恢复通航（第{number}号）"
        said = [filled(chance, chance.choice(CHINESE_SENTENCES)) for _n in range(10)]
    else:
        title = filled(chance, "{Thing} {deed} as {person} warns of {rare}") + f" ({number})"
        said = [filled(chance, chance.choice(SENTENCES)) for _n in range(chance.randint(8, 11))]
        place = f"{chance.choice(PLACES)}, {day:%b} {day.day} (Northtown Gazette) -- "
        said[0] = place + said[0]
    lines = [said[at : at + 2] for at in range(0, len(said), 2)]
    return {
        "title": title,
        "text": "\n".join(("" if chinese else " ").join(line) for line in lines),
        "source": "Northtown Gazette",
        "byline": chance.choice(PEOPLE),
        "published": day.isoformat(),
        "language": "zh-Hans" if chinese else "en",
        "external_id": f"gazette-{number}",
    }


def filled(chance: Random, pattern: str) -> str:
    """A sentence with other words and numbers each time."""
    words = {
        "body": chance.choice(BODIES),
        "person": chance.choice(PEOPLE),
        "thing": chance.choice(THINGS),
        "deed": chance.choice(DEEDS),
        "day": f"{FIRST + timedelta(days=chance.randrange(7)):%A}",
        "n": chance.randint(10, 99),
        "m": chance.randint(10, 28),
        "d": chance.randint(1, 9),
        "k": chance.randint(100, 999),
    }
    words |= {name.capitalize(): str(word)[0].upper() + str(word)[1:]
              for name, word in words.items() if name in {"body", "thing"}}  # fmt: skip
    while "{rare}" in pattern:
        pattern = pattern.replace("{rare}", chance.choice(RARE), 1)
    return pattern.format(**words)
