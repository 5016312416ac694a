"""Pages of consultations at a distance: for the doctor, the nurse beside the patient, and the patient."""
