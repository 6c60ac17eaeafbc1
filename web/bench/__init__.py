"""The product measured beside its bare limits. Never imported by the product itself.

Everything runs on the loopback, in a data folder of its own, for a bounded time.
"""
