"""A hospital's own machines and programs: their settings, the examinations that they send, those sent to them."""
