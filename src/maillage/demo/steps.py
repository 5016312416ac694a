"""The steps of the demonstration, in order; each computes or writes something and returns figures."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from maillage.demo.run import Figures, StepWork
from maillage.demo.world import WEEKS, World
from maillage.site import measuring

if TYPE_CHECKING:
    from maillage.site.accounts.models import User


def territory(world: World) -> Figures:
    """Load the communes of France as rows."""
    inside = world.territory.in_region(world.region)
    return {"communes": measuring.load_communes(world), "population": int(world.territory.population[inside].sum())}


def figures(world: World) -> Figures:
    """Need and official figures of communes, read while travel times are computed."""
    measuring.read_figures(world)
    return {}


def travel(world: World) -> Figures:
    """Travel times between communes, and their use in the booking search."""
    # Later steps write links to pages: the pages are imported while another process computes the times.
    import_module("maillage.site.config.urls")
    measuring.keep_times(world)
    return {}


def access(world: World) -> Figures:
    """Access to general practitioners, for pages and scenarios."""
    measuring.keep_access(world)
    measuring.keep_past(world)
    return {}


def indicators(world: World) -> Figures:
    """The other professions, and the other indicators of general practitioners."""
    professions, indicators = measuring.keep_indicators(world)
    return {"professions": professions, "indicators": indicators}


def zones(world: World) -> Figures:
    """The territories of the region most in need."""
    return {"zones": measuring.keep_designation(world)}


def people(world: World) -> Figures:
    """Invented volunteers, sites and hosts."""
    from django.utils import timezone

    from maillage.demo.directory import create_agency, create_doctors, create_sites, introduce
    from maillage.demo.payments import months_before
    from maillage.schemes import scheme_named

    introduce(create_agency(world.region))
    create_sites(world.sites)
    create_doctors(world.doctors, scheme_named("solidarity"), starts=months_before(timezone.localdate())[0])
    return {}


def plan(world: World) -> Figures:
    """Plan the solidarity days, check the plan independently, store the run."""
    from maillage.errors import MaillageError
    from maillage.planning import check_result
    from maillage.site.plans import services

    data, result = world.planning_data(), world.solved()
    broken = check_result(data, result)
    if broken:
        raise MaillageError(f"The planner's own checker refuses its plan: {broken[0]}. Please report this fault.")
    services.store(result, world.region, scheme=data.rules.scheme, starts=world.start, weeks=WEEKS, problem=data)
    found = {
        "objective": round(result.objective, 3),
        "bound": round(result.bound, 3),
        "gap": round(result.gap, 6),
        "days": len(result.plan),
        "doctors": len(result.plan.doctors),
        "sites": len(result.plan.sites),
        "territories": result.served,
    }
    return {"plan": found}


def agenda(world: World) -> Figures:
    """Publish the plan, the shared post and the bus tour as sessions and slots, by the same code."""
    from maillage.demo.hospitals import create_shared_post
    from maillage.demo.templates import create_tour
    from maillage.site.agenda.models import Session, Slot
    from maillage.site.agenda.publishing import publish
    from maillage.site.agreements.taking_effect import put_in_agenda
    from maillage.site.engagements.models import Programme

    plan = Programme.objects.get(plan__isnull=False, region=world.region)
    publish(plan)
    put_in_agenda(create_shared_post(world, plan.starts), plan.weeks or WEEKS)
    publish(create_tour(world, plan.starts), weeks=plan.weeks)
    return {"sessions": Session.objects.count(), "slots": Slot.objects.count()}


def coordination(world: World) -> Figures:
    """The accounts of the agency: coordination and studies."""
    from maillage.demo.accounts import create_coordination

    create_coordination(world.region)
    return {}


def accounts(world: World) -> Figures:
    """The accounts of the doctor and of the host with most days."""
    from maillage.demo.accounts import create_accounts

    return {"accounts": create_accounts(world.region)}


def agreements(world: World) -> Figures:
    """Agreements between hospitals that wait for an answer, a signature, the agenda."""
    from maillage.demo.hospitals import create_agreements
    from maillage.site.engagements.models import Programme

    plan = Programme.objects.get(plan__isnull=False, region=world.region)
    return {"agreements": create_agreements(world, plan.starts, _coordinator())}


def _coordinator() -> User:
    """The account of the coordination, one of those that the step before has opened."""
    from maillage.site.accounts import roles
    from maillage.site.accounts.models import User

    return User.objects.get(memberships__role=roles.COORDINATOR.code)


def bookings(world: World) -> Figures:
    """Answers of doctors, bookings of patients, days that lost their doctor."""
    from maillage.demo.bookings import create_bookings

    return {"appointments": create_bookings(world.region, _coordinator(), world.seed)}


def waiting(world: World) -> Figures:
    """People who wait for a place, and the places offered to the first of them."""
    from maillage.demo.waiting import create_waiting

    return {"offers": create_waiting(world.region, world.seed)}


def exchanges(world: World) -> Figures:
    """A day that a colleague offers, and an absence."""
    from maillage.demo.exchanges import create_exchanges

    return {"exchanges": create_exchanges(world.region, _coordinator())}


def changes(world: World) -> Figures:
    """Volunteers who leave, and what each move of a day that people know would gain: ready to choose from."""
    from maillage.demo.plan_change import create_change

    return {"change": create_change(world.region, _coordinator())}


def applications(world: World) -> Figures:
    """Volunteers who apply, the desks that check them, and what was decided."""
    from maillage.demo.applications import create_applications

    return {"applications": create_applications(world.region, _coordinator(), world.seed)}


def proposals(world: World) -> Figures:
    """What the places promise, and places that are proposed."""
    from maillage.demo.proposals import create_promises, create_proposals

    create_promises(world)
    return {"proposals": create_proposals(_coordinator(), world.seed)}


def payments(world: World) -> Figures:
    """Days already given and paid: a month closed, a line contested, a month to close."""
    from maillage.demo.payments import create_payments

    return {"payments": create_payments(world.region, _coordinator())}


def grants(world: World) -> Figures:
    """The register of grants, and a table that waits to be imported."""
    from maillage.demo.grants import create_grants

    return {"grants": create_grants(world.region, _coordinator())}


def calls(world: World) -> Figures:
    """A training, research projects and internships, with their candidates."""
    from maillage.demo.calls import create_calls

    return {"submissions": create_calls(world.region, _coordinator(), world.seed)}


def juniors(world: World) -> Figures:
    """Junior doctors and supervisors, most of whom have given their wishes."""
    from maillage.demo.juniors import create_juniors

    return {"junior_wishes": create_juniors(world.region, _coordinator(), world.seed)}


def centre(world: World) -> Figures:
    """A salaried centre with its people, its week in the agenda, and who runs it."""
    from maillage.demo.centre import create_centre
    from maillage.demo.helpers import create_helpers

    centre = create_centre(world)
    create_helpers(centre, world.seed)
    return {"centre": centre.name}


def diary(world: World) -> Figures:
    """A doctor who receives at the centre by opening rules, and who booked there."""
    from maillage.demo.diary import create_diary

    return {"rules": create_diary(world.seed)}


def duties(world: World) -> Figures:
    """A published quarter of duties with a swap and a hole, and the next quarter, whose wishes are open."""
    from maillage.demo.duties import create_duties

    return {"duties": create_duties(world.region, world.seed)}


def expertise(world: World) -> Figures:
    """Remote opinions: a request answered, one held, a child's EEG that waits for a reader."""
    from maillage.demo.expertise import create_expertise

    return {"opinions": create_expertise(world.region)}


def platforms(world: World) -> Figures:
    """Three hospitals that share readings by a rota and an agreement, with the readings of two months."""
    from maillage.demo.platforms import create_platform

    return {"readings": create_platform(world.region)}


def remote(world: World) -> Figures:
    """Teleconsultations: two sites with a kit, a doctor, a nurse, and patients of today."""
    from maillage.demo.remote import create_remote

    return {"teleconsultations": create_remote(world)}


def effect(_world: World) -> Figures:
    """Access while the programmes run, as publishing computes it; computed again if its files are missing."""
    measuring.refresh_effects()
    return {}


def picture(world: World) -> Figures:
    """The maps of the region and of France as images of commune numbers."""
    measuring.keep_maps(world)
    return {}


def monthly_report(world: World) -> Figures:
    """The report of the last month on paper, if it has sessions."""
    from django.utils import timezone

    from maillage.site.geography.models import Region
    from maillage.site.observatory.months import month_before
    from maillage.site.refusals import Refused
    from maillage.site.www.monthly import making
    from maillage.site.www.monthly.areas import ReportArea

    region, month = Region.objects.get(pk=world.region), month_before(timezone.localdate())
    try:
        making.make(ReportArea(region), month, _coordinator())
    except Refused:  # a small region may have nobody who gave days
        return {"report": ""}
    return {"report": f"{month:%Y-%m}"}


def everywhere(world: World) -> Figures:
    """Designate, plan and publish in every other region too; one without a possible plan is named."""
    from maillage.demo.everywhere import create_other_regions

    return create_other_regions(world)


STEPS = [
    StepWork("territory", "Communes of France, with their groupings", territory),
    StepWork("figures", "Need and official figures of communes", figures),
    StepWork("travel", "Travel times between communes", travel, keeps="travel-times"),
    StepWork("access", "Access to general practitioners (observed supply)", access, keeps="access-model"),
    StepWork("indicators", "Other professions and indicators of the map", indicators, keeps="supply-nurse"),
    StepWork("zones", "Territories most in need", zones),
    StepWork("people", "Invented volunteers, sites and hosts", people),
    StepWork("coordination", "Accounts of the agency", coordination),
    StepWork("applications", "Volunteers who apply, and the desks that check them", applications),
    StepWork("proposals", "What places promise, and places that are proposed", proposals),
    StepWork("grants", "Grants, and a table that waits to be imported", grants),
    StepWork("plan", "Plan of 13 weeks of solidarity consultations", plan),
    StepWork("agenda", "Sessions and slots: plan, shared post, bus tour", agenda),
    StepWork("accounts", "Accounts of those who give days and rooms", accounts),
    StepWork("agreements", "Agreements between hospitals, at every step", agreements),
    StepWork("bookings", "Doctors' answers and patients' appointments", bookings),
    StepWork("waiting", "People on the waiting list, and what is offered to them", waiting),
    StepWork("payments", "Days given, a month closed, a line contested", payments),
    StepWork("exchanges", "Days offered to colleagues, and an absence", exchanges),
    StepWork("changes", "Volunteers who leave: a change of the plan to choose from", changes),
    StepWork("calls", "Calls, with what is sent to them", calls),
    StepWork("juniors", "Junior doctors, supervisors and their wishes", juniors),
    StepWork("centre", "A salaried centre: its people and its week", centre),
    StepWork("diary", "Opening rules of the centre, and who booked", diary),
    StepWork("duties", "Duties of a department, and wishes for the next quarter", duties),
    StepWork("expertise", "Remote opinions: who asks, who reads, what waits", expertise),
    StepWork("platforms", "A reading platform of three hospitals, its rota and its money", platforms),
    StepWork("remote", "Teleconsultations: two sites, and today's patients", remote),
    StepWork("effect", "What access becomes with the plan", effect, keeps="planned-access"),
    StepWork("map", "Maps of the region and of France", picture, keeps="map"),
    StepWork("report", "Report of the last month", monthly_report),
]


EVERYWHERE = StepWork("everywhere", "The other regions: territories, people, plans, sessions", everywhere)
"""One more step of the demonstration of all regions, at the end."""
