"""From words to what somebody wears: noun phrases, roles, and the look that they ask for (`look.look_wished`)."""
