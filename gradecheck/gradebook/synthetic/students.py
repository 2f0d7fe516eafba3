"""The students of a synthetic class: names as people have them, an ability, and habits of writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Literal

Notation = Literal["ascii", "unicode", "latex", "numpy"]
SheetForm = Literal["lines", "list", "nested", "quoted", "yaml", "notebook"]
CodeForm = Literal["fences", "one file", "a file each"]

DEADLINE = datetime(2026, 3, 2, 23, 59, tzinfo=UTC)
"""When the synthetic assignment is due."""

FIRST_NAMES = tuple(
    "Ada Alan Amina Anna Ben Carla Chen Chloë Dmitri Eleni Émile Fatima Grace Håkon Hana Ines Ivan Jing João"
    " José Jürgen Kai Katherine Kofi Lars Léa Lin Lucía Maja Mateo Mei Mohammed Nadia Ngozi Nia Noah Olga Omar"
    " Priya Quentin Ravi Rosa Sara Sean Søren Sofia Tariq Thảo Tomás Uma Vera Wei Yara Yuki Zoë Zuzana".split()
)
LAST_NAMES = tuple(
    "Abadi Ångström Becker Bianchi Brown Çelik Chen Dubois Díaz Eriksson Fischer García Gómez Haddad Hopper Ito"
    " Ivanova Jensen Johnson Kaya Kim Kovač Kowalski Kumar Lee Lindqvist López Łukasik Martin Mbeki Müller"
    " Nakamura Nguyễn Noether Novák Okafor Olsen Ortiz Papadopoulos Patel Petrov Rossi Sato Schmidt Silva Singh"
    " Smith Søndergaard Tanaka Tran Turing Ünal Vega Wang Weber Yılmaz Zhang Zieliński".split()
)
ODD_NAMES = (
    ("Conan", "O'Brien"),
    ("Martin", "King, Jr."),
    ('Robert "Bobby"', "Tables"),
    ("שרה", "כהן"),
    ("محمد", "عبد الله"),
    ("小明", "王"),
    ("Zoë 🎓", "de la Cruz"),
    ("Ana María", "Núñez y Sáenz"),
    ("=1+1", "Sheet"),
    ("-Anne", "+Marie"),
    ("N'Golo", "d’Arc"),
    ("Madonna", ""),
    ("Ta;b", "Semi:colon"),
    ("Χρήστος", "Παπαδόπουλος"),
)


@dataclass(frozen=True, slots=True)
class Habits:
    """How a student writes, throughout.

    ``spaces`` around signs, ``juxtaposed`` products without a sign, ``aliases`` other names for declared ones,
    ``chained`` answers (``∂f/∂q = z = -4``), ``labels`` in place of ids, ``rewrites`` how far from the book
    answers are written.
    """

    notation: Notation
    form: SheetForm
    code: CodeForm
    spaces: bool
    juxtaposed: bool
    aliases: bool
    hat: str
    joined: bool
    chained: bool
    labels: bool
    dollars: bool
    rewrites: int
    shape: int
    indent: str


@dataclass(frozen=True, slots=True)
class Student:
    """One student. ``ability`` is in logits; ``at`` when they handed in, None where they did not."""

    number: int
    first: str
    last: str
    section: str
    ability: float
    habits: Habits
    at: datetime | None
    enrolled: bool

    @property
    def id(self) -> str:
        """What the course calls them."""
        return f"s{self.number:05d}"

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}".strip()

    @property
    def email(self) -> str:
        """An address of theirs."""
        return f"{self.id}@example.org"

    @property
    def platform_id(self) -> int:
        """The number by which a learning platform knows them."""
        return 100_000 + 7 * self.number

    @property
    def login(self) -> str:
        """Their name on a code host."""
        return f"student-{self.number:05d}"


def random_for(seed: int, number: int, purpose: str) -> Random:
    """The random numbers of one student for one purpose: of nobody else, and of no other purpose."""
    return Random(f"{seed}/{number}/{purpose}")


def student(seed: int, number: int) -> Student:
    """The student with this number, counted from 1.

    >>> student(1, 7) == student(1, 7), student(1, 7).id
    (True, 's00007')
    """
    random = random_for(seed, number, "student")
    odd = random.random() < 0.05
    first, last = random.choice(ODD_NAMES) if odd else (random.choice(FIRST_NAMES), random.choice(LAST_NAMES))
    early = timedelta(seconds=int(random.expovariate(1 / 90_000)))
    late = timedelta(seconds=int(random.expovariate(1 / 40_000)))
    at = DEADLINE + late if random.random() < 0.08 else DEADLINE - early
    return Student(
        number=number,
        first=first,
        last=last,
        section=random.choice(("A", "B", "C")),
        ability=random.gauss(0.7, 1.0),
        habits=_habits(random),
        at=at if random.random() >= 0.04 else None,
        enrolled=random.random() >= 0.02,
    )


def _habits(random: Random) -> Habits:
    notation: Notation = random.choices(("ascii", "unicode", "latex", "numpy"), (40, 25, 20, 15))[0]
    form: SheetForm = random.choices(
        ("lines", "list", "nested", "quoted", "yaml", "notebook"), (40, 15, 15, 10, 8, 12)
    )[0]
    code: CodeForm = random.choices(("fences", "one file", "a file each"), (40, 45, 15))[0]
    return Habits(
        notation=notation,
        form=form,
        code=code,
        spaces=random.random() < 0.7,
        juxtaposed=random.random() < 0.25,
        aliases=random.random() < 0.2,
        hat=random.choice(("yhat", "y_hat", r"\hat{y}", "ŷ")),
        joined=random.random() < 0.3,
        chained=random.random() < 0.5,
        labels=random.random() < 0.1,
        dollars=random.random() < 0.5,
        rewrites=random.choices((0, 1, 2, 3), (45, 30, 15, 10))[0],
        shape=random.randrange(6),
        indent=random.choice(("    ", "    ", "  ", "\t")),
    )
