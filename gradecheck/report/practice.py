"""Practice in a terminal: what is asked, what an answer came to, the picture as far as it is found."""

from __future__ import annotations

from dataclasses import replace

from ..grading.asking import Question, questions
from ..grading.practice import LEARNT, NEW, Card, Session, Told
from ..grading.verdict import PartReport, Status
from ..problem.levels import lower
from ..problem.model import GraphNode, Problem
from ..problem.parts import NumericPart, SymbolicPart
from .drawing import draw
from .hint import hint_text, no_hint
from .words import visible

KEYS = "An empty line asks again. ? gives a hint, :s skips, :a gives up, :q or Ctrl-D leaves."


def found_so_far(session: Session, *, width: int = 80, colour: bool = False, plain: bool = False) -> str:
    """The problem's picture with the gradients and values that were found; "" without a graph."""
    problem = session.problem
    if not problem.graph:
        return ""
    solved = frozenset(response.key for response in session.responses)
    if problem in session.problems:
        solved |= {card.key for card in session.cards if card.problem == problem.id and card.box == LEARNT}
    shown = replace(problem, graph=tuple(_node(problem, node, solved) for node in problem.graph))
    drawn = draw(shown, None, solution=True, width=width, colour=colour, plain=plain)
    return drawn.partition("\n\n")[2]  # the title stands in the opening


def _node(problem: Problem, node: GraphNode, solved: frozenset[str]) -> GraphNode:
    """A node with what is answered already; ``?`` stands for what is asked for and still to come."""
    asked = [(_asks(each, problem, node.name), each.key) for each in questions(problem)]
    gradients = {key for what, key in asked if what == "gradient"}
    values = {key for what, key in asked if what == "value"}
    gradient = (node.gradient if solved >= gradients else "?") if gradients else ""
    value = node.value if solved >= values else "?"
    return replace(node, gradient=gradient, value=value, symbolic="", edges=())


def _asks(question: Question, problem: Problem, name: str) -> str:
    """Whether a question is about the gradient or the value at a node, as the picture shows them."""
    if question.blank:
        blanks = {blank.id: blank for blank in getattr(question.part, "blanks", ())}
        blank = blanks[question.blank]
        return blank.what if blank.node == name and not blank.child else ""
    part = question.part
    target = part.target if isinstance(part, SymbolicPart | NumericPart) else None
    of_output = target is not None and target.of in ("", problem.output)
    return "gradient" if target and of_output and target.wrt == name and not target.entry else ""


def opening(session: Session) -> str:
    """What stands above the first question of a problem."""
    problem = session.problem
    said = filter(None, (f"{problem.id}  {problem.title}", problem.statement.strip()))
    return visible("\n\n".join(said) + "\n")


def asked(session: Session) -> str:
    """The question."""
    item = session.question.item
    card = session.current
    assert card is not None
    again = " (again)" if card.seen or card.wrong else ""
    return visible((item.prompt.strip() or item.label or item.id) + again)


def level_of(session: Session, part: PartReport) -> str:
    """How much is shown of a verdict: what the problem allows, and no answer before it is right."""
    right = part.verdict.status is Status.CORRECT
    return session.problem.feedback if right else lower(session.problem.feedback, "hints")


def told_text(session: Session, told: Told) -> str:
    """What is said about a line that was no answer; ``session`` is the one in which it was written."""
    item, blank = session.question.item, session.question.blank
    match told.kind:
        case "hint":
            assert told.hint is not None
            return hint_text(item, told.hint, told.hints, is_free=True)
        case "no hint":
            return no_hint(session.problem, item, blank, known=len(told.hints), taken=session.hints)
        case "answer":
            return f"The answer is {visible(told.text)}. It comes again."
        case "kept back":
            return "The answer is not told here. It comes again."
        case "skipped":
            return "Left for later."
    return ""


def summary(session: Session) -> str:
    """What was learnt, and what to look at again, with the names of mistakes."""
    cards = session.cards
    learnt = sum(card.box == LEARNT for card in cards)
    lines = [f"{learnt} of {len(cards)} questions learnt."]
    again = [card for card in cards if card.wrong and card.box < LEARNT]
    if again:
        lines += ["Look again at:", *(f"  {_line(card)}" for card in again)]
    open_count = sum(card.box == NEW for card in cards)
    if session.current is None:
        lines.append("That is all. --reset begins anew.")
    elif open_count < len(cards):
        lines.append("The next practice goes on here.")
    return visible("\n".join(lines))


def _line(card: Card) -> str:
    notes = ", ".join(note.replace("_", " ") for note in card.notes)
    return f"{card.problem} {card.key}" + (f": {notes}" if notes else "")
