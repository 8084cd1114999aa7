"""Where sentences begin and end: nupunkt, and the rules that news needs on top of it.

Every terminator is a candidate. Tables decide what they know, the engine is asked about the
doubtful rest, and only ever with the two words around the candidate: that keeps the time
linear and a verdict the same wherever the words stand. What is not a sentence of its own
(a title, a date line, a list marker) stays with what follows.
"""

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache
from typing import Any, NamedTuple

# Stored with each revision. Raise the second number when a rule changes.
SEGMENTER = "nupunkt 0.8.0 + claimdesk 1"

REACH = 48  # code points looked at on each side of a candidate


class Span(NamedTuple):
    """Half-open range of code points, trimmed of white space."""

    start: int
    end: int


class Kind(Enum):
    """What a full stop after a known abbreviation means."""

    NEVER = 1  # belongs to the word after it: Dr., z.B.
    DIGIT = 2  # belongs to a number after it, else ends the sentence: No., pp.
    SOFT = 3  # ends the sentence before a word that starts one: U.S., Inc.
    UNIT = 4  # ends the sentence before any capital: pct., p.m., Feb.


# One row a kind. Words are as written, without the last full stop and without inner spaces; case
# counts, since "Mass." is a state and "mass." a word. A language adds to the rows of all ("*").
ABBREVIATIONS: dict[str, dict[Kind, str]] = {
    "*": {
        Kind.NEVER: """
            Mr Mrs Ms Mx Messrs Mme Mmes Mlle Dr Drs Prof Rev Hon Fr Msgr Mgr Pres Gov Govs Sen
            Sens Rep Reps Amb Sec Min Gen Lt Col Capt Cpt Maj Sgt Cpl Pvt Cmdr Cdr Adm Brig Cllr
            Supt Insp Det Spc Pfc Atty Asst Assoc Dep Ste Mt Ft Pt vs v cf viz e.g i.e eg approx
            ca incl esp Intl Natl Gebr Del""",
        Kind.DIGIT: """
            No Nos no nos Nr nr Art Arts art arts Fig Figs fig figs Sect sec p pp Vol Vols vol
            vols Ch ch Chap chap Eq para paras Op op Tel tel Ext ext Apt Rs Rm Bk Cap cap Ver Ps
            Rte nº Nº n°""",
        Kind.SOFT: """
            Inc Corp Co Cos Ltd Plc Pty Bhd Sdn Llc Bros Assn Dept Univ Inst Mfg Jr Sr Esq al St
            Ave Blvd Hwy Pkwy Ala Ariz Ark Calif Colo Conn Fla Ga Ill Ind Kan Ky La Md Mass Mich
            Minn Mo Mont Neb Nev Okla Ore Pa Penn Tenn Tex Va Vt Wash Wis Wyo Ont Que Alta Sask
            Ph.D Ed.D Dist Cir Supp Int'l Nat'l Gov't Dep't Ass'n""",
        Kind.UNIT: """
            Jan Feb Mar Apr Jun Jul Aug Sep Sept Oct Nov Dec Mon Tue Tues Wed Thu Thur Thurs Fri
            Sat Sun a.m p.m A.M P.M pct bn bln mln mn trn tn etc lb lbs oz ft sq mph kph km kg cm
            mm hrs min mins secs yr yrs est avg B.C A.D B.C.E C.E""",
    },
    "de": {
        Kind.NEVER: """
            z.B d.h u.a u.U sog bzw vgl Vgl evtl ggf inkl exkl max min Str Hrsg geb gest verh Hr
            Frl Dipl Ing Mag Doz d.R m.E s.o s.u Bd Abs Ziff zzgl abzgl einschl bspw insb entspr
            Kap Abb Tab St Min.-Präs Kr hl Hl gem rd Tsd Mio Mrd i.V i.A ehem""",
        Kind.SOFT: "e.V a.D Jh Jhd Chr v.Chr n.Chr jun sen Okt Dez Std usw usf dgl o.ä o.Ä u.ä u.Ä",
    },
    "fr": {
        Kind.NEVER: """
            MM Me Mes Pr Vve av apr env Cf p.ex c.-à-d boul éd dir coll trad chap hab tél Cdt Cne
            Gal""",
        Kind.SOFT: "J.-C av.J.-C Sté Cie",
        Kind.UNIT: "janv févr avr juil sept oct nov déc",
    },
    "es": {
        Kind.NEVER: """
            Sra Srta Sres Sras sr sra srta Sr Dra Dres Dª Dña Da Ud Uds Vd Vds Profa Lic Ing Arq
            Gral Cnel Cap Tte Sgto Pte Mons Pbro Sto Sta p.ej Excmo Excma Ilmo Av Avda Pza Dpto
            Prov aprox tel""",
        Kind.DIGIT: "núm Núm núms pág págs Pág",
        Kind.SOFT: "EE.UU FF.AA JJ.OO CC.OO Cía",
        Kind.UNIT: "a.C d.C p.m a.m",
    },
    "it": {
        Kind.NEVER: "Sig Sigg Dott Avv Ing On Mons Rag Geom Arch pag",
        Kind.UNIT: "ecc a.C d.C",
    },
    "pt": {
        Kind.NEVER: "Sra Srta Sr Dra Exmo Exma Profa Eng Des Cel Pe Av pág núm",
        Kind.SOFT: "Ltda Cia",
        Kind.UNIT: "a.C d.C",
    },
    "ru": {
        Kind.NEVER: """
            т.е т.к т.н ул пр-т просп пер наб пл бул пос дер кв корп стр оф им акад проф доц канд
            ген полк кап лейт см См ср Ср напр рис Рис табл англ нем фр лат греч исп ит яп укр род
            и.о И.о зам гл тов гр св Св тел кн ст чл.-корр ред изд вып""",
        Kind.SOFT: "р-н обл респ ум",
        Kind.UNIT: """
            г гг в вв т.д т.п др пр проч руб коп долл млн млрд трлн тыс чел экз н.э кг км га м мин
            сек ч янв фев февр апр авг сент окт нояб дек""",
    },
    "uk": {
        Kind.NEVER: "вул просп пл буд кв ім акад проф див напр св обл",
        Kind.UNIT: "р рр ст т.д т.п ін грн млн млрд тис",
    },
    "hi": {
        Kind.NEVER: """
            डॉ डा प्रो श्री श्रीमती सुश्री पं मो मु स्व बी सी डी ई एफ एच जे एल एम एन पी क्यू आर एस टी यू
            वी डब्ल्यू एक्स वाई जेड""",
        Kind.DIGIT: "रु सं नं",
    },
}

# Words that, written with a capital, begin a sentence rather than go on with a name.
STARTERS: dict[str, str] = {
    "en": """
        The A An This That These Those There Here It Its He She They We You I His Her Their Our My
        Your In On At By For From With Without Within Under Over Since During Before After Until
        Despite Among Between Through Throughout Against About According As If When While Where
        Why How What Who Which Whether Although Though Because But And Or So Yet Nor Not No Then
        Thus Now Today Yesterday Tomorrow Later Earlier Meanwhile However Moreover Instead
        Nevertheless Also Still Even Only Just Once One Some Many Most More Much Several Few Both
        Each Every All Any Another Other Others Such To Of Up Out Let Is Are Was Were Do Does Did
        Has Have Had Can Could Will Would Should Nobody Nothing Neither Either Asked Additionally
        Recently Last Next Following Born It's He's She's They're We're I'm That's There's Don't
        Didn't Isn't Analysts Officials Investors Shares Critics Experts Authorities Residents
        Witnesses Protesters Researchers Scientists Lawmakers Prosecutors Lawyers Opponents
        Supporters Economists Traders Sources Reporters People Image Two Three Four Five Six""",
    "de": """
        Der Die Das Den Dem Des Ein Eine Einen Einem Einer Er Sie Es Wir Ich Ihr Sein Seine Ihre
        Dies Diese Dieser Dieses Diesen Jene In Im Am An Auf Aus Bei Beim Mit Nach Nachdem Seit
        Von Vom Vor Zu Zum Zur Für Durch Gegen Ohne Um Unter Über Zwischen Während Wegen Trotz Als
        Wenn Weil Da Dass Ob Wie Wer Was Wo Warum Und Aber Oder Doch Denn Sondern Auch Noch Nur
        Schon So Dann Danach Daher Dabei Damit Dafür Dazu Deshalb Jedoch Heute Gestern Morgen
        Nun Jetzt Später Zuvor Bereits Hier Dort Man Kein Keine Nicht Alle Viele Einige Mehr Laut
        Zudem Außerdem Allerdings Bis Ab Neben Hinter Insgesamt Ende Anfang Mitte Zunächst""",
    "fr": """
        Le La Les L Un Une Des Du De Il Elle Ils Elles On Nous Vous Je Tu Ce Cet Cette Ces C Cela
        Ceci Son Sa Ses Leur Leurs Mon Ma Notre Nos Dans En Au Aux À A Pour Par Sur Sous Avec Sans
        Selon Depuis Pendant Après Avant Entre Lors Chez Contre Malgré Si Quand Lorsque Comme Où
        Que Qui Quoi Quel Quelle Pourquoi Comment Et Mais Ou Donc Or Ni Car Puis Alors Ainsi Aussi
        Enfin Cependant Toutefois Pourtant Tout Tous Toutes Plusieurs Certains Certaines Beaucoup
        Aucun Hier Aujourd Demain Plus Même Parmi D J N S Y Ici Là Voici Environ Deux Trois""",
    "es": """
        El La Los Las Lo Un Una Unos Unas Él Ella Ellos Ellas Yo Nosotros Usted Este Esta Estos
        Estas Esto Ese Esa Eso Aquel Aquella Su Sus Mi Nuestro Nuestra En Al Del De A Con Sin Por
        Para Según Desde Hasta Durante Entre Sobre Tras Ante Bajo Contra Si Cuando Como Donde Que
        Qué Quién Cómo Cuándo Por Y O Pero Sino Aunque Porque Pues Entonces Así También Además
        Después Antes Luego Ahora Hoy Ayer Mañana Sin No Ya Aún Todo Todos Todas Muchos Muchas
        Algunos Algunas Otro Otra Otros Cada Más Hay Es Fue Era Son Está Estaba Había Se Tal Solo
        Habiendo Mientras Dos Tres""",
    "ru": """
        Он Она Оно Они Мы Вы Я Ты Его Её Ее Их Наш Этот Эта Это Эти Тот Та То Те В Во На С Со К Ко
        По Из За От До Для При Об О Обо У Без Под Над Через Между После Перед Около Среди Против
        Как Когда Если Хотя Что Чтобы Кто Где Куда Почему Зачем Который И А Но Или Однако Также
        Тоже Затем Потом Тогда Теперь Сейчас Сегодня Вчера Завтра Здесь Там Так Такой Все Всё Весь
        Многие Некоторые Каждый Другие Один Одна Не Ни Уже Ещё Еще Более Кроме Согласно Позже Ранее
        Впоследствии Самым Самый Самое Самая Самые Ещё Среди Именно Поэтому Благодаря Несмотря""",
    "it": "Il Lo La I Gli Le Un Una L È E Ma Non Nel Nella In A Da Di Con Per Su Si Lui Lei Questo",
    "pt": "O A Os As Um Uma Ele Ela Eles Em No Na Nos De Do Da Com Para Por E Mas Não Se Este Isso",
}

TERMINATORS = ".!?…‥"
# Of scripts that put no space, or no capital, after them.
WIDE = "。！？｡．।॥؟۔։።፧។⁇⁈⁉‼"
QUOTES = "\"'’”“‘»«›‹」』〉》＂＇"
BRACKETS = ")]}）］｝】〕"
DASHES = "-–—―−"
# Always matches at a terminator, so that no run is scanned twice. A footnote mark closes too, and
# the French closing quotation mark with its space.
PATTERN = (
    rf"([{TERMINATORS}{WIDE}]++%s)"
    rf"((?:[{re.escape(QUOTES + BRACKETS)}*]|\[\w{{1,3}}\]|[ \u00a0\u202f][»›](?=[\s,.;:!?]|\Z))*+)"
    r"(\s*+)"
)
CANDIDATE = re.compile(PATTERN % "")
# A caption may run into its credit: "The bridge at dawn Image: Sam Reed". Slower, so on demand.
CREDIT = re.compile(r"\w\s(?:Image|Photo): ")
CREDITED = re.compile(PATTERN % r"|(?<=\w)(?=\s(?:Image|Photo): )")
NO_CAPTION = {"File", "Featured", "Cover", "Main", "Lead", "Related", "Press", "Stock", "Top"}
OPENERS = "\"'“”„‟‘’‚«»‹›([{¿¡「『《〈（【*_ \u00a0\u202f"
CJK = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
INITIALISM = re.compile(r"(?:[^\W\d_]{1,2}\.-?)+[^\W\d_]{1,2}")
MARKER = re.compile(r"[(\[]?(?:\d{1,2}(?:\.\d{1,2})*|[A-Za-z]|[ivx]{1,4}|[IVX]{1,4})[)\]]?")
WORD = re.compile(r"[^\W\d_]+")
ROMAN = re.compile(r"(?!I\b)[IVXLC]+\b")
NUMERAL = re.compile(r"\d|^[IVXLC]+$")
VOWEL = re.compile("[aeiouyáéíóúäöüàèâêîôûаеёиоуыэюя]", re.IGNORECASE)
CLOCK = re.compile(  # what may follow "5 p.m." inside the sentence
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Febr)uary|March|April|May|June|July"
    r"|August|(?:Septem|Octo|Novem|Decem)ber|(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|Aug"
    r"|Sept|Oct|Nov|Dec)\.|[A-Z]{1,4}T|UTC|Eastern|Central|Pacific|Mountain"
    r"|(?:\w+ ){1,2}(?:[Tt]ime|Standard|Daylight))\b"
)
SAYING = re.compile(  # `"Never!" President Xi said`
    r"(?:(?:[A-Z][\w.’'-]*|of|the|and|de|la|al|bin|van|von) ){1,6}?"
    r"(?:said|says|asked|asks|added|adds|told|wrote|writes|shouted|cried|replied|tweeted"
    r"|exclaimed|yelled|wondered|insisted|declared|joked|chanted|demanded|recalled)\b"
)
SAYING_CJK = re.compile(
    r"[^\s，。！？、；：]{1,12}?(?:说|說|道|问|問|表示|称|稱|指出|强调|強調|补充|補充)[。，：,]|[とって]"
)
PREDICATE = re.compile(  # a name that has its verb at once is a subject, and begins a sentence
    r"[A-Z]\w+ (?:said|says|was|were|is|are|has|have|had|will|would|can|could|may|did|does|also"
    r"|fell|rose|gained|lost|closed|declined|denied|refused|plans|plan|announced|reported|told)\b"
)
FRONTED = re.compile(  # a sentence that has only begun: "In the U.S.", "В 1999 г."
    r"(?:In|On|At|By|Since|During|From|Until|Before|After|Around|About|Im|Am|Seit|Bis|Ab|Um|En|À"
    r"|Depuis|Desde|Hasta|В|Во|К|С|До|На|По|Около|После|\d+)(?:\s+[^\s,]+){1,6}"
)
ORDINAL_BEFORE = re.compile(  # German: what a number with a full stop after it needs before it
    r"(?:am|vom|zu[mr]|bis|beim|im|ab|seit|d(?:er|ie|as|em|en|es)|und|oder|ihr\w*|sein\w*"
    r"|eine?[nmrs]?|unser\w*|jed\w+|späten|frühen|mitte|anfang|ende|\w+tag,?|[–-])",
    re.IGNORECASE,
)
ORDINAL_AFTER = re.compile(
    r"(?:Jan|Jän|Feb|März|Apr|Mai|Ju[nl]i|Aug|Sept|Okt|Nov|Dez|Jahrh|Jahrt|Jh|Jubil|Platz|Mal\b)"
)


class Lexicon(NamedTuple):
    """What is known of a language."""

    language: str
    kinds: dict[str, Kind]
    starters: frozenset[str]


@lru_cache(maxsize=64)
def lexicon(language: str) -> Lexicon:
    """The tables of a language tag ("de", "zh-Hans"); an unknown one gets the shared rows."""
    base = re.split(r"[-_]", language.strip().casefold())[0]
    kinds = {
        word: kind
        for key in ("*", base)
        for kind, words in ABBREVIATIONS.get(key, {}).items()
        for word in words.split()
    }
    if base == "de":  # every noun has a capital there, so a capital alone tells nothing
        kinds = {word: Kind.SOFT if kind is Kind.UNIT else kind for word, kind in kinds.items()}
    starters = f"{STARTERS['en']} {STARTERS.get(base, '')}".split()
    return Lexicon(base, kinds, frozenset(starters))


@cache
def _engine() -> Any:
    import nupunkt

    return nupunkt.load("default")


@lru_cache(maxsize=1 << 15)
def _engine_breaks(before: str, after: str) -> bool:
    return len(list(_engine().span_tokenize(f"{before} {after}"))) > 1


class Candidate:
    """A terminator inside a line, and what the rules want to know of the words around it."""

    __slots__ = (
        "after",
        "closers",
        "kind",
        "lead",
        "mark",
        "opening",
        "previous",
        "sentence",
        "starts",
        "word",
    )

    def __init__(self, line: str, start: int, found: re.Match[str], lexicon: Lexicon) -> None:
        self.mark, self.closers = found.group(1), found.group(2)
        at, resume = found.start(), found.end()
        self.opening = line[start]
        self.sentence = line[start:at].strip() if at - start <= REACH else None
        words = line[max(start, at - REACH) : at].split(" ")
        self.word = words[-1].lstrip(OPENERS)
        self.previous = words[-2].lstrip(OPENERS) if len(words) > 1 else ""
        ahead = line[resume : resume + REACH]
        self.after = ahead.lstrip(OPENERS)
        self.lead = ahead[: len(ahead) - len(self.after)]
        found_word = WORD.match(self.after)
        follower = self.after[found_word.end() : found_word.end() + 1] if found_word else "."
        self.starts = follower == ":" or (
            follower != "." and found_word is not None and found_word.group() in lexicon.starters
        )
        self.kind = self._kind(lexicon.kinds) if self.mark == "." else None

    def _kind(self, kinds: dict[str, Kind]) -> Kind | None:
        word, last = self.word, re.split(r"[-–—/'’(（]", self.word)[-1]
        if self.after and f"{word}.{self.after.split()[0].rstrip('.')}" in kinds:
            return Kind.NEVER  # the first half of "z. B.", "EE. UU."
        joined = self.previous + word if self.previous.endswith(".") else ""
        if joined in kinds and not joined.isupper():  # "B. C. Petrov" is no date
            return kinds[joined]
        shouted = word.capitalize() if word.isupper() and len(word) > 1 else ""  # ST. LOUIS
        for form in (word, last if len(last) > 1 else "", shouted):
            if kind := kinds.get(form):
                alone = len(form) == 1 and not NUMERAL.search(self.previous)
                return Kind.NEVER if alone and kind is Kind.UNIT else kind
        if len(word) == 1 and word.isalpha() and not CJK.match(word):
            return Kind.SOFT
        if INITIALISM.fullmatch(last):
            return Kind.SOFT
        parts = word.split(".")  # Hindi writes its initials as syllables
        syllables = len(parts) > 1 and parts[-1] in kinds and max(map(len, parts)) < 5
        return Kind.SOFT if syllables else None

    @property
    def quoted(self) -> bool:
        return any(mark in self.closers for mark in QUOTES)


def _after_abbreviation(kind: Kind, c: Candidate) -> bool:
    if kind is Kind.NEVER or "(" in c.lead:
        return False
    if kind is Kind.DIGIT:
        return not (c.after[0].isdigit() or ROMAN.match(c.after))
    if c.after[0].isdigit():
        return False
    if c.starts or c.quoted:
        return True
    if c.sentence is not None and FRONTED.fullmatch(c.sentence):
        return False
    if kind is Kind.UNIT:
        return not (c.word.endswith((".m", ".M")) and CLOCK.match(c.after))
    return "." not in c.word and len(c.word) > 1 and bool(PREDICATE.match(c.after))


def _after_number(c: Candidate, lexicon: Lexicon) -> bool:
    """German ordinals: "am 19. Mai", "der 45. Präsident", but "im Jahr 2019. Merkel"."""
    if lexicon.language != "de" or len(c.word) > 2 or c.quoted:
        return True
    if ORDINAL_AFTER.match(c.after) or c.after[0].isdigit():
        return False
    return c.starts or not ORDINAL_BEFORE.fullmatch(c.previous)


def _after_full_stop(c: Candidate, lexicon: Lexicon) -> bool:
    word = c.word
    if c.sentence is not None and MARKER.fullmatch(c.sentence):
        return False
    if c.kind:
        return _after_abbreviation(c.kind, c)
    if c.starts or c.quoted:
        return True
    if word.isdigit():
        return _after_number(c, lexicon)
    if lexicon.language == "de" and ROMAN.match(word + " "):
        return False
    if word.isascii() and word.isalpha() and not word.isupper():
        doubtful = not VOWEL.search(word) or (word.istitle() and len(word) < 4)
        if doubtful:
            return _engine_breaks(f"{word}.", c.after.split()[0])
    return True


def _after_ellipsis(c: Candidate) -> bool:
    if c.sentence == "" or c.after.startswith(("I ", "I'", "I’")):
        return False
    if c.quoted and SAYING.match(c.after):
        return c.starts
    return c.starts or c.word != "" or "]" in c.closers


def _after_wide(c: Candidate) -> bool:
    return c.after[0] not in ".,;:!?،؛，、；：" and not (c.quoted and SAYING_CJK.match(c.after))


def _after_exclamation(c: Candidate) -> bool:
    if c.quoted and not c.lead:
        return c.starts or not SAYING.match(c.after)
    return c.starts or ")" not in c.closers or c.opening == "("


def _breaks(c: Candidate, lexicon: Lexicon) -> bool:
    """Whether the sentence ends at a candidate that has more text after it."""
    first = c.after[:1]
    if not first:
        return True
    if not c.mark:
        return c.word not in NO_CAPTION
    if c.mark[-1] in WIDE:
        return _after_wide(c)
    if first in DASHES:
        named = c.after.lstrip(DASHES + " ")[:1].isupper()
        return named and not c.quoted and not c.kind
    if first in TERMINATORS:
        return c.mark == "." and c.word != "" and c.after.startswith(("...", "…"))
    if first in ",;:)]}%&/=+<>|":
        return False
    if first.islower():
        camel = c.after[1:2].isupper()  # iPhone, eBay
        quoting = c.mark == "." and any(mark in c.lead for mark in QUOTES + "„")
        return not c.kind and (camel or quoting)
    if "…" in c.mark or ".." in c.mark or (not c.word and c.previous == "."):
        return _after_ellipsis(c)
    return _after_full_stop(c, lexicon) if c.mark == "." else _after_exclamation(c)


def _end(line: str, start: int, found: re.Match[str]) -> int:
    """Where the closing marks end. Without spaces, a quotation mark may open what follows."""
    at = found.start(2)
    if line[at - 1] not in WIDE:
        return found.end(2)
    while at < found.end(2):
        mark = line[at]
        begin = max(start, at - 10 * REACH)
        if mark in "“‘" or (mark in "\"'" and line.count(mark, begin, at) % 2 == 0):
            break
        at += 1
    return at


def _split_line(line: str, lexicon: Lexicon) -> Iterator[Span]:
    """Spans of one stripped line."""
    start = 0
    pattern = CREDITED if CREDIT.search(line) else CANDIDATE
    for found in pattern.finditer(line):
        stop, resume = found.end(2), found.end()
        if resume == len(line):
            break
        last = found.group(1)[-1:]
        if resume == stop and last not in WIDE and not (last in "!?" and CJK.match(line, stop)):
            continue
        if _breaks(Candidate(line, start, found, lexicon), lexicon):
            stop = _end(line, start, found)
            yield Span(start, stop)
            start = resume if stop == found.end(2) else stop
    yield Span(start, len(line))


def _sound(line: str, spans: list[Span]) -> bool:
    """Whether the spans are sorted and trimmed, with only white space left between them."""
    at = 0
    for start, end in spans:
        if not at <= start < end or line[at:start].strip():
            return False
        if line[start].isspace() or line[end - 1].isspace():
            return False
        at = end
    return at == len(line)


def split(text: str, language: str = "en") -> list[Span]:
    """Sentences of a text as sorted, disjoint spans of code points, none across a line end.

    Between them there is white space only, whatever the text. A line that the rules fail on is
    one sentence.
    """
    words = lexicon(language)
    spans: list[Span] = []
    offset = 0
    for raw in text.split("\n"):
        line = raw.strip()
        if line:
            begin = offset + len(raw) - len(raw.lstrip())
            try:
                found = list(_split_line(line, words))
                if not _sound(line, found):
                    raise ValueError("spans do not tile the line")
            except Exception:
                found = [Span(0, len(line))]
            spans += [Span(begin + start, begin + end) for start, end in found]
        offset += len(raw) + 1
    return spans
