"""Tours of a vehicle: which communes, how often, which team on which day, and the drive of each day."""

from maillage.planning.tours.asked import MOST_WEEKS, TourAsked, tour_of_tables
from maillage.planning.tours.bound import bound_of
from maillage.planning.tours.data import PastVisit, Stop, Team, TourRules, weekdays_of
from maillage.planning.tours.document import Figures, Place, TourFile, read_tour_file
from maillage.planning.tours.drive import with_best_drives
from maillage.planning.tours.lists import read_tour
from maillage.planning.tours.outcome import file_of_published, file_of_tour
from maillage.planning.tours.problem import Rhythm, Series, Tour, TourProblem, driven, length_of_day
from maillage.planning.tours.pvrpif import read_pvrpif
from maillage.planning.tours.search import search
from maillage.planning.tours.setup import Horizon, Limits, horizon_of, minutes_between, people_of, problem_of
from maillage.planning.tours.solver import Found, make_tour

__all__ = [
    "MOST_WEEKS",
    "Figures",
    "Found",
    "Horizon",
    "Limits",
    "PastVisit",
    "Place",
    "Rhythm",
    "Series",
    "Stop",
    "Team",
    "Tour",
    "TourAsked",
    "TourFile",
    "TourProblem",
    "TourRules",
    "bound_of",
    "driven",
    "file_of_published",
    "file_of_tour",
    "horizon_of",
    "length_of_day",
    "make_tour",
    "minutes_between",
    "people_of",
    "problem_of",
    "read_pvrpif",
    "read_tour",
    "read_tour_file",
    "search",
    "tour_of_tables",
    "weekdays_of",
    "with_best_drives",
]
