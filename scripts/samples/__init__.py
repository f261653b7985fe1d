"""Everything made up, in one place, for the sample cycle, the demo, tests and benchmarks: equal arguments, equal bytes.

Everything made here is marked “Dữ liệu mẫu” and holds codes only.
"""
