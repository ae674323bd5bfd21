"""Well-known problems that a second pattern solves as well: naming it counts as having seen it."""

from __future__ import annotations

from bot.pattern.lore import (
    ARRAYS,
    BACKTRACKING,
    DP1,
    DP2,
    GRAPHS,
    GREEDY,
    HEAP,
    INTERVALS,
    LISTS,
    MATHS,
    PATHS,
    POINTERS,
    SEARCH,
    STACK,
)

ALSO: dict[int, tuple[str, ...]] = {
    347: (HEAP,),  # Top K Frequent Elements: buckets, or a heap of k
    42: (STACK, DP1),  # Trapping Rain Water: a falling stack, or both running maxima kept
    167: (SEARCH,),  # Two Sum II: the complement can be searched for
    121: (POINTERS, GREEDY, DP1),  # Best Time to Buy And Sell Stock: lowest price so far
    239: (HEAP,),  # Sliding Window Maximum
    22: (BACKTRACKING,),  # Generate Parentheses
    287: (POINTERS, SEARCH),  # Find The Duplicate Number: Floyd, or searching the range of answers
    141: (POINTERS,),  # Linked List Cycle
    19: (POINTERS,),  # Remove Nth Node: two pointers n apart
    143: (POINTERS,),  # Reorder List: the middle by fast and slow
    146: (ARRAYS,),  # LRU Cache: half of it is the hash map
    23: (HEAP,),  # Merge K Sorted Lists
    212: (BACKTRACKING,),  # Word Search II: the trie prunes a backtracking
    211: (BACKTRACKING,),  # a dot branches
    621: (GREEDY,),  # Task Scheduler
    79: (GRAPHS,),  # Word Search: DFS over the grid
    131: (DP1, DP2),  # Palindrome Partitioning
    207: (PATHS,),  # Course Schedule: topological order
    210: (PATHS,),
    684: (PATHS,),  # Redundant Connection: union find as in Kruskal
    332: (GRAPHS, BACKTRACKING),  # Reconstruct Itinerary
    1584: (GREEDY, HEAP),  # Min Cost to Connect All Points: Prim is greedy on a heap
    743: (GRAPHS, HEAP),  # Network Delay Time: Dijkstra
    778: (GRAPHS, HEAP, SEARCH),  # Swim In Rising Water
    269: (GRAPHS,),  # Alien Dictionary: topological order
    787: (GRAPHS, DP2),  # Cheapest Flights: Bellman and Ford is dynamic programming
    70: (MATHS,),  # Climbing Stairs: Fibonacci
    5: (DP2, POINTERS),  # Longest Palindromic Substring: a table, or two pointers from each centre
    647: (DP2, POINTERS),
    152: (GREEDY,),  # Maximum Product Subarray: as Kadane's
    300: (SEARCH,),  # Longest Increasing Subsequence: patience sorting
    416: (DP2,),  # Partition Equal Subset Sum: a knapsack, written either way
    62: (MATHS, DP1),  # Unique Paths: a binomial, or one row kept
    518: (DP1,),  # Coin Change II: one row kept
    494: (BACKTRACKING, DP1),  # Target Sum
    329: (GRAPHS,),  # Longest Increasing Path: DFS with a memory
    309: (DP1,),  # Stock With Cooldown: three running values
    53: (DP1,),  # Maximum Subarray: Kadane's is both
    55: (DP1,),  # Jump Game
    45: (DP1, GRAPHS),  # Jump Game II: levels of a BFS
    846: (HEAP, ARRAYS),  # Hand of Straights
    763: (INTERVALS, POINTERS),  # Partition Labels
    678: (STACK, DP2),  # Valid Parenthesis String
    435: (GREEDY,),  # Non Overlapping Intervals
    253: (HEAP, GREEDY, POINTERS),  # Meeting Rooms II
    1851: (HEAP,),  # Minimum Interval to Include Each Query
    202: (LISTS, POINTERS, ARRAYS),  # Happy Number: a cycle
    50: (SEARCH,),  # Pow(x, n): halving
    2013: (ARRAYS,),  # Detect Squares: counted points
    136: (ARRAYS,),  # Single Number
    338: (DP1,),  # Counting Bits
    268: (MATHS, ARRAYS),  # Missing Number: the sum
    7: (MATHS,),  # Reverse Integer
}
"""LeetCode number -> patterns beside the catalogue's category."""
