"""My day, the list, one order, one step: POST, transition, message, redirect.

What somebody may not see is a Refusal, which the workbench turns into a page.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from haochaping.core.clock import now
from haochaping.core.errors import FieldError, Refusal
from haochaping.identity.perms import signed_in
from haochaping.workbench.workorders.forms import FilterForm, StepForm
from haochaping.workbench.workorders.lines import lines_of
from haochaping.workbench.workorders.order_page import order_page
from haochaping.workorders import actions, queries
from haochaping.workorders.queries import Filters, Heap

# Refusals that the form of the step can mend; all others say what the matter is.
_MENDABLE = {"invalid", "unknown-organisation"}


@never_cache
@require_GET
def today(request: HttpRequest) -> HttpResponse:
    """What is overdue, due today, and otherwise waiting for the one who signed in."""
    moment = now()
    day = queries.my_day(signed_in(request), at=moment)

    def shown(heap: Heap) -> dict[str, object]:
        return {"lines": lines_of(heap.orders, at=moment), "total": heap.total}

    heaps = [
        ("overdue", _("Overdue"), _("Nothing is overdue."), shown(day.overdue)),
        ("due", _("Due today"), _("Nothing is due today."), shown(day.due_today)),
        (
            "waiting",
            _("Waiting for me"),
            _("Nothing waits for you. A new bad rating appears here the moment it is given."),
            shown(day.waiting),
        ),
    ]
    return render(request, "workbench/workorders/today.html", {"heaps": heaps, "now": moment})


@never_cache
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """All orders in the reader's scope, newest first, narrowed by the filters."""
    user = signed_in(request)
    form = FilterForm(user, request.GET)
    form.is_valid()
    filters = Filters(**form.cleaned_data)
    moment = now()
    page = queries.page(user, filters, at=moment, after=request.GET.get("after", ""))
    onward = request.GET.copy()
    onward["after"] = page.next
    context = {
        "form": form,
        "lines": lines_of(page.orders, at=moment),
        "onward": onward.urlencode() if page.next else "",
        "narrowed": any(form.cleaned_data.values()),
    }
    return render(request, "workbench/workorders/list.html", context)


@never_cache
@require_GET
def order(request: HttpRequest, no: str) -> HttpResponse:
    """One order with its story and the steps that its reader may take. The look is logged."""
    user = signed_in(request)
    found = actions.look_at(order_no=no, by=user.actor, user=user)
    return render(request, "workbench/workorders/order.html", order_page(user, found))


@never_cache
@require_POST
def take_step(request: HttpRequest, no: str, step: str) -> HttpResponse:
    """Take a step. A refusal comes back on the order's page, with the words that were typed."""
    user = signed_in(request)
    try:
        done = actions.advance(
            order_no=no,
            step=step,
            by=user.actor,
            user=user,
            comment=request.POST.get("comment", ""),
            handling_org=request.POST.get("handling_org") or None,
        )
    except Refusal as refusal:
        return _not_taken(request, no, step, refusal)
    said = _("%(no)s is now: %(state)s.") % {"no": done.no, "state": done.get_state_display()}
    messages.success(request, said)
    return redirect("workorder", no=no)


def _not_taken(request: HttpRequest, no: str, step: str, refusal: Refusal) -> HttpResponse:
    user = signed_in(request)
    found = queries.find(user, no)
    context = order_page(user, found)
    if refusal.code in _MENDABLE:
        context["faults"] = _explain(context["forms"], step, request, refusal)
    context["refusal"] = refusal
    return render(request, "workbench/workorders/order.html", context, status=refusal.status)


def _explain(
    forms: list[StepForm], step: str, request: HttpRequest, refusal: Refusal
) -> list[tuple[str, str]]:
    """Fill the step's form with what was typed, and say at each field what is wrong with it.

    Answers pairs of a field's place on the page and its message, for the summary.
    """
    faults = refusal.errors or [FieldError("handlingOrg", refusal.detail)]
    for index, form in enumerate(forms):
        if form.row.step == step:
            forms[index] = form.refilled(request.POST)
            return [
                (forms[index].blame(fault.field, str(fault.message)), str(fault.message))
                for fault in faults
            ]
    return []
