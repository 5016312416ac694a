"""The second process of the demonstration: it plans while the first invents people, then draws the maps."""

from __future__ import annotations

from maillage.artefacts import ArtefactStore
from maillage.demo.world import World
from maillage.site import ahead
from maillage.site.measuring import draw_maps


def compute(store: ArtefactStore, region: str) -> None:
    """Compute travel times, the plan and the maps."""
    world = World(region, store)
    ahead.weigh_times(world)
    world.solved()
    draw_maps(world)


if __name__ == "__main__":
    ahead.run(compute)
