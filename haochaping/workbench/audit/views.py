"""The audit log for the auditor: searched, newest first. Each look is itself recorded."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from haochaping.audit.actions import record
from haochaping.audit.models import Entry
from haochaping.audit.personal import looks_personal
from haochaping.audit.queries import Search, entries
from haochaping.identity.permissions import Permission
from haochaping.identity.perms import permission_required, signed_in
from haochaping.workbench.audit.words import AREAS, spoken


class SearchForm(forms.Form):
    """What to look for; every field may stay empty."""

    actor = forms.CharField(label=_("Who (login or app)"), max_length=64, required=False)
    area = forms.ChoiceField(
        label=_("Area of work"), choices=[("", _("all")), *AREAS.items()], required=False
    )
    object = forms.CharField(label=_("About what"), max_length=128, required=False)
    first_day = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    last_day = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    before = forms.IntegerField(min_value=1, max_value=2**62, required=False)

    def search(self) -> Search:
        """What was understood; a field that was not does not narrow."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "before"}
        return Search(**given)


def _line(entry: Entry) -> dict[str, object]:
    return {"entry": entry, "done": spoken(entry.action)}


@never_cache
@require_GET
@permission_required(Permission.AUDIT_VIEW)
def log(request: HttpRequest) -> HttpResponse:
    """One page of the log."""
    form = SearchForm(request.GET)
    form.is_valid()
    search = form.search()
    page = entries(search, before=form.cleaned_data.get("before"))
    onward = request.GET.copy()
    onward["before"] = str(page.next_before)
    context = {
        "form": form,
        "lines": [_line(entry) for entry in page.entries],
        "onward": onward.urlencode() if page.next_before else "",
        "narrowed": search != Search(),
    }
    record(by=signed_in(request).actor, action="audit:view", object="log", detail=_told(search))
    return render(request, "workbench/audit/log.html", context)


def _told(search: Search) -> dict[str, str]:
    """The search as it is recorded; what looks like somebody's number is not."""
    told = {"actor": search.actor, "area": search.area, "object": search.object}
    days = {"from": search.first_day or "", "until": search.last_day or ""}
    words = {name: str(value) for name, value in (told | days).items() if value}
    return {name: "…" if looks_personal(value) else value for name, value in words.items()}
