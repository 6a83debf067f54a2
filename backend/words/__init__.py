"""Reading English: what words of a prompt say of a person, without torch and without a body."""
