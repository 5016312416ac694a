"""The independent checks of a plan and of its bound: no code of ``solving`` is imported here."""
