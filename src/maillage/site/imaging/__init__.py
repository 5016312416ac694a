"""A hospital's own machines: which there are, the examinations that they send, those that are sent to them."""
