"""Pages of questionnaires answered without an account: one question a page, then a check, a link, a withdrawal."""
