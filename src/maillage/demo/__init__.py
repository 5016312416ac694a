"""The demonstration: build a site from open data in which a patient can book a planned consultation.

People and places are invented; geography and published totals are real. The steps (``steps``) run in order, each in one
transaction with the record that it is done (``models.DemoStep``), so that the next run completes an interrupted
demonstration, and changes nothing in a finished one.
"""
