"""Where sentences begin and end: nupunkt, and the rules that news needs on top of it.

Every terminator is a candidate. The table decides what it knows; nupunkt is asked about short
words that may be abbreviations and are not in it, and sees no more than the two words around the
candidate. So time is linear in the text, and a verdict the same wherever the words stand.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

# Stored with each revision. Raise the last number when a rule changes.
SEGMENTER = "nupunkt 0.8.0 + claimdesk 1"

REACH = 48  # code points looked at on each side of a candidate
LONG, DENSE = 2_000, 8  # a line longer than that with a terminator every so many is no prose


class Span(NamedTuple):
    """Half-open range of code points, trimmed of white space."""

    start: int
    end: int


class Kind(Enum):
    """What a full stop after an abbreviation means."""

    NEVER = "never"  # belongs to the word after it: Dr., z.B.
    DIGIT = "digit"  # belongs to a number after it, else ends the sentence: No., pp.
    SOFT = "soft"  # ends the sentence before a word that starts one: U.S., St.
    FIRM = "firm"  # so, and before a name that has its verb at once: Inc., Mass., Jr.
    UNIT = "unit"  # ends the sentence before any capital: pct., p.m., Feb.


# Own collection. A row: languages ("*" is all), kind, words as written but without the last full
# stop and inner spaces ("Mass" is a state, "mass" a word). The kind "start" is of words that with
# a capital begin a sentence rather than go on with a name; the English ones serve everywhere.
TABLE = """
* never Mr Mrs Ms Messrs Mme Mlle Dr Drs Prof Rev Hon Msgr Mgr Pres Gov Govs Sen Sens Rep Reps Amb
  Sec Min Gen Lt Col Capt Cpt Maj Sgt Cpl Pvt Cmdr Cdr Adm Brig Cllr Supt Insp Det Ald Atty Asst
  Assoc Dep Ste Mt Ft Pt vs v cf viz e.g i.e approx ca incl esp Natl Fr Const
* digit No Nos no nos Nr nr Art Arts art arts Fig Figs fig figs sec p pp Vol Vols vol vols Ch ch
  para paras Op op Tel tel Ext ext Apt Rs Rm Cap cap Ps nº Nº n° núm Núm núms pág págs Pág रु सं नं
* soft St Univ Dept Inst Dist Cir Supp Ctr al Int'l Nat'l Gov't Dep't Ass'n J.-C av.J.-C Sté Cie
  EE.UU FF.AA JJ.OO CC.OO Cía р-н обл респ ум
* firm Inc Corp Co Cos Ltd Plc Pty Llc Bros Assn Jr Sr Esq Ph.D Ed.D Ave Blvd Hwy Pkwy Ala Ariz Ark
  Calif Colo Conn Fla Ga Ill Ky La Md Mass Mich Minn Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt
  Wash Wis Wyo Ont Que Alta Sask Del
* unit Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun
  a.m p.m A.M P.M pct bn bln mln tn etc lbs oz ft sq km kg cm mm hrs min yrs est B.C A.D B.C.E C.E
  janv févr avr juil sept oct nov déc a.C d.C ecc
* start The A An This That These Those There Here It Its He She They We You I His Her Their Our My
  Your In On At By For From With Without Under Over Since During Before After Until Despite Among
  Between Through Against About According As If When While Where Why How What Who Which Whether
  Although Though Because But And Or So Yet Nor Not No Then Thus Now Today Yesterday Tomorrow Later
  Meanwhile However Moreover Instead Still Even Only Just Once One Some Many Most More Several Few
  Both Each Every All Any Another Other To Of Is Are Do Did Has Have Can Could Will Would Should Two
de never z.B d.h u.a u.U sog bzw vgl Vgl evtl ggf inkl max min Hrsg geb gest Hr Dipl Ing d.R m.E s.o
  s.u Bd Abs Ziff zzgl med phil jur rer nat habil theol bspw Kap Abb Tab St i.V i.A Hl
de soft e.V a.D Jh Chr v.Chr n.Chr jun Okt Dez Std Str Tsd Mio Mrd usw o.ä o.Ä
de start Der Die Das Den Dem Des Ein Eine Einen Einem Er Sie Es Wir Ich Ihr Sein Seine Ihre Dies
  Diese Dieser Dieses In Im Am An Auf Aus Bei Beim Mit Nach Nachdem Seit Von Vom Vor Zu Zum Zur Für
  Durch Gegen Ohne Um Unter Über Während Wegen Als Wenn Weil Da Dass Ob Wie Wer Was Wo Warum Und
  Aber Oder Doch Denn Auch Noch Nur So Dann Danach Daher Dazu Deshalb Jedoch Heute Gestern Morgen
  Hier Dort Man Kein Keine Nicht Alle Viele Mehr Zudem Außerdem Ende Anfang Laut Bis Ab
fr never MM Me Mes Pr Vve av apr env p.ex c.-à-d Cdt Gal
fr start Le La Les L Un Une Des Du De Il Elle Ils Elles On Nous Vous Je Tu Ce Cet Cette Ces C Cela
  Son Sa Ses Leur Leurs Dans En Au Aux À A Pour Par Sur Sous Avec Sans Selon Depuis Pendant Après
  Avant Entre Malgré Si Quand Lorsque Comme Où Que Qui Et Mais Ou Puis Alors Ainsi Aussi Cependant
  Toutefois Tout Tous Plusieurs Hier Aujourd Demain Plus Même D J N Notre Deux
es,it,pt never Sra Srta Sres Sras sr Sr Dra Dres Dª Dña Ud Uds Profa Lic Ing Gral Cnel Cap Tte Mons
  Sto Sta p.ej Av Avda Pza pza Dpto Prov aprox Sig Dott Avv Eng Des Cel sra
es start El La Los Las Lo Un Una Él Ella Ellos Nosotros Usted Este Esta Estos Esto Ese Su Sus En Al
  Del De A Con Sin Por Para Según Desde Hasta Durante Entre Sobre Tras Si Cuando Como Donde Que Qué
  Quién Cómo Cuándo O Pero Aunque Porque Entonces También Además Después Antes Hoy Ayer Mañana No Ya
  Aún Todo Muchos Algunos Otro Cada Más Hay Es Fue Era Son Está Había Se Así Y Todos
it start Il Lo La I Gli Le Un Una L È E Ma Non Nel Nella In A Da Di Con Per Su Si Lui Lei Questo
pt start O A Os As Um Uma Ele Ela Eles Em No Na Nos De Do Da Com Para Por E Mas Não Se Este Isso
ru never т.е т.к т.н ул пр-т просп пер наб пл бул дер кв корп стр им акад проф доц канд ген полк кап
  лейт см См ср Ср напр рис Рис табл англ нем род и.о И.о зам гл Св кн ст
ru unit г гг в вв т.д т.п др пр проч руб коп долл млн млрд трлн тыс н.э кг км м ч янв фев февр апр
  авг сент окт нояб дек
ru start Он Она Оно Они Мы Вы Я Ты Его Её Ее Их Этот Эта Это Эти Тот Та То Те В Во На С Со По Из За
  От До Для При Об У Без После Перед Как Когда Если Хотя Что Чтобы Кто Где Который И А Но Или Однако
  Также Затем Потом Тогда Теперь Сейчас Сегодня Вчера Завтра Здесь Там Все Всё Многие Не Уже Ещё
  Более Кроме Согласно Позже Поэтому Так
ar unit م هـ ه
hi never डॉ डा प्रो श्री श्रीमती सुश्री पं मो मु स्व बी सी डी ई एफ एच जे एल एम एन पी क्यू आर एस टी
  यू वी डब्ल्यू एक्स वाई जेड
"""

TERMINATORS = ".!?…‥"
WIDE = "。！？｡।॥؟۔։።፧។⁇⁈⁉‼"  # of scripts that put no space, or no capital, after them
QUOTES = frozenset("\"'’”“‘»«›‹」』〉》＂＇")
OPENING = QUOTES | set("„‟‚¿¡「『")
BRACKETS = ")]}）］｝】〕"
DASHES = "-–—―−"
# Always matches at a terminator, so that no run is scanned twice. A footnote mark closes too, and
# the French closing quotation mark with its space.
PATTERN = (
    rf"([{TERMINATORS}{WIDE}]++%s)"
    rf"((?:[{re.escape(''.join(sorted(QUOTES)) + BRACKETS)}*]|\[\w{{1,3}}\]"
    r"|[ \u00a0\u202f][»›](?=[\s,.;:!?]|\Z))*+)(\s*+)"
)
CANDIDATE = re.compile(PATTERN % "")
# A caption may run into its credit: "The bridge at dawn Image: Sam Reed". Slower, so on demand.
CREDIT = re.compile(r"\w\s(?:Image|Photo): ")
CREDITED = re.compile(PATTERN % r"|(?<=\w)(?=\s(?:Image|Photo): )")
NO_CAPTION = {"File", "Featured", "Cover", "Main", "Lead", "Related", "Press", "Stock", "Top"}
INSIDE = re.compile(r"[-–—/'’(（]")  # where a word may hold another: pro-U.S., l'art.
OPENERS = "\"'“”„‟‘’‚«»‹›([{¿¡「『《〈（【*_ \u00a0\u202f"
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
INITIALISM = re.compile(r"(?:[^\W\d_]\.-?)+[^\W\d_]")
MARKER = re.compile(r"[(\[]?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})[)\]]?")
WORD = re.compile(r"[^\W\d_]+?(?=n['’]t\b|[\W\d_]|\Z)")
ROMAN = re.compile(r"(?!I\b)[IVXLC]+\b")
NUMERAL = re.compile(r"\d|^[IVXLC]+$")
VOWEL = re.compile("[aeiouyAEIOUY]")
CLOCK = re.compile(  # what may follow "5 p.m." inside the sentence
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|January|February|March|April|May|June|July"
    r"|August|(?:Septem|Octo|Novem|Decem)ber|[A-Z]{1,4}T|UTC|Eastern|Central|Pacific|Mountain"
    r"|(?:\w+ ){1,2}(?:[Tt]ime|Standard|Daylight))\b|(?:Mon|Tues?|Wed|Thu|Fri|Sat|Sun|Jan|Feb)\."
)
SAYING = re.compile(  # `"Never!" President Xi said`
    r"(?:(?:[A-Z][\w.’'-]*|of|the|and|de|la|al|bin|van|von) ){1,6}?"
    r"(?:said|says|asked|asks|added|adds|told|wrote|writes|shouted|cried|replied|tweeted"
    r"|exclaimed|yelled|wondered|insisted|declared|joked|chanted|demanded|recalled)\b"
)
SAYING_CJK = re.compile(
    r"[^\s，。！？、；：]{1,12}?(?:说|說|道|问|問|表示|称|稱|指出|强调|強調|补充|補充)[。，]"
    r"|と|って"
)
PREDICATE = re.compile(
    r"(?!Chair|Chief|President|CEO|CFO|Director|Executive|Spokes|Founder|\w+day\b|Day\b)"
    r"[A-Z]\w+ (?:said|says|was|were|is|are|has|have|had|will|would|can|could|may|did|does|also"
    r"|fell|rose|gained|lost|closed|declined|denied|refused|plans|announced|reported|told)\b"
)
PEOPLE = re.compile(  # subjects that news begins sentences with, unless a headline goes on
    r"(?:Analysts|Officials|Police|Investors|Shares|Critics|Experts|Authorities|Residents|Lawyers"
    r"|Witnesses|Protesters|Researchers|Scientists|Lawmakers|Prosecutors|Supporters) [a-z]"
)
FRONTED = re.compile(  # a sentence that has only begun: "In the U.S.", "В 1999 г."
    r"(?:In|On|At|By|Since|During|From|Until|Before|After|Around|About|Im|Am|Seit|Bis|Ab|Um|En|À"
    r"|Depuis|Desde|Hasta|В|Во|К|С|До|На|По|Около|После|\d+)(?:\s+[^\s,]+){1,6}"
)
ORDINAL_BEFORE = re.compile(  # German ordinals: "am 19. Mai", "der 45. Präsident"
    r"(?i:am|vom|zu[mr]|bis|beim|im|ab|seit|gegen|für|mit|nach|von|in|auf|an|d(?:er|ie|as|em|en|es)"
    r"|und|oder|ihr\w*|sein\w*|eine?[nmrs]?|unser\w*|jed\w+|späten|frühen|mitte|anfang|ende|\w+tag,?|[–-])"
)
ORDINAL_AFTER = re.compile(
    r"Jan|Jän|Feb|März|Apr|Mai|Ju[nl]i|Aug|Sept|Okt|Nov|Dez|Jahrh|Jahrt|Jh|Jubil|Platz|Mal\b|FC\b"
    r"|Liga|Klasse|Runde|Stock|Weltkrieg|Bundes|Etage|Kapitel|Spiel|Minute|Tag"
)
EXCLAIMED = {"Yahoo", "Jeopardy", "Yum", "Joomla"}  # names that end in "!"


class Lexicon(NamedTuple):
    """What is known of a language."""

    language: str
    kinds: dict[str, Kind]
    starters: frozenset[str]


@lru_cache(maxsize=64)
def lexicon(language: str) -> Lexicon:
    """The words of a language tag ("de", "zh-Hans"); an unknown one gets the shared rows."""
    base = re.split(r"[-_]", language.strip().casefold())[0]
    kinds: dict[str, Kind] = {}
    starters: set[str] = set()
    for row in re.split(r"\n(?! )", TABLE.strip()):
        tags, name, *words = row.split()
        if tags != "*" and base not in tags.split(","):
            continue
        if name == "start":
            starters.update(words)
        else:
            kinds.update(dict.fromkeys(words, Kind(name)))
    if base == "de":  # every noun has a capital there, so a capital alone tells nothing
        kinds = {word: Kind.SOFT if kind is Kind.UNIT else kind for word, kind in kinds.items()}
    return Lexicon(base, kinds, frozenset(starters))


@lru_cache(maxsize=1 << 13)
def _engine_breaks(before: str, after: str) -> bool:
    import nupunkt  # here, since not every process splits; it keeps the loaded model itself

    return len(list(nupunkt.load("default").span_tokenize(f"{before} {after}"))) > 1


class Candidate(NamedTuple):
    """A terminator inside a line, and the words around it."""

    mark: str  # "." or "?!"
    closers: str
    quoted: bool  # a quotation mark is among the closers
    sentence: str | None  # what it would end, without the mark; None if longer than REACH
    previous: str  # the word before the last
    word: str  # the last word; "" if the mark stands alone
    lead: str  # quotation marks and brackets that open what follows
    after: str  # what follows them
    starts: bool  # as a sentence does, or a label ("Image:"); "A." is an initial


def _candidate(found: re.Match[str], start: int, starters: frozenset[str]) -> Candidate:
    line, at, resume = found.string, found.start(), found.end()
    before = line[max(start, at - REACH) : at]
    words = ["", *before.split()]
    if not before or before[-1].isspace():
        words.append("")
    ahead = line[resume : resume + REACH]
    after = ahead.lstrip(OPENERS)
    word = found_word[0] if (found_word := WORD.match(after)) else ""
    next_mark = after[len(word) : len(word) + 1] if word else ""
    return Candidate(
        mark=found[1],
        closers=found[2],
        quoted=not QUOTES.isdisjoint(found[2]),
        sentence=before.strip() if at - start <= REACH else None,
        previous=words[-2].lstrip(OPENERS),
        word=words[-1].lstrip(OPENERS),
        lead=ahead[: len(ahead) - len(after)],
        after=after,
        starts=next_mark == ":" or (next_mark != "." and word in starters),
    )


def _initials(word: str, last: str, kinds: dict[str, Kind]) -> bool:
    if len(word) == 1:
        return word.isalpha() and not CJK.match(word)
    *_, tail = parts = word.split(".")  # Hindi writes its initials as syllables
    if len(parts) > 1 and not word.isascii() and tail in kinds and max(map(len, parts)) < 5:
        return True
    return bool(INITIALISM.fullmatch(word) or INITIALISM.fullmatch(last))


def _kind(c: Candidate, kinds: dict[str, Kind]) -> Kind | None:
    """What is known of the last word; None if it is no abbreviation known."""
    word, last = c.word, INSIDE.split(c.word)[-1]
    if f"{word}.{c.after.split()[0].rstrip('.')}" in kinds:
        return Kind.NEVER  # the first half of "z. B.", "EE. UU."
    joined = c.previous + word if c.previous.endswith(".") else ""
    if (kind := kinds.get(joined)) and not (kind is Kind.UNIT and joined.isupper()):
        return kind  # but "B. C. Petrov" is no date
    shouted = word.capitalize() if word.isupper() and len(word) > 1 else ""  # ST. LOUIS
    first = word[:1].lower() + word[1:] if c.sentence == word else ""  # Approx. 50
    for form in (word, last if len(last) > 1 else "", shouted, first):
        if kind := kinds.get(form):
            alone = len(form) == 1 and not NUMERAL.search(c.previous)
            return Kind.NEVER if alone and kind is Kind.UNIT else kind
    return Kind.SOFT if _initials(word, last, kinds) else None


def _after_abbreviation(kind: Kind, c: Candidate) -> bool:
    if kind is Kind.NEVER or "(" in c.lead:
        return False
    if kind is Kind.DIGIT:
        return not (c.after[0].isdigit() or ROMAN.match(c.after))
    if c.after[0].isdigit():
        return False
    if c.starts or c.quoted or PEOPLE.match(c.after):
        return True
    if ")" in c.closers or (c.sentence is not None and FRONTED.fullmatch(c.sentence)):
        return False
    if kind is Kind.UNIT:
        return not (c.word.endswith((".m", ".M")) and CLOCK.match(c.after))
    return kind is Kind.FIRM and bool(PREDICATE.match(c.after))


def _after_number(c: Candidate, lexicon: Lexicon) -> bool:
    """German ordinals: "am 19. Mai", "der 45. Präsident", but "im Jahr 2019. Merkel"."""
    if lexicon.language != "de" or len(c.word) > 2:
        return True
    ordinal = ORDINAL_AFTER.match(c.after) or ORDINAL_BEFORE.fullmatch(c.previous)
    return not (ordinal or c.after[0].isdigit())


def _after_full_stop(c: Candidate, kind: Kind | None, lexicon: Lexicon) -> bool:
    word = c.word
    if c.sentence is not None and MARKER.fullmatch(c.sentence):
        return False
    if kind:
        return _after_abbreviation(kind, c)
    if c.starts or c.quoted:
        return True
    if word.isdigit():
        return _after_number(c, lexicon)
    if lexicon.language == "de" and ROMAN.fullmatch(word):
        return False
    doubtful = (word.istitle() and len(word) < 4) or not VOWEL.search(word)
    if doubtful and word.isascii() and word.isalpha() and not word.isupper():
        return _engine_breaks(f"{word}.", c.after.split()[0])
    return True


def _after_other(c: Candidate, opened: bool) -> bool:
    """After "!", "?" and "..."; `opened` if the sentence began with a bracket."""
    if c.starts or (c.quoted and not c.lead and SAYING.match(c.after)):
        return c.starts
    if c.mark[-1] in "!?":
        return opened or not (c.word in EXCLAIMED or ")" in c.closers)
    return c.word != "" or "]" in c.closers


def _breaks(found: re.Match[str], start: int, lexicon: Lexicon) -> bool:
    """Whether the sentence that began at `start` ends at a candidate with more text after it."""
    c = _candidate(found, start, lexicon.starters)
    first = c.after[:1]
    if not c.mark:
        return c.word not in NO_CAPTION
    if first in TERMINATORS:  # the end of the line too
        return not first or (c.mark == "." and c.word != "" and c.after.startswith(("...", "…")))
    if first in ",;:)]}%&/=+<>|":
        return False
    kind = _kind(c, lexicon.kinds) if c.mark == "." else None
    if first in DASHES:
        return not kind and not c.quoted and c.after.lstrip(DASHES + " ")[:1].isupper()
    if first.islower() and first != first.title():  # Georgian is lower and has no other
        opens = c.mark == "." and not OPENING.isdisjoint(c.lead)  # or: iPhone, eBay
        return not kind and (opens or c.after[1:2].isupper())
    if "…" in c.mark or ".." in c.mark or (not c.word and c.previous == "."):
        if c.sentence == "" or c.after.startswith(("I ", "I'", "I’")):
            return False
    elif c.mark == ".":
        return _after_full_stop(c, kind, lexicon)
    return _after_other(c, found.string[start] == "(")


def _wide_end(found: re.Match[str], start: int) -> int:
    """Where a sentence ends at a wide terminator; 0 if it goes on."""
    # No space tells whether a quotation mark closes: its shape does, or whether one is open.
    line = found.string
    for end in range(found.start(2), found.end(2)):
        begin, quote = max(start, end - 10 * REACH), line[end]
        if quote in "“‘" or (quote in "\"'" and line.count(quote, begin, end) % 2 == 0):
            return end
    said = found[2].strip(BRACKETS) and SAYING_CJK.match(line, found.end())
    return 0 if said or line[found.end()] in ".,;:!?،؛，、；：" else found.end(2)


def _line_spans(line: str, lexicon: Lexicon) -> Iterator[tuple[int, int]]:
    """Spans of one stripped line."""
    start = 0
    pattern = CREDITED if CREDIT.search(line) else CANDIDATE
    for found in pattern.finditer(line):
        end, resume = found.end(2), found.end()
        last = found.group(1)[-1:]
        if resume == len(line):
            break
        if last and (last in WIDE or (last in "!?" and CJK.match(line, end))):
            end = _wide_end(found, start)
            if not end:
                continue
        elif resume == end or not _breaks(found, start, lexicon):
            continue
        yield start, end
        start = resume if end == found.end(2) else end
    yield start, len(line)


def _sound(line: str, spans: list[tuple[int, int]]) -> bool:
    """Whether the spans are sorted and trimmed, with only white space left between them."""
    at = 0
    for start, end in spans:
        sentence = line[start:end]
        if start < at or line[at:start].strip() or not sentence or sentence != sentence.strip():
            return False
        at = end
    return at == len(line)


def _split_line(line: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    whole = [(0, len(line))]
    if len(line) > LONG and sum(map(line.count, TERMINATORS + WIDE)) > len(line) // DENSE:
        return whole
    try:
        spans = list(_line_spans(line, lexicon))
    except Exception:  # a fault of the engine or of a rule must not cost the text
        return whole
    return spans if _sound(line, spans) else whole


def split(text: str, language: str = "en") -> list[Span]:
    """Sentences of a text as sorted, disjoint spans of code points, none across a line end ("\\n").

    Between them there is white space only, whatever the text. A line that the rules fail on, or
    that is no prose, is one sentence.
    """
    words = lexicon(language)
    spans: list[Span] = []
    offset = 0
    for raw in text.split("\n"):
        if line := raw.strip():
            begin = offset + len(raw) - len(raw.lstrip())
            spans += [Span(begin + start, begin + end) for start, end in _split_line(line, words)]
        offset += len(raw) + 1
    return spans
