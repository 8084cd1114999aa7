"""The sentence splitter: categories of news, languages, any string at all, and the gold sets."""

import json
from pathlib import Path

import nupunkt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.sentences import LONG, SEGMENTER, Span, lexicon, split

GOLD = Path(__file__).resolve().parents[3] / "shared" / "data" / "sentences"
FLOORS = {
    "en_gum_news": 0.96,
    "en_pud": 0.997,
    "zh_pud": 0.994,
    "de_pud": 0.99,
    "ar_pud": 0.994,
    "hi_pud": 0.993,
    "es_pud": 0.99,
    "fr_pud": 0.99,
    "ru_pud": 0.99,
    "hard_news": 1.0,
}

# "|" marks where one sentence ends and the next begins.
ENGLISH = {
    "us": """
        She flew back to the U.S.|He stayed in Lima.
        U.K. Prime Minister Ann Hill met U.S. President Bob Lake.|They talked.
        A U.S.-based firm won.|The U.N. Security Council met.
        In the U.S. Lake won.|However, the U.K. Parliament refused.
        "We love the U.S."|Delegates cheered.
        U.S. Officials Say Deal Is Near""",
    "title": """
        Sen. Ray Marsh and Gov. Lea Stone spoke.|Lt. Col. Jon Reed did not.
        Vice Adm. Sam Hall met the Rev. Al Brook.|St. John's Church was full.
        Robert Vale Jr. said no.|Maria Lopez, M.D., agreed.
        He lives on Main St.|The house is old.
        Rep. Amy Dale, D-Calif., said so.|Ms. Jones stayed.""",
    "number": """
        It costs $1.2 bn.|Sales rose 3.5 million.
        He lives at No. 10 Hill Street.|The town is No. 1.|Ours is No. 2.
        He was born on Jan. 5, 1950, and died on Feb. 3.|He was 70.
        Output grew 0.4 pct.|Analysts had expected 0.5 pct. in May.
        It ended in 1945.|20 years later it began again.
        See pp. 3-4 and Fig. 2.|It was in Dec. 1990.""",
    "dateline": """
        PARIS, Feb. 3 (Reuters) - President Jean Roc said on Monday he would stay.|He smiled.
        ST. PETERSBURG, Russia (AP) — Police held 30 people.|They were freed.
        BERN, May 19 (Xinhua) -- The economy grew.|It will grow more.
        LOS ANGELES, Calif. (AP) — A fire broke out.|MT. VERNON is near.
        WASHINGTON, D.C. — The Senate voted.""",
    "initials": """
        J. K. Marlowe wrote it.|George W. Lane read it.
        Among the poets were V. Holm, K. T. Brandt and O. Lind.|The prize went to E. Falk.
        J.R.R. Hill and C.S. Vale met.|They left.
        It is vitamin C.|The body needs it.""",
    "company": """
        Kaito Electron Co. Ltd. said so.|Its shares rose.
        Norton Mobil Corp. said profit rose.|Pear Inc., which makes phones, fell.
        Amber Inc. Chief Executive Jo Bell left.|He has cash.
        He runs Fjord Motor Co.|The company did not comment.
        She sued Prizor Inc.|Moderna was not sued.
        Yahoo! Inc. fell.|Kaito Corp. (6758.T) rose 2 percent.""",
    "ampm": """
        It began at 5 p.m.|The hall was full.
        It starts at 5 p.m. EST on Friday.|It ends at 9 p.m. Moscow time.
        It happened at 3 a.m. Monday.|Nobody was hurt.
        The bell rang at 10 a.m.|Police came at 11 a.m. (0900 GMT).""",
    "quote": """
        "It is over."|Nobody spoke.
        He said, "It is over."|She agreed.
        "I will go," he said.|"You will stay."|He left.
        “It is hard.|It is slow,” he said.|He left.
        The plan, he said, is "dead".|Officials disagreed.""",
    "quoteqe": """
        "Get out!" shouted Reed.|He ran.
        "Never!" President Ann Hill said.|He left.
        “Why now?” Lake asked reporters.|No one replied.
        "Stop!"|The man ran away.
        Did he say "yes"?|Nobody knew.""",
    "ellipsis": """
        "We tried...|We failed," he said.
        The deal ... was off.|"Well… maybe," she said.
        He paused…|Then he spoke.
        ...and then he left.|It was long . . . and hard.
        The answer is ... Bob Lake.""",
    "url": """
        Visit www.example.com.|It is free.
        Write to a.b@example.co.uk.|We reply.
        See https://example.org/a.b?c=d for more.|Version 2.0.1 is out.""",
    "paren": """
        (He left.)|She stayed (with the dog).|It rained.
        Pear (PEAR.O) rose.|Its rival (Amber Corp.) gained.|The rest fell.
        It rose 3% (2.1 pct. in May).|The vote (the first!) failed.
        It is known.[1]|Nobody doubts it.""",
    "bullets": """
        1. The economy grew.|2. Exports fell.
        a) The plan works.|It is new.
        • Exports fell.|• Imports rose.
        IV. The end is near.|It came.""",
    "etc": """
        Fruit, nuts, etc. were sold.|They sell pens, paper, etc.|Prices are low.
        It is big, i.e. huge.|Some, e.g. Peru, left.
        Smith et al. found it.|Roe v. Wade was cited.""",
    "acronym": """
        He works in Washington, D.C.|The city is big.
        The D.C. Council voted.|The F.B.I. Director agreed.
        The pact was signed in Sept.|UNESCO welcomed it.""",
    "dashq": """
        "Where to?" -- so ran the first line of her letter.|He kept it.
        "Why?" — Lake’s question — was not heard.|It is over – or is it?
        "It is over." - Ann Hill""",
    "credit": """
        The bridge at dawn|Image: Sam Reed.
        Related Image: the bridge""",
}
OTHERS = {
    "de": """
        Am 3. Oktober wird gefeiert.|Der 8. Mai ist kein Feiertag.
        Im 19. Jahrhundert war es z.B. anders.|Das ist z. B. Berlin.
        Rund 3 Mio. Euro kostet das.|Dr. med. Anna Weber sprach mit Prof. Klee.
        Das war im Jahr 2019.|Weber ging 2021.
        „Wir gehen.“|Er blieb.
        »Nein.«|Er ging.
        Obst, Gemüse usw.|Das steht in Art. 5 Abs. 2 GG.
        Um 500 v. Chr. lebte er.|Ludwig XIV. König von Frankreich starb.""",
    "fr": """
        M. Roc a parlé.|Mme Val a répondu.
        « Nous partons. »|Il est resté.
        « Pourquoi ? » demande-t-il.|Elle rit.
        Il est né en 50 av. J.-C.|Du pain, du vin, etc.|Tout était là.
        J.-P. Dupont est venu.|L’art. 5 du code s’applique.""",
    "es": """
        El Sr. Pérez habló.|La Dra. Ana M. Ruiz también.
        EE.UU. firmó.|Viajó a EE. UU. en mayo.|¿Quién es?|¡Nadie lo sabe!
        «Nos vamos.»|Él se quedó.
        Nació en el 300 a. C.|Murió en Roma.
        A las 5 p. m. empezó.|Véase la pág. 5.""",
    "ru": """
        В 1999 г. Петров стал министром.|Он работал.
        А. С. Орлов родился в 1799 г.|Он был поэтом.|Это было в г. Москве.
        Он купил хлеб, молоко и т.д.|Потом ушел.
        «Уходи!» — сказал он.|Т. е. ушла.
        В XIX в. Россия росла.|Цена — 5 млн руб.|Это много.""",
    "hi": """
        डॉ. सिंह ने कहा।|एस. वर्मा आए।|क्या वह गया?|हाँ!
        यू.एस. में बारिश हुई।|वह सो गया.|वह उठा.""",
    "ar": """
        قال د. أحمد إنه ذهب.|ثم عاد.|هل ذهب؟|نعم، ذهب.""",
    "ur": "وہ گیا۔|وہ آیا۔",
    "ka": "ეს არის.|ის მოვიდა.",
    "it": "Il Sig. Rossi parla.|La casa è grande.",
    "pt": "O Sr. Silva falou.|A casa é grande.",
}
UNSPACED = {
    "zh": """
        他走了。|她留下了！|是吗？！|是的。
        他说：“我们走吧。”|她留下了。|“好。”|他笑了。
        “你是谁？”他问。|没人回答。
        增长6.5%。|（他走了。）|她来了。|他说"好。"|她笑了。|"最新"的事。""",
    "ja": "行った。|「行こう。」と言った。|来た。",
}
CASES = [
    pytest.param(language, joint, line.strip(), id=f"{name}-{number}")
    for joint, groups in ((" ", {**ENGLISH, **OTHERS}), ("", UNSPACED))
    for name, lines in groups.items()
    for number, line in enumerate(lines.strip().split("\n"))
    for language in ["en" if name in ENGLISH else name]
]


def assert_sound(text: str, spans: list[Span]) -> None:
    at = 0
    for start, end in spans:
        assert at <= start < end
        assert not text[at:start].strip()
        assert text[start:end] == text[start:end].strip()
        assert "\n" not in text[start:end]
        at = end
    assert not text[at:].strip()


@pytest.mark.parametrize(("language", "joint", "line"), CASES)
def test_split_case(language: str, joint: str, line: str) -> None:
    sentences = line.split("|")
    text = joint.join(sentences)
    assert [text[start:end] for start, end in split(text, language)] == sentences


def test_split_offsets_are_code_points_of_the_text() -> None:
    text = "\n  \U0001f600 Yes. No.\t\n\nThe end\u2028here.\x85\n"
    assert split(text) == [Span(3, 9), Span(10, 13), Span(16, 29)]
    assert split("") == split(" \n\x85\n") == []


def test_split_language_may_be_a_tag_or_unknown() -> None:
    text = "Am 3. Mai war es z. B. so. Ja."
    assert split(text, "de-AT") == split(text, "DE_de") == split(text, "de")
    assert len(split("Yes. No.", "")) == len(split("Yes. No.", "tlh")) == 2
    assert lexicon("zh-Hans").language == "zh"


def test_split_long_line_that_is_no_prose_is_one_sentence() -> None:
    text = "A. " * LONG
    assert split(text) == [Span(0, len(text) - 1)]
    assert len(split("It was a long day. " * LONG)) == LONG


def test_split_engine_failure_keeps_the_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bool:
        raise RecursionError

    monkeypatch.setattr("articles.sentences._engine_breaks", fail)
    assert split("It was Xyz. Zorro left. He ran.\nHe ran. She too.") == [
        Span(0, 31),
        Span(32, 39),
        Span(40, 48),
    ]


def test_segmenter_names_the_engine_in_use() -> None:
    assert SEGMENTER.startswith(f"nupunkt {nupunkt.__version__} + claimdesk ")


MARKS = st.sampled_from(".!?…。।؟۔\"'”“»«)]( \n\xa0\x85\u2028\0\ud800\udfff\u0301中说\U0001f600")
WORDS = "U.S.|Mr.|A|b|19.|[1]|Image: | said |з. Б.|p.m.|...| - |Xyz"
PIECES = MARKS | st.sampled_from(WORDS.split("|"))
ANYTHING = st.text(st.characters(exclude_categories=()), max_size=200)


@given(ANYTHING | st.lists(PIECES, max_size=40).map("".join), st.sampled_from(["en", "de", "zh"]))
def test_split_any_text_keeps_the_invariants(text: str, language: str) -> None:
    assert_sound(text, split(text, language))


HOSTILE = (
    'a|a |.|. |!|"|."|." |(|).|[1]|.[1]|. »|»\xa0|。|。"|“|a.|A. |U.S. A|...|. . . A|…|!" A of '
    "|中!|嗎？”|؟ |: Image: |\x85|\ud800. |x.)|*|Aaaa. Bbbb |в 1999 г. |9. Mai "
)


@pytest.mark.parametrize("unit", HOSTILE.split("|"))
def test_split_long_hostile_line_keeps_the_invariants(unit: str) -> None:
    for size in (LONG - 1, 50 * LONG):
        text = (unit * (size // len(unit) + 1))[:size]
        assert_sound(text, split(text))


@pytest.mark.skipif(not GOLD.is_dir(), reason="the gold sets are not beside this checkout")
@pytest.mark.parametrize(("name", "floor"), FLOORS.items())
def test_split_gold_set_reaches_its_floor(name: str, floor: float) -> None:
    """F of the boundaries inside lines."""
    right = found = wanted = 0
    for row in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        document = json.loads(row)
        text, free = document["text"], set(document.get("optional", ()))
        at = 0
        for line in text.split("\n"):
            at += len(line) + 1
            free.add(at - 1 - (len(line) - len(line.rstrip())))
        gold = {end for _, end in document["sents"]} - free
        ours = {end for _, end in split(text, document["lang"])} - free
        right, found, wanted = right + len(gold & ours), found + len(ours), wanted + len(gold)
    assert 2 * right / (found + wanted) >= floor
