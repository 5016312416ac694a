"""Patients and appointments."""
