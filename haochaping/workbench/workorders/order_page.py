"""What the page of one order shows, in reading order."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import pgettext

from haochaping.core.clock import now
from haochaping.directory.reference import snapshot
from haochaping.identity.models import User
from haochaping.ratings.enums import Level, RulingKind
from haochaping.workbench.workorders.forms import StepForm
from haochaping.workbench.workorders.lines import due_words, turn, unit_name
from haochaping.workorders import queries
from haochaping.workorders.enums import CONTEXT, State, Step
from haochaping.workorders.files import Chapter, files_of
from haochaping.workorders.models import WorkOrder
from haochaping.workorders.states import TABLE


@dataclass(frozen=True, slots=True)
class Scene:
    """One chapter of the story in words."""

    title: str
    who: str
    chapter: Chapter
    handler: str
    state: State


def order_page(user: User, order: WorkOrder) -> dict[str, Any]:
    """The context of ``order.html``; ``forms`` are the steps open to the user, the next one first.

    A step that ends in the same place as the main one stands behind it, quieter.
    """
    directory = snapshot()
    (file,) = files_of([order])
    scenes = []
    handler = order.org_code
    for chapter in file.story:
        moved = chapter.step.handling_org != handler
        handler = chapter.step.handling_org
        scenes.append(_scene(chapter, unit_name(handler, directory) if moved else ""))
    forms = [StepForm(row, order, user) for row in queries.next_steps(user, order)]
    hall = directory.halls.get(file.service.hall_code)
    return {
        "order": order,
        "file": file,
        "level": Level(order.level),
        "state": State(order.state),
        "ruling": RulingKind(file.ruling).label if file.ruling else "",
        "unit": unit_name(order.org_code, directory),
        "handler": unit_name(order.handling_org, directory),
        "hall": hall.name if hall else "",
        "due": due_words(order.due_at, now()),
        "scenes": scenes,
        "turn": turn(order.state),
        "forms": forms,
        "next_title": pgettext(CONTEXT, forms[0].row.title) if forms else "",
    }


def _scene(chapter: Chapter, handler: str) -> Scene:
    step = chapter.step
    titles = {str(row.step): row.title for row in TABLE} | {str(Step.OPEN): "Order opened"}
    return Scene(
        title=pgettext(CONTEXT, titles.get(step.step, step.step)),
        who="" if step.step == Step.OPEN else step.actor_label,
        chapter=chapter,
        handler=handler,
        state=State(step.to_state),
    )
