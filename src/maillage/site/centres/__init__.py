"""Salaried health centres: their budget beside the real months, their people, those who ask for a treating doctor."""
