"""From words to a mapper: sample, rate, choose, train, evaluate. What `galatea semantics` runs."""
