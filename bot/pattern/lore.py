"""What is known of each pattern: short name, other names, how it shows itself, what it is taken for."""

from __future__ import annotations

from msgspec import Struct


class Lore(Struct, frozen=True):
    """One pattern. An imported catalogue may hold others, which then go by their name alone."""

    short: str
    """What fits beside five others in a line of chat."""
    tell: str
    """What in a problem gives the pattern away."""
    aliases: tuple[str, ...]
    near: tuple[str, ...]
    """Patterns that it is easily taken for."""


ARRAYS, POINTERS, WINDOW = "Arrays & Hashing", "Two Pointers", "Sliding Window"
STACK, SEARCH, LISTS = "Stack", "Binary Search", "Linked List"
TREES, TRIES, HEAP = "Trees", "Tries", "Heap / Priority Queue"
BACKTRACKING, GRAPHS, PATHS = "Backtracking", "Graphs", "Advanced Graphs"
DP1, DP2, GREEDY = "1-D Dynamic Programming", "2-D Dynamic Programming", "Greedy"
INTERVALS, MATHS, BITS = "Intervals", "Math & Geometry", "Bit Manipulation"

LORE: dict[str, Lore] = {
    ARRAYS: Lore(
        "Arrays & Hashing",
        "the order does not matter and a look-up of what was seen replaces a second loop",
        (
            "arrays", "hashing", "hash", "hash map", "hash table", "hash set", "dictionary", "map", "set",
            "counting", "counter", "frequency count", "prefix sum", "prefix product", "bucket sort",
        ),
        (POINTERS, WINDOW, HEAP, BITS),
    ),
    POINTERS: Lore(
        "Two Pointers",
        "two ends or two places walk towards each other, and order says which of them may move",
        ("2 pointers", "pointers", "2p", "left right pointers", "opposite ends"),
        (WINDOW, SEARCH, ARRAYS, GREEDY),
    ),
    WINDOW: Lore(
        "Sliding Window",
        "the best contiguous stretch, which grows on the right and shrinks on the left, never back",
        ("window", "sw", "variable window", "fixed window", "caterpillar"),
        (POINTERS, ARRAYS, DP1, HEAP),
    ),
    STACK: Lore(
        "Stack",
        "what came last is settled first: brackets, nesting, the next greater element",
        ("monotonic stack", "monotone stack", "mono stack", "lifo", "parentheses", "next greater"),
        (GREEDY, POINTERS, ARRAYS, LISTS),
    ),
    SEARCH: Lore(
        "Binary Search",
        "a yes turns into a no once along a sorted line, even where that line is only the range of answers",
        ("bs", "bsearch", "binsearch", "bisect", "bisection", "search on answer", "binary search on answer"),
        (POINTERS, TREES, HEAP, WINDOW),
    ),
    LISTS: Lore(
        "Linked List",
        "nodes that know only the next one: rewire them, or let a fast pointer run ahead of a slow one",
        ("list", "ll", "linked lists", "fast slow", "tortoise hare", "floyd cycle", "dummy node"),
        (POINTERS, STACK, HEAP, TREES),
    ),
    TREES: Lore(
        "Trees",
        "each node asks its children and combines what they say, with one parent and no way round",
        ("tree", "binary tree", "bst", "binary search tree", "tree traversal", "inorder", "level order"),
        (GRAPHS, BACKTRACKING, TRIES, LISTS),
    ),
    TRIES: Lore(
        "Tries",
        "many words share their beginnings, and it is beginnings that are asked for",
        ("trie", "prefix tree", "prefix trie", "prefix trees"),
        (TREES, ARRAYS, BACKTRACKING, GRAPHS),
    ),
    HEAP: Lore(
        "Heap",
        "again and again only the smallest or largest is wanted, while things come and go",
        ("heap", "heaps", "priority queue", "pq", "heapq", "top k", "min heap", "max heap", "k largest",
         "two heaps"),
        (SEARCH, GREEDY, ARRAYS, INTERVALS),
    ),
    BACKTRACKING: Lore(
        "Backtracking",
        "all of the combinations are wanted, built choice by choice and taken back when they lead nowhere",
        ("backtrack", "bt", "brute force search", "permutations", "subsets", "combinations"),
        (DP1, DP2, GRAPHS, TREES),
    ),
    GRAPHS: Lore(
        "Graphs",
        "things are joined in any direction: flood, count the pieces, order what depends on what; "
        "every step costs the same",
        ("graph", "flood fill", "islands", "union find", "dsu", "disjoint set", "topological sort",
         "topo sort", "toposort", "graph traversal", "multi source bfs"),
        (PATHS, TREES, BACKTRACKING, DP2),
    ),
    PATHS: Lore(
        "Advanced Graphs",
        "the edges have weights, or every edge must be used: cheapest paths, cheapest nets, Euler's walk",
        ("advanced graph", "dijkstra", "djikstra", "shortest path", "bellman ford", "prim", "kruskal", "mst",
         "minimum spanning tree", "floyd warshall", "eulerian path", "a star", "weighted graph"),
        (GRAPHS, HEAP, GREEDY, DP2),
    ),
    DP1: Lore(
        "1-D DP",
        "the best for a prefix follows from the best for a few shorter ones: one index is the whole state",
        ("1d dp", "1 d dp", "dp 1d", "one dimensional dp", "1d dynamic programming", "linear dp"),
        (GREEDY, DP2, BACKTRACKING, WINDOW),
    ),
    DP2: Lore(
        "2-D DP",
        "two things vary at once, two strings, a grid, items against a budget: the state needs two indices",
        ("2d dp", "2 d dp", "dp 2d", "two dimensional dp", "2d dynamic programming", "grid dp", "lcs"),
        (DP1, BACKTRACKING, GRAPHS, GREEDY),
    ),
    GREEDY: Lore(
        "Greedy",
        "the best step now never has to be regretted, so nothing needs to be tried twice",
        ("greed", "greedy algorithm", "kadane", "kadanes", "local optimum"),
        (DP1, INTERVALS, POINTERS, STACK),
    ),
    INTERVALS: Lore(
        "Intervals",
        "things begin and end: sort by one of the two and look only at the neighbour",
        ("interval", "merge intervals", "sweep line", "line sweep", "overlapping intervals", "ranges"),
        (GREEDY, HEAP, ARRAYS, SEARCH),
    ),
    MATHS: Lore(
        "Math & Geometry",
        "the rule is in the numbers or the shape itself: digits, coordinates, turning a matrix",
        ("math", "maths", "geometry", "mathematics", "matrix", "arithmetic", "simulation", "number theory"),
        (BITS, ARRAYS, POINTERS, SEARCH),
    ),
    BITS: Lore(
        "Bit Manipulation",
        "pairs cancel, powers of two, no plus sign allowed: it is about the binary digits",
        ("bit", "bits", "bitwise", "bit magic", "xor", "bit mask", "bitmask"),
        (MATHS, ARRAYS, DP1, SEARCH),
    ),
}  # fmt: skip

SHARED: dict[str, tuple[str, ...]] = {
    "dp": (DP1, DP2),
    "dynamic": (DP1, DP2),
    "dynamic programming": (DP1, DP2),
    "memo": (DP1, DP2),
    "memoization": (DP1, DP2),
    "memoisation": (DP1, DP2),
    "tabulation": (DP1, DP2),
    "knapsack": (DP1, DP2),
    "bfs": (GRAPHS, TREES),
    "breadth first": (GRAPHS, TREES),
    "breadth first search": (GRAPHS, TREES),
    "dfs": (GRAPHS, TREES, BACKTRACKING),
    "depth first": (GRAPHS, TREES, BACKTRACKING),
    "depth first search": (GRAPHS, TREES, BACKTRACKING),
    "recursion": (TREES, BACKTRACKING),
    "recursive": (TREES, BACKTRACKING),
    "fast and slow pointers": (LISTS, POINTERS),
    "fast slow pointers": (LISTS, POINTERS),
    "monotonic queue": (WINDOW, STACK),
    "sorting": (ARRAYS, INTERVALS),
    "sort": (ARRAYS, INTERVALS),
    "queue": (GRAPHS, HEAP),
    "binary": (SEARCH, BITS),
}
"""Words that mean one of several: the options of the round decide, else the person is asked."""


def short(pattern: str) -> str:
    """The name that fits into a line."""
    held = LORE.get(pattern)
    return pattern if held is None else held.short


def tell(pattern: str) -> str:
    """What gives it away; empty for a pattern that nothing is known of."""
    held = LORE.get(pattern)
    return "" if held is None else held.tell
