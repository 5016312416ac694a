"""Creating and changing organisations, professionals, places and the things of places.

``by`` is the coordinator who does it, None for the command line and the demonstration. All input is checked before
anything is written; a refusal says in French what to correct.
"""

from __future__ import annotations

from maillage.site.directory.services.handovers import (
    carry_out_handovers,
    hand_over,
    keep_with,
    waits_only_for_its_day,
)
from maillage.site.directory.services.organisations import (
    OF_THE_SITE,
    create_organisation,
    departments_given_by,
    usable_organisations,
)
from maillage.site.directory.services.places import PlaceData, change_place, create_place, create_places
from maillage.site.directory.services.professionals import (
    ProfessionalData,
    change_professional,
    create_professional,
    create_professionals,
)
from maillage.site.directory.services.promises import (
    PromiseData,
    RoomData,
    add_photo,
    close,
    open_room,
    remove_photo,
    reopen,
    state_promise,
)
from maillage.site.directory.services.things import ThingData, add_things, remove_thing, rename_thing, rooms

__all__ = [
    "OF_THE_SITE",
    "PlaceData",
    "ProfessionalData",
    "PromiseData",
    "RoomData",
    "ThingData",
    "add_photo",
    "add_things",
    "carry_out_handovers",
    "change_place",
    "change_professional",
    "close",
    "create_organisation",
    "create_place",
    "create_places",
    "create_professional",
    "create_professionals",
    "departments_given_by",
    "hand_over",
    "keep_with",
    "open_room",
    "remove_photo",
    "remove_thing",
    "rename_thing",
    "reopen",
    "rooms",
    "state_promise",
    "usable_organisations",
    "waits_only_for_its_day",
]
