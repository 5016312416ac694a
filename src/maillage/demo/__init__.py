"""The demonstration: from open data to a site where a patient books a planned consultation.

People and places are invented; geography and published totals are real. The steps (``steps``) run in order,
each in one transaction with the note that it is done (``models.DemoStep``), so that an interrupted demonstration
is finished by the next run and a finished one changes nothing.
"""
