"""Places proposed by those who keep them: answers without an account, a visit, approval into the directory."""
