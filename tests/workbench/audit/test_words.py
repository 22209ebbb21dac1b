"""Every action that can be recorded has words, and no words are of something that cannot."""

import re
from pathlib import Path

from haochaping.ratings.enums import RulingKind
from haochaping.workbench.audit.words import ACTIONS, AREAS, spoken
from haochaping.workorders.enums import Step

_CODE = Path(__file__).resolve().parents[3] / "haochaping"
_LITERAL = re.compile(r'action="([a-z-]+:[a-z-]+)"')


def test_what_is_recorded_has_words() -> None:
    sources = (path.read_text(encoding="utf-8") for path in _CODE.rglob("*.py"))
    recorded = {action for source in sources for action in _LITERAL.findall(source)}
    recorded |= {f"workorders:{step.value}" for step in Step if step is not Step.OPEN}
    recorded |= {f"ratings:{kind.value}" for kind in RulingKind}
    assert recorded == set(ACTIONS)


def test_areas_are_those_of_the_actions() -> None:
    assert {action.partition(":")[0] for action in ACTIONS} == set(AREAS)


def test_an_action_without_words_is_shown_by_its_code() -> None:
    assert spoken("future:thing") == "future:thing"
