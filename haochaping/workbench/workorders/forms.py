"""The forms of steps and of the list's filters."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from haochaping.core.clock import business_day, now
from haochaping.core.statemachine import Transition
from haochaping.directory.reference import OrgRef, snapshot
from haochaping.directory.rules import region_prefix
from haochaping.identity.models import User
from haochaping.identity.permissions import Permission
from haochaping.workorders import perms
from haochaping.workorders.enums import CONTEXT, State, Step
from haochaping.workorders.models import WorkOrder
from haochaping.workorders.rules import comment_length

_HINTS = {
    Step.DISPATCH: _("What the unit should look at (optional)."),
    Step.UPHOLD: _("What was looked at, what was found, and who is answerable."),
    Step.DISMISS: _("What was looked at, and why the service was right."),
    Step.RECTIFY: _("The cause, what was changed, and how it will not happen again."),
    Step.FEED_BACK: _(
        "The rater reads exactly this by SMS. Plain words, no telephone or identity numbers."
    ),
    Step.CLOSE: _("A remark for the file (optional)."),
}
_LABELS = {
    Step.DISPATCH: _("Instruction"),
    Step.UPHOLD: _("Findings"),
    Step.DISMISS: _("Findings"),
    Step.RECTIFY: _("Rectification"),
    Step.FEED_BACK: _("Answer to the rater"),
    Step.CLOSE: pgettext_lazy(CONTEXT, "Remark"),
}


class StepForm(forms.Form):
    """What one step is given: the fields follow from the row of the table."""

    comment = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}), strip=False)

    def __init__(
        self, row: Transition, order: WorkOrder, user: User, posted: QueryDict | None = None
    ) -> None:
        super().__init__(posted, auto_id=f"{row.step}-%s")
        self.row, self._order, self._user = row, order, user
        comment = self.fields["comment"]
        comment.required = False
        comment.label = _LABELS[Step(row.step)]
        comment.help_text = _HINTS[Step(row.step)]
        comment.widget.attrs["maxlength"] = comment_length(row.step)
        if "comment" in row.needs:
            comment.widget.attrs["required"] = True
        if "handling_org" in row.needs:
            self.fields["handling_org"] = forms.ChoiceField(
                label=_("Handling unit"), choices=handlers(user, order), initial=order.handling_org
            )
            self.order_fields(["handling_org", "comment"])

    def refilled(self, posted: QueryDict) -> "StepForm":
        """The same form as it was sent."""
        return StepForm(self.row, self._order, self._user, posted)

    def blame(self, name: str, message: str) -> str:
        """Put a message at the field of the interface's ``name``; answers its place on the page."""
        field = {"handlingOrg": "handling_org"}.get(name, name)
        self.add_error(field if field in self.fields else None, message)
        return self[field].id_for_label if field in self.fields else "next"

    @property
    def leads_to(self) -> str:
        """What the order is when the step was taken."""
        return gettext("Then the order is “%(state)s”.") % {"state": State(self.row.target).label}

    @property
    def main(self) -> bool:
        """Whether the step leads on; a dismissal ends what the rater asked for."""
        return self.row.step != Step.DISMISS


def handlers(user: User, order: WorkOrder) -> list[Any]:
    """The units that an order may be handed to: the rated one first, then county by county."""
    directory, today = snapshot(), business_day(now())
    reach = perms.scope(user, Permission.WORKORDERS_DISPATCH)
    rated = directory.organisations.get(order.org_code)
    groups: dict[str, list[tuple[str, str]]] = {}
    for unit in sorted(directory.organisations.values(), key=lambda each: (each.area, each.code)):
        inside = reach.contains(org_code=unit.code, area_code=unit.area)
        if inside and unit.code != order.org_code and unit.holds_on(today):
            region = directory.regions.get(unit.area)
            groups.setdefault(region.name if region else "", []).append((unit.code, unit.name))
    first = [(order.org_code, _rated_words(rated, order.org_code))]
    return [*first, *groups.items()]


def _rated_words(rated: OrgRef | None, code: str) -> str:
    return _("%(name)s (the rated unit)") % {"name": rated.name if rated else code}


class FilterForm(forms.Form):
    """The list's filters; what is not understood is left out."""

    state = forms.ChoiceField(
        label=pgettext_lazy(CONTEXT, "State"),
        required=False,
        choices=[("", _("all states")), *State.choices],
    )
    area = forms.ChoiceField(label=pgettext_lazy(CONTEXT, "County"), required=False)
    overdue = forms.BooleanField(label=_("overdue only"), required=False)
    mine = forms.BooleanField(label=_("waiting for me"), required=False)

    def __init__(self, user: User, asked: QueryDict) -> None:
        super().__init__(asked)
        area = self.fields["area"]
        if isinstance(area, forms.ChoiceField):
            area.choices = [("", _("all counties")), *counties(user)]


def counties(user: User) -> list[tuple[str, str]]:
    """The counties within the user's reach; none for a unit, which sees only its own orders."""
    reach = perms.scope(user, Permission.WORKORDERS_VIEW)
    regions = sorted(snapshot().regions.values(), key=lambda region: region.code)
    return [
        (region.code, region.name)
        for region in regions
        if region.level == 3
        and any(region_prefix(region.code).startswith(area) for area in reach.areas)
    ]
