"""Everything made up, for the sample cycle, the demo, tests, benchmarks: equal arguments, equal bytes."""
