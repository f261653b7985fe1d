"""What a valid dossier is: models, vocabularies, rule sets, rules. Pure: no git, no clock, no files but its own."""
