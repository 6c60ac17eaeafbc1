"""青溪镇: a made-up township with three villages and a story in progress in each.

Everything is done through the product's own deeds, on days before today; names and figures come
from a fixed seed, so that two demos of one day are alike. Nobody in it exists.
"""
