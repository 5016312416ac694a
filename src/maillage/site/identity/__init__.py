"""The identity of the site: its name, the agency responsible for it, how to reach them."""
